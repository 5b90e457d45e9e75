//! As many of several tasks as are enough.

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

/// A task that runs all of `tasks` at once until `n` of them have succeeded, and yields their values in the order of
/// the list.
///
/// The others are cancelled then, as in [`race`](fn@crate::race). As soon as so many have failed that `n` can't be
/// reached any more, the rest is cancelled, and it yields an [`AgentError`] whose cause is
/// [`AllFailed`](crate::error::AllFailed) with those failures, in the order of the list.
///
/// With an `n` of 0, it starts nothing and yields an empty list. With an `n` of more than there are tasks, its run ends
/// with an error that says so.
///
/// Laws: `quorum(v.len(), v) == try_sequence_tasks(v)` as long as at most one task fails, with its error as an
/// `AgentError`; `quorum(1, v)` is `first_success(v)` as a list; `quorum(0, v) == completed_task(Ok(vec![]))`.
///
/// ```
/// use agentflow::{lazy_task, quorum};
///
/// let judges = [true, false, true].map(|agrees| lazy_task(move || agrees.then_some("yes").ok_or("no")));
/// assert_eq!(quorum(2, judges.to_vec()).await_result().ok(), Some(vec!["yes", "yes"]));
/// assert!(quorum(3, judges.to_vec()).await_result().is_err());
/// ```
#[doc(alias = "some")]
#[track_caller]
pub fn quorum<A, E>(n: usize, tasks: Vec<AgentTask<Result<A, E>>>) -> AgentTask<Result<Vec<A>, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    quorum_at(Site::At(Location::caller()), n, tasks)
}

pub(crate) fn quorum_at<A, E>(
    site: Site,
    n: usize,
    tasks: Vec<AgentTask<Result<A, E>>>,
) -> AgentTask<Result<Vec<A>, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    AgentTask::from_node(Kind::Async, Quorum { agent: Agent::at(site), n, tasks })
}

struct Quorum<A, E> {
    agent: Agent,
    n: usize,
    tasks: Vec<AgentTask<Result<A, E>>>,
}

impl<A, E> Node<Result<Vec<A>, AgentError>> for Quorum<A, E>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<Vec<A>, AgentError>> {
        let n = self.n;
        if n == 0 {
            return Step::Done(Ok(Vec::new()));
        }
        let Some(may_fail) = self.tasks.len().checked_sub(n) else {
            let (who, agents) = (self.agent.name(cx.scope), self.tasks.len());
            let why = format!("{who} waits for {n} successes of {agents} agents: give it at least {n}");
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        };
        let (mut values, mut failures) = (Vec::new(), Failures::new(cx.scope, &self.agent, &self.tasks, may_fail));
        first_that_decides(*cx, self.agent.site, &self.tasks, move |index, result| match result {
            Ok(a) => {
                values.push((index, a));
                if values.len() < n { ControlFlow::Continue(()) } else { ControlFlow::Break(Ok(in_order(&mut values))) }
            }
            Err(error) => failures.add(index, error).map_break(Err),
        })
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.race(format!("{} of {}", self.n, self.tasks.len()), self.agent.site, &self.tasks);
    }
}

fn in_order<A>(values: &mut Vec<(usize, A)>) -> Vec<A> {
    let mut values = std::mem::take(values);
    values.sort_by_key(|(index, _)| *index);
    values.into_iter().map(|(_, a)| a).collect()
}

impl<A: Send + 'static, E: Into<BoxError> + Send + 'static> AgentTask<Result<A, E>> {
    /// The associated form of [`quorum`].
    #[track_caller]
    pub fn quorum(n: usize, tasks: Vec<Self>) -> AgentTask<Result<Vec<A>, AgentError>> {
        quorum(n, tasks)
    }
}
