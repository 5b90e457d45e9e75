//! Another try after a failure.

mod backoff;

use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use backoff::Retry;
use backoff::Waits;

use super::agent::Agent;
use super::measured::measured;
use super::then::{Decide, decided, then};
use super::timer::timer_at;
use crate::error::{BoxError, RunError};
use crate::graph::Sketch;
use crate::run::Cx;
use crate::site::Site;
use crate::task::Step;
use crate::watch::What;
use crate::{AgentError, AgentTask, completed_task, dynamic_planner};

impl<A, E> AgentTask<Result<A, E>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    /// The same task, run again when it fails, as often as `policy` says: a number of tries, or a [`Retry`].
    ///
    /// The last failure comes as an [`AgentError`], which tells how often the task was tried and how long all of it took. A
    /// task that panics is not tried again. Any number of tries runs without using up the stack.
    ///
    /// A policy of 0 tries would never start anything: such a run ends with an error that says so.
    ///
    /// Laws: `completed_task(Ok(a)).retry(n) == completed_task(Ok(a))`; `t.retry(1)` is `t` with its error as an
    /// `AgentError`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    /// use std::sync::atomic::{AtomicU32, Ordering};
    ///
    /// static CALLS: AtomicU32 = AtomicU32::new(0);
    /// let shaky = lazy_task(|| match CALLS.fetch_add(1, Ordering::Relaxed) {
    ///     0 | 1 => Err("connection refused"),
    ///     n => Ok(n),
    /// });
    /// let error = shaky.clone().named("search").retry(2).await_result().unwrap_err();
    /// assert_eq!(error.tries(), 2);
    /// println!("{error}"); // agent `search` (src/main.rs:9) failed after 2 tries in 41.20µs: connection refused
    ///
    /// assert_eq!(shaky.retry(2).await_result().ok(), Some(2));
    /// ```
    #[track_caller]
    pub fn retry(self, policy: impl Into<Retry>) -> AgentTask<Result<A, AgentError>> {
        retry_at(Site::At(Location::caller()), self, policy.into())
    }
}

pub(crate) fn retry_at<A, E>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    policy: Retry,
) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    let agent = Agent::of(site, &task);
    let tried = tried(agent.clone(), task, policy);
    measured(agent, tried, |result, measure| result.map_err(|error| measure.failure(error)))
}

/// The tries, which each run begins anew.
fn tried<A, E>(agent: Agent, task: AgentTask<Result<A, E>>, policy: Retry) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    decided(agent.site, completed_task(()), First { agent, task, policy })
}

/// The beginning of a run.
struct First<A, E> {
    agent: Agent,
    task: AgentTask<Result<A, E>>,
    policy: Retry,
}

impl<A, E> Decide<(), Result<A, AgentError>> for First<A, E>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    fn decide(&self, cx: &Cx<'_>, (): ()) -> Step<Result<A, AgentError>> {
        let First { agent, task, policy } = self;
        if policy.tries() == 0 {
            let who = agent.name(cx.scope);
            let why = format!("{who} has a retry policy of 0 tries, so that it could never start: give it at least 1");
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        }
        let so_far = Mutex::new(SoFar { tries: 0, recorded: 0, waits: policy.waits() });
        let tries = Tries { agent: agent.clone(), task: task.clone(), policy: policy.clone(), so_far };
        Step::Tail(Arc::new(tries).next())
    }

    fn sketch(&self, _begin: &AgentTask<()>, sketch: &mut Sketch) {
        sketch.around("retry", self.agent.site, &self.task);
    }
}

/// The tries of one run.
struct Tries<A, E> {
    agent: Agent,
    task: AgentTask<Result<A, E>>,
    policy: Retry,
    so_far: Mutex<SoFar>,
}

/// No user code runs while it is locked.
struct SoFar {
    tries: u32,
    /// The tries that the errors tell of: a failure that an inner retry gave up on stands for several.
    recorded: u32,
    waits: Waits,
}

impl<A, E> Tries<A, E>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    fn next(self: Arc<Self>) -> AgentTask<Result<A, AgentError>> {
        then(self.agent.site, self.task.clone(), move |cx, result| match result {
            Ok(value) => Step::Done(Ok(value)),
            Err(error) => Arc::clone(&self).failed(cx, error),
        })
    }

    fn failed(self: Arc<Self>, cx: &Cx<'_>, error: E) -> Step<Result<A, AgentError>> {
        let error = self.agent.failure(cx.scope, error);
        let (is_last, recorded, wait) = self.count(error.tries());
        let error = error.after_tries(recorded);
        if is_last || !self.policy.applies_to(&error) {
            return Step::Done(Err(error));
        }
        cx.scope.tell(|| What::Retried { tries: recorded, wait, error: error.cause().to_string() });
        if wait.is_zero() {
            // A thread that polls turns to its other work now and then, such as a time limit around this.
            let next = self.next();
            return if cx.polling { Step::Later(next.into()) } else { Step::Tail(next) };
        }
        Step::Tail(dynamic_planner(timer_at(self.agent.site, wait), move |()| Arc::clone(&self).next()))
    }

    /// One more try, for which the error recorded so many. Whether it was the last one, the tries that were recorded in
    /// all, and the wait before the next.
    fn count(&self, tries: u32) -> (bool, u32, Duration) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        so_far.tries += 1;
        so_far.recorded = so_far.recorded.saturating_add(tries);
        (so_far.tries == self.policy.tries(), so_far.recorded, so_far.waits.next())
    }
}
