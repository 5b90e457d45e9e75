//! Another agent in place of one that failed.

use std::panic::Location;

use super::agent::Agent;
use super::then::{Decide, decided, then};
use crate::error::{AllFailed, BoxError};
use crate::graph::Sketch;
use crate::run::Cx;
use crate::site::Site;
use crate::task::Step;
use crate::{AgentError, AgentTask};

impl<A: Send + 'static, E: Send + 'static> AgentTask<Result<A, E>> {
    /// A task that runs this one, and `other` if it fails. `other` does not start before; the failure is dropped.
    ///
    /// Laws: `completed_task(Ok(a)).fallback(t) == completed_task(a)`, and `t` never starts;
    /// `completed_task(Err(e)).fallback(t) == t`.
    ///
    /// ```
    /// use agentflow::{completed_task, lazy_task};
    ///
    /// let cached = lazy_task(|| Err::<u32, _>("not in the cache"));
    /// assert_eq!(cached.fallback(completed_task(42)).await_result(), 42);
    /// ```
    #[doc(alias = "or_else")]
    #[doc(alias = "unwrap_or_else")]
    #[track_caller]
    pub fn fallback(self, other: AgentTask<A>) -> AgentTask<A> {
        fallback_at(Site::At(Location::caller()), self, other)
    }
}

impl<A, E> AgentTask<Result<A, E>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    /// A task that runs this one, and `other`, which can fail too, if it fails. If both do, it yields an [`AgentError`] with
    /// the failures of both: its cause is [`AllFailed`].
    ///
    /// Laws: `completed_task(Ok(a)).try_fallback(t) == completed_task(Ok(a))`, and `t` never starts;
    /// `completed_task(Err(e)).try_fallback(t) == t`, as long as `t` does not fail; and it does not matter how a chain is
    /// bracketed.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// let web = lazy_task(|| Err::<u32, _>("no route")).named("web");
    /// let disk = lazy_task(|| Err("no such file")).named("disk");
    /// let error = web.clone().try_fallback(disk).named("fetch").await_result().unwrap_err();
    /// assert_eq!(error.agent(), "fetch");
    /// println!("{}", error.cause()); // agent `web` (src/main.rs:3) failed: no route; agent `disk` (src/main.rs:4) failed: ..
    ///
    /// let ours = lazy_task(|| Ok::<_, &str>(42));
    /// assert_eq!(web.try_fallback(ours).await_result().ok(), Some(42));
    /// ```
    #[doc(alias = "or_else")]
    #[track_caller]
    pub fn try_fallback<F>(self, other: AgentTask<Result<A, F>>) -> AgentTask<Result<A, AgentError>>
    where
        F: Into<BoxError> + Send + 'static,
    {
        try_fallback_at(Site::At(Location::caller()), self, other)
    }
}

pub(crate) fn fallback_at<A: Send + 'static, E: Send + 'static>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    other: AgentTask<A>,
) -> AgentTask<A> {
    decided(site, task, Fallback { other })
}

pub(crate) fn try_fallback_at<A, E, F>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    other: AgentTask<Result<A, F>>,
) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
    F: Into<BoxError> + Send + 'static,
{
    let agents = (Agent::of(site, &task), Agent::of(site, &other));
    decided(site, task, TryFallback { site, agents, other })
}

struct Fallback<A> {
    other: AgentTask<A>,
}

impl<A: Send + 'static, E: 'static> Decide<Result<A, E>, A> for Fallback<A> {
    fn decide(&self, _cx: &Cx<'_>, result: Result<A, E>) -> Step<A> {
        match result {
            Ok(value) => Step::Done(value),
            Err(_) => Step::Tail(self.other.clone()),
        }
    }

    fn sketch(&self, task: &AgentTask<Result<A, E>>, sketch: &mut Sketch) {
        sketch.either(task, &self.other);
    }
}

struct TryFallback<A, F> {
    site: Site,
    agents: (Agent, Agent),
    other: AgentTask<Result<A, F>>,
}

impl<A, E, F> Decide<Result<A, E>, Result<A, AgentError>> for TryFallback<A, F>
where
    A: Send + 'static,
    E: Into<BoxError> + 'static,
    F: Into<BoxError> + Send + 'static,
{
    fn decide(&self, cx: &Cx<'_>, result: Result<A, E>) -> Step<Result<A, AgentError>> {
        let error = match result {
            Ok(value) => return Step::Done(Ok(value)),
            Err(error) => error,
        };
        let (site, first, second) = (self.site, self.agents.0.failure(cx.scope, error), self.agents.1.clone());
        Step::Tail(then(site, self.other.clone(), move |cx, result| {
            Step::Done(result.map_err(|error| {
                let all = AllFailed::new(vec![first.clone(), second.failure(cx.scope, error)]);
                Agent::at(site).failure(cx.scope, all)
            }))
        }))
    }

    fn sketch(&self, task: &AgentTask<Result<A, E>>, sketch: &mut Sketch) {
        sketch.either(task, &self.other);
    }
}
