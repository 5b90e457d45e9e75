//! The first of several tasks.

use std::ops::ControlFlow;
use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::error::RunError;
use crate::graph::Sketch;
use crate::run::Cx;
use crate::run::first::first_that_decides;
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that runs all of `tasks` at once and yields the value of the first that finishes.
///
/// The others are cancelled: what is queued never starts, what waits is dropped with what it holds, and a closure that
/// is running finishes and its value is dropped. Where several are already finished, the first in the list wins; a list
/// with a [`completed_task`](crate::completed_task) starts nothing behind it.
///
/// A race of no tasks has no value: its run ends with an error that says so.
///
/// Law: `race(vec![t]) == t`; `race(vec![completed_task(a), t]) == completed_task(a)`. Which of several racers wins is
/// the one thing that timing may decide.
///
/// ```
/// # #[cfg(feature = "tokio")] {
/// use agentflow::{async_task, race};
/// use std::time::Duration;
///
/// let after = |ms, name| {
///     async_task(move || async move {
///         tokio::time::sleep(Duration::from_millis(ms)).await;
///         name
///     })
/// };
/// assert_eq!(race(vec![after(60_000, "slow"), after(1, "fast")]).await_result(), "fast");
/// # }
/// ```
#[doc(alias = "select")]
#[doc(alias = "any")]
#[track_caller]
pub fn race<A: Send + 'static>(tasks: Vec<AgentTask<A>>) -> AgentTask<A> {
    AgentTask::from_node(Kind::Async, Race { tasks, location: Location::caller(), policy: None })
}

/// The same for a policy around the first of the tasks: the others are parts of it, and no agents of the user's.
#[track_caller]
pub(crate) fn race_of_policy<A: Send + 'static>(policy: &'static str, tasks: Vec<AgentTask<A>>) -> AgentTask<A> {
    AgentTask::from_node(Kind::Async, Race { tasks, location: Location::caller(), policy: Some(policy) })
}

struct Race<A> {
    tasks: Vec<AgentTask<A>>,
    location: &'static Location<'static>,
    /// Whose part it is.
    policy: Option<&'static str>,
}

impl<A: Send + 'static> Node<A> for Race<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        if self.tasks.is_empty() {
            let why = format!("the race at {} has no agents: give it at least one", self.location);
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        }
        first_that_decides(*cx, Site::At(self.location), &self.tasks, |_, a| ControlFlow::Break(a))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        let site = Site::At(self.location);
        match (self.policy, self.tasks.first()) {
            (Some(policy), Some(task)) => sketch.around(policy, site, task),
            _ => sketch.race("race", site, &self.tasks),
        }
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`race`].
    #[track_caller]
    pub fn race(tasks: Vec<AgentTask<A>>) -> Self {
        race(tasks)
    }
}
