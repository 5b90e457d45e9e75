//! The one door for what `workflow!` expands to. Not part of the public interface: it may change in any release.
//!
//! A block becomes agents (`leaf`), put together either as a tree in one node (`fused`: at most one statement, whose
//! bindings do not depend on each other) or as a graph of tasks (`flow`: everything else). What an agent is, a plain
//! value, a future or a task, is decided by the type of its expression (`kind`).

#![expect(
    private_interfaces,
    private_bounds,
    unreachable_pub,
    reason = "expansions name what they call, not its types"
)]
#![allow(
    clippy::unused_self,
    clippy::must_use_candidate,
    clippy::unnecessary_wraps,
    reason = "the choice of a method is by the type of `self`"
)]

mod agent;
mod finish;
mod flow;
mod fused;
mod hold;
mod kind;
mod leaf;
mod question;
mod slot;
mod step;
mod tree;

pub use flow::{Graph, flow, held, try_flow, vertex, vertices};
pub use fused::{fused, outer, try_fused};
pub use hold::{Hold, IsNotSend, IsNotSync, IsSend, IsSync, own_copy};
pub use kind::{AsFuture, AsPlain, AsTask, IsOpen, Probe};
pub use leaf::env_of;
pub use question::{IsNoResult, IsResult};
pub use slot::{Shared, Slot, last};
pub use step::check_later;
pub use tree::{nothing, try_nothing, try_two, two};

pub use crate::error::AgentError;
pub use crate::require::{CanFail, ClonedForEachRun, OwnedByAgents, SentToAgents, SharedByAgents};
pub use crate::site::StepSite;
pub use agentflow_macros::workflow;
