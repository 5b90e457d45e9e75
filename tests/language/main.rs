//! What `workflow!` means: the values of a block, the order of its effects, who owns what, and how it fails.
//!
//! Expansions must not trouble their users with warnings, of rustc or of clippy: here they would be errors.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![allow(clippy::many_single_char_names, reason = "the names of agents in tests")]

#[path = "../support/executors.rs"]
mod executors;
#[path = "../support/virtual_time.rs"]
mod virtual_time;

mod asked;
mod bindings;
mod clones;
mod collections;
mod dataflow;
mod fail_fast;
mod failure;
mod hygiene;
mod kinds;
mod loops;
mod mixed;
mod order;
mod outer;
mod places;
mod policies;
mod races;
mod renamed;
mod routing;
