//! Policies: what is done about an agent that is slow, that fails, or that costs something.
//!
//! A policy is a method of [`AgentTask`](crate::AgentTask) that gives another task around it. It knows nothing of the
//! agent, so it fits each of them, also a whole workflow.
//!
//! | policy | what it does |
//! |---|---|
//! | [`timeout`](crate::AgentTask::timeout), [`try_timeout`](crate::AgentTask::try_timeout) | cancels an agent that takes too long |
//! | [`retry`](crate::AgentTask::retry), as a [`Retry`] says | runs an agent again that failed |
//! | [`fallback`](crate::AgentTask::fallback), [`try_fallback`](crate::AgentTask::try_fallback) | runs another agent in place of one that failed |
//! | [`hedge`](crate::AgentTask::hedge) | starts a slow agent a second time, and takes the value that comes first |
//! | [`limit`](crate::AgentTask::limit), by a [`Limit`] | lets so many agents run at once, or start in a time |
//! | [`cached`](crate::AgentTask::cached), [`cached_in`](crate::AgentTask::cached_in) a [`Store`] | runs equal calls once |
//! | [`within`](crate::AgentTask::within), [`try_within`](crate::AgentTask::try_within) a [`Budget`] | cancels what would spend too much |
//!
//! In a [`workflow!`](crate::workflow), each is an attribute of a binding. [`first_success`] and [`quorum`] choose among
//! several agents of which some may fail.
//!
//! Their time is that of the [executor](crate::executor::Workers::now), as for [`timer`](crate::timer), so that tests in
//! tokio's paused time wait for nothing.
//!
//! # Order
//!
//! The policy that is called last is the outermost:
//!
//! | written | means |
//! |---|---|
//! | `task.try_timeout(d).retry(3)` | up to three tries, each with a time limit of its own |
//! | `task.retry(3).try_timeout(d)` | up to three tries, and one time limit for all of them and the waits between them |
//! | `task.retry(3).fallback(other)` | `other`, when all three tries have failed |
//!
//! ```
//! use agentflow::{lazy_task, policy::Retry};
//! use std::time::Duration;
//!
//! let search = lazy_task(|| Err::<u32, _>("no route"));
//! let backoff = Retry::times(3).exponential(Duration::from_millis(1)).jitter();
//! let plan = search.try_timeout(Duration::from_secs(5)).retry(backoff).fallback(lazy_task(|| 42));
//! assert_eq!(plan.await_result(), 42);
//! ```
//!
//! # Errors
//!
//! What a policy gives up on is an [`AgentError`](crate::AgentError). It tells how often the agent was tried and how long
//! that took. It calls the agent by the [name](crate::AgentTask::named) that the task was given right before the policy, or
//! else by the nearest one that was given around the policy, or else by the place where the policy was called. An error
//! that is an `AgentError` already goes on naming the agent that it names.

mod agent;
pub(crate) mod budget;
pub(crate) mod cached;
mod failures;
pub(crate) mod fallback;
pub(crate) mod first_success;
pub(crate) mod hedge;
pub(crate) mod limit;
mod measured;
pub(crate) mod quorum;
pub(crate) mod retry;
mod then;
pub(crate) mod timeout;
mod timer;

#[cfg(feature = "named")]
pub(crate) use budget::metered;
pub use budget::{Budget, charge};
pub(crate) use budget::{Ledger, allowance, charge_note, is_out_in_run, pay_for, refused};
pub use cached::Store;
pub use first_success::first_success;
pub use limit::Limit;
pub use quorum::quorum;
pub use retry::Retry;
pub use timer::timer;
