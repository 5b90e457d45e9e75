//! The first of several tasks that succeeds.

use std::ops::ControlFlow;
use std::panic::Location;
use std::sync::Arc;

use super::agent::Agent;
use super::failures::Failures;
use crate::AgentTask;
use crate::error::{AgentError, BoxError, RunError};
use crate::graph::Sketch;
use crate::run::Cx;
use crate::run::first::first_that_decides;
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that runs all of `tasks` at once and yields the value of the first that succeeds.
///
/// The others are cancelled then, as in [`race`](fn@crate::race). If all fail, it yields one [`AgentError`], whose
/// cause is [`AllFailed`](crate::error::AllFailed) with the failure of each in the order of the list.
///
/// No tasks have no value: such a run ends with an error that says so.
///
/// Laws: `first_success(vec![completed_task(Ok(a)), t]) == completed_task(Ok(a))`, and `t` never starts; a task that
/// fails may be left out: `first_success(vec![completed_task(Err(e)), t]) == first_success(vec![t])` for a `t` that
/// succeeds.
///
/// ```
/// use agentflow::{completed_task, error::AllFailed, first_success, lazy_task};
///
/// let web = || lazy_task(|| Err("no route")).named("web");
/// let disk = || completed_task(Err("no such file")).named("disk");
/// let memory = lazy_task(|| Ok(42));
/// assert_eq!(first_success(vec![web(), disk(), memory]).await_result().ok(), Some(42));
///
/// let none = first_success::<u32, _>(vec![web(), disk()]).await_result().unwrap_err();
/// let all: &AllFailed = none.downcast_ref().unwrap();
/// assert_eq!(all.errors().iter().map(|error| error.agent()).collect::<Vec<_>>(), ["web", "disk"]);
/// ```
#[doc(alias = "select_ok")]
#[doc(alias = "race_ok")]
#[doc(alias = "any")]
#[track_caller]
pub fn first_success<A, E>(tasks: Vec<AgentTask<Result<A, E>>>) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    first_success_at(Site::At(Location::caller()), tasks)
}

pub(crate) fn first_success_at<A, E>(
    site: Site,
    tasks: Vec<AgentTask<Result<A, E>>>,
) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    AgentTask::from_node(Kind::Async, FirstSuccess { agent: Agent::at(site), tasks })
}

struct FirstSuccess<A, E> {
    agent: Agent,
    tasks: Vec<AgentTask<Result<A, E>>>,
}

impl<A, E> Node<Result<A, AgentError>> for FirstSuccess<A, E>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<A, AgentError>> {
        if self.tasks.is_empty() {
            let who = self.agent.name(cx.scope);
            let why = format!("{who} waits for the first success of no agents: give it at least one");
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        }
        let mut failures = Failures::new(cx.scope, &self.agent, &self.tasks, self.tasks.len() - 1);
        first_that_decides(*cx, self.agent.site, &self.tasks, move |index, result| match result {
            Ok(a) => ControlFlow::Break(Ok(a)),
            Err(error) => failures.add(index, error).map_break(Err),
        })
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.race("first success", self.agent.site, &self.tasks);
    }
}

impl<A: Send + 'static, E: Into<BoxError> + Send + 'static> AgentTask<Result<A, E>> {
    /// The associated form of [`first_success`].
    #[track_caller]
    pub fn first_success(tasks: Vec<Self>) -> AgentTask<Result<A, AgentError>> {
        first_success(tasks)
    }
}
