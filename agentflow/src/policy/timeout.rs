//! A time limit.

use std::panic::Location;
use std::time::Duration;

use super::agent::Agent;
use super::measured::measured;
use super::timer::timer_at;
use crate::error::{BoxError, TimedOut};
use crate::primitive::race::race_of_policy;
use crate::site::Site;
use crate::{AgentError, AgentTask};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task with a time limit: at the limit it is cancelled, and yields an [`AgentError`] whose cause is
    /// [`TimedOut`].
    ///
    /// Cancelled means, as in [`race`](fn@crate::race): what is queued never starts, what waits is dropped with what it
    /// holds, and a closure that is running finishes and its value is dropped. The limit counts from when the task
    /// starts. A value that is there is taken, even if it came late: on [`Inline`](crate::executor::Inline), where nothing
    /// can interrupt an agent that computes. For a task that can fail, see [`try_timeout`](AgentTask::try_timeout).
    ///
    /// Law: with a limit that is not reached, `t.timeout(d) == t.map(Ok)`.
    ///
    /// ```
    /// use agentflow::{lazy_task, timer};
    /// use std::time::Duration;
    ///
    /// let quick = lazy_task(|| 42).timeout(Duration::from_secs(60));
    /// assert_eq!(quick.await_result().ok(), Some(42));
    ///
    /// let slow = timer(Duration::from_secs(60)).named("slow").timeout(Duration::from_millis(5));
    /// let error = slow.await_result().unwrap_err();
    /// assert!(error.is_timeout());
    /// assert_eq!(error.agent(), "slow");
    /// println!("{error}"); // agent `slow` (src/main.rs:7) failed in 5.31ms: no answer within 5ms
    /// ```
    #[doc(alias = "deadline")]
    #[track_caller]
    pub fn timeout(self, limit: Duration) -> AgentTask<Result<A, AgentError>> {
        timeout_at(Site::At(Location::caller()), self, limit)
    }
}

impl<A, E> AgentTask<Result<A, E>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    /// A task that can fail, with a [time limit](AgentTask::timeout): the failure of the task and a limit that is reached
    /// are both an [`AgentError`], which tells how long it took.
    ///
    /// Law: with a limit that is not reached, `t.try_timeout(d)` is `t` with its error as an `AgentError`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    /// use std::{num::ParseIntError, time::Duration};
    ///
    /// let parse = |text: &'static str| lazy_task(|| text.parse::<u8>()).try_timeout(Duration::from_secs(60));
    /// assert_eq!(parse("42").await_result().ok(), Some(42));
    ///
    /// let error = parse("x").await_result().unwrap_err();
    /// assert!(!error.is_timeout() && error.downcast_ref::<ParseIntError>().is_some());
    /// ```
    #[track_caller]
    pub fn try_timeout(self, limit: Duration) -> AgentTask<Result<A, AgentError>> {
        try_timeout_at(Site::At(Location::caller()), self, limit)
    }
}

pub(crate) fn timeout_at<A: Send + 'static>(
    site: Site,
    task: AgentTask<A>,
    limit: Duration,
) -> AgentTask<Result<A, AgentError>> {
    measured(Agent::of(site, &task), limited(site, task, limit), move |value, measure| {
        value.ok_or_else(|| measure.failure(TimedOut::new(limit)))
    })
}

pub(crate) fn try_timeout_at<A, E>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    limit: Duration,
) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    measured(Agent::of(site, &task), limited(site, task, limit), move |result, measure| match result {
        Some(result) => result.map_err(|error| measure.failure(error)),
        None => Err(measure.failure(TimedOut::new(limit))),
    })
}

/// The value of the task, or `None` once its time is over.
fn limited<A: Send + 'static>(site: Site, task: AgentTask<A>, limit: Duration) -> AgentTask<Option<A>> {
    race_of_policy("timeout", vec![task.map(Some), timer_at(site, limit).map(|()| None)])
}
