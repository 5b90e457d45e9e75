//! The first of several tasks.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::AgentTask;
use crate::error::RunError;
use crate::run::{Cx, Outcome, Pending, Scope, compute_elsewhere};
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
    AgentTask::from_node(Kind::Async, Race { tasks, location: Location::caller() })
}

struct Race<A> {
    tasks: Vec<AgentTask<A>>,
    location: &'static Location<'static>,
}

impl<A: Send + 'static> Node<A> for Race<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        if self.tasks.is_empty() {
            let why = format!("the race at {} has no agents: give it at least one", self.location);
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        }
        let cx = cx.deeper();
        let mut racers = Vec::with_capacity(self.tasks.len());
        for task in &self.tasks {
            match start(cx, task.clone()) {
                Outcome::Done(a) => return Step::Done(a),
                Outcome::Later(pending) => racers.push(pending),
                Outcome::Stopped => return Step::Stopped,
            }
        }
        Step::Later(Pending::new(First { racers, scope: Arc::clone(cx.scope), depth: cx.depth }))
    }
}

/// Starts a racer without running CPU work on this thread, unless this thread is all there is. One that polls never runs
/// any.
fn start<A: Send + 'static>(cx: Cx<'_>, task: AgentTask<A>) -> Outcome<A> {
    let may_compute = !cx.polling && !task.is_ready() && task.kind() != Kind::Async;
    if may_compute && cx.workers().overlaps() {
        Outcome::Later(compute_elsewhere(cx, task).into())
    } else {
        cx.drive(task)
    }
}

/// Waits for the first of several tasks; the others are dropped with it.
struct First<A> {
    racers: Vec<Pending<A>>,
    scope: Arc<Scope>,
    depth: u32,
}

impl<A: Send + 'static> Future for First<A> {
    type Output = Step<A>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        let First { racers, scope, depth } = &mut *self;
        let winner = racers.iter_mut().find_map(|racer| match racer.poll_value(scope, *depth, cx) {
            Poll::Ready(a) => Some(a),
            Poll::Pending => None,
        });
        match winner {
            Some(a) => {
                // The losers are gone before anybody hears of the winner.
                racers.clear();
                Poll::Ready(Step::Done(a))
            }
            None => Poll::Pending,
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
