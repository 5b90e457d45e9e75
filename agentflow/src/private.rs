//! The one door for what `workflow!` expands to. Not part of the public interface: it may change in any release.
//!
//! A block becomes agents, put together either as a tree of leaves in one node (`fused`, `leaf`: at most one statement with
//! a few calls) or as the vertices of a graph (`flow`, `vertex`: everything else). What an agent is, a plain value, a
//! future or a task, is decided by the type of its expression (`kind`).
//! A step with bodies gives the task of the one that is chosen (`choice`), or of all of them (`each`).

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
mod cached;
mod choice;
mod each;
mod finish;
mod fit;
mod flow;
mod fused;
mod hold;
mod kind;
mod leaf;
mod policy;
mod question;
mod slot;
mod slots;
mod step;
mod tree;
mod turns;
mod vertex;

pub use cached::{IsKept, IsKey, IsNoKey, IsNotKept};
pub use choice::{Tell, asked, awaited, chosen, kept, left_out, never, plain, succeeding, try_kept};
pub use each::{each, each_limited, passed, plan_of_item, try_each, try_each_limited, try_passed};
pub use fit::{Fits, FitsNot, IsNoTurn, IsRefusedTurn, IsTurn, TurnOf};
pub use flow::{Graph, flow, held};
pub use fused::{fused, outer, try_fused};
pub use hold::{Hold, IsNotSend, IsNotSync, IsSend, IsSync, handle, one_more_handle, own_copy};
pub use kind::{AsFuture, AsPlain, AsTask, IsOpen, Probe};
pub use leaf::env_of;
pub use policy::{
    fallback, first_success, hedge, limit, race, retry, timeout, try_fallback, try_timeout, try_within, within,
};
pub use question::{IsNoResult, IsResult};
pub use slot::{Shared, Slot, last};
pub use slots::key;
pub use step::check_later;
pub use tree::{nothing, try_nothing, two};
pub use vertex::{vertex, vertices};

pub use crate::error::AgentError;
pub use crate::policy::{Budget, Limit, Retry};
pub use crate::require::{
    CanBeCached, CanFail, ClonedForEachRun, EndsOrGoesOn, FailsSometimes, KeptByLoops, NothingElse, OwnedByAgents,
    RacesWith, SentToAgents, SharedByAgents, StandsInFor, TellsCallsApart,
};
pub use crate::site::StepSite;
pub use agentflow_macros::workflow;
