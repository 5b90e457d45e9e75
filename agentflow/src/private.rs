//! The one door for what `workflow!` expands to. Not part of the public interface: it may change in any release.
//!
//! A block becomes agents ([`leaf`]), put together either as a tree in one node ([`fused`]: at most one statement, whose
//! bindings do not depend on each other) or as a graph of tasks ([`flow`]: everything else). What an agent is, a plain
//! value, a future or a task, is decided by the type of its expression ([`kind`]).

mod capture;
mod flow;
mod fused;
mod kind;
mod leaf;
mod question;
mod slot;
mod tree;

pub use capture::{capture, for_this_run, own_copy};
pub use flow::{Graph, flow, held, try_flow, vertex, vertices};
pub use fused::{fused, outer, try_fused};
pub use kind::{AsFuture, AsPlain, AsTask, IsOpen, Probe};
pub use leaf::env_of;
pub use question::question;
pub use slot::{Shared, Slot, last};
pub use tree::{nothing, try_nothing, try_two, two};

pub use crate::error::AgentError;
pub use crate::site::StepSite;
pub use agentflow_macros::workflow;
