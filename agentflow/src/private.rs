//! The one door for what `workflow!` expands to. Not part of the public interface: it may change in any release.
//!
//! A block becomes agents, put together either as a tree of leaves in one node (`fused`, `leaf`: at most one statement with
//! a few calls) or as the vertices of a graph (`flow`, `vertex`: everything else). What an agent is, a plain value, a
//! future or a task, is decided by the type of its expression (`kind`).
//! A step with bodies gives the task of the one that is chosen (`choice`), or of all of them (`each`).

#![expect(private_interfaces, unreachable_pub, reason = "expansions name what they call, not its types")]
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
mod editor;
mod finish;
mod fit;
mod flow;
mod fused;
mod hold;
mod kind;
mod leaf;
#[cfg(feature = "named")]
mod named;
mod policy;
mod question;
mod slot;
mod slots;
mod step;
mod tree;
mod turns;
mod vertex;

pub use cached::{IsKept, IsKey, IsNoKey, IsNoStore, IsNotKept, IsStore, Keeps};
pub use choice::{Tell, asked, awaited, chosen, kept, left_out, never, plain, succeeding, try_kept};
pub use each::{each, each_limited, passed, plan_of_item, try_each, try_each_limited, try_passed};
pub use editor::{
    shown, shown_all, shown_either, shown_first, shown_item, shown_missing, shown_question, shown_state, shown_success,
    shown_turn,
};
pub use fit::{Fits, FitsNot, IsNoTurn, IsTurn, TurnOf};
pub use flow::{Graph, flow, held};
pub use fused::{fused, outer};
pub use hold::{Hold, IsNotSend, IsNotSync, IsSend, IsSync, PassFuture, handle, one_more_handle, own_copy, parts_of};
pub use kind::{OrTask, PlainTag, Probe};
pub use leaf::env_of;
#[cfg(feature = "named")]
pub use named::{
    FailsNever, FailsSometimesOf, IsCalled, IsCopied, IsUncalled, IsUncopied, IsUnwritten, IsWritten, Wire, effect,
    input_and_value, value_alone,
};
pub use policy::{
    fallback, first_success, hedge, limit, race, retry, timeout, try_fallback, try_timeout, try_within, within,
};
pub use question::{IsNoResult, IsResult};
pub use slot::{Shared, Slot, last};
pub use slots::key;
pub use step::{check_closure, check_later, future};
pub use tree::{nothing, two};
pub use vertex::{vertex, vertices};

pub use crate::AgentTask;
pub use crate::error::AgentError;
#[cfg(feature = "named")]
pub use crate::named::{Agent, Effect, Named, Nature, Plan};
pub use crate::policy::{Budget, Limit, Retry};
pub use crate::require::{
    CanBeCached, CanFail, ClonedForEachRun, EndsOrGoesOn, FailsSometimes, ItemForAgents, KeptByLoops, KnownType,
    MayBeCached, MayBeHedged, MayBeRaced, MayBeRetried, NothingElse, OwnedByAgents, OwnedByNext, RacesWith,
    SentToAgents, SharedByAgents, SourceOfItems, StandsInFor, StepOf, StoreOf, TellsCallsApart,
};
#[cfg(feature = "named")]
pub use crate::require::{ReadByAgents, ReadByCallers};
pub use crate::site::StepSite;
pub use agentflow_macros::workflow_for_editors;

#[cfg(not(rust_analyzer))]
pub use agentflow_macros::workflow;
/// An editor asks for types and places, and runs nothing: it is shown each step where it is written.
#[cfg(rust_analyzer)]
pub use agentflow_macros::workflow_for_editors as workflow;
