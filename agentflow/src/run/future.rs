//! `task.await`: a run that is polled by the caller's own async code.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::border::inside;
use super::entry::{Root, Started};
use super::handle::run_apart;
use super::place::{Place, leave};
use super::{Cx, Outcome, Scope};
use crate::AgentTask;
use crate::error::RunError;
use crate::executor::{Workers, unnamed};

/// A run of a plan inside async code, made by `task.await`. Dropping it cancels the run.
///
/// It runs on the [shared pool](crate::executor::Pool::shared). Inside a tokio runtime, async agents run on that runtime; elsewhere on
/// the pool's own. CPU agents always run on the pool, so that the thread which polls is never held by them.
///
/// A runtime that the program has made itself must have what its async agents use: timers want
/// `Builder::enable_time`, sockets `enable_io`.
///
/// # Panics
/// If an agent panics, its panic goes on in whoever polls this.
///
/// ```
/// use agentflow::{join_results, lazy_task};
///
/// async fn answer() -> u32 {
///     join_results(lazy_task(|| 6), lazy_task(|| 7), |a, b| a * b).await
/// }
/// assert_eq!(futures_executor::block_on(answer()), 42);
/// ```
#[must_use = "futures do nothing unless polled or awaited"]
pub struct RunFuture<A> {
    run: Run,
    place: Arc<Place<A>>,
}

/// What runs, without the type of its value.
enum Run {
    Planned(AgentTask<()>),
    Running(Root<()>),
    Over,
}

impl<A: Send + 'static> IntoFuture for AgentTask<A> {
    type Output = A;
    type IntoFuture = RunFuture<A>;

    fn into_future(self) -> RunFuture<A> {
        let (task, place) = leave(self);
        RunFuture { run: Run::Planned(task), place }
    }
}

// Nothing in it is ever pinned in place: values are moved in and out.
impl<A> Unpin for RunFuture<A> {}

impl<A: Send + 'static> Future for RunFuture<A> {
    type Output = A;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A> {
        self.poll_outcome(cx).map(|outcome| outcome.unwrap_or_else(|error| error.resume()))
    }
}

impl<A: Send + 'static> RunFuture<A> {
    /// The same, with panics and cancellation as values.
    pub(crate) fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Result<A, RunError>> {
        match ready!(self.run.poll(cx)) {
            Ok(()) => self.place.value().map_or(Poll::Pending, |value| Poll::Ready(Ok(value))),
            Err(error) => {
                // Nobody takes a value that came too late.
                drop(self.place.value());
                Poll::Ready(Err(error))
            }
        }
    }
}

impl Run {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), RunError>> {
        loop {
            match std::mem::replace(self, Run::Over) {
                Run::Planned(task) => match start(task, unnamed::workers_for_polling()) {
                    Started::Ended(outcome) => return Poll::Ready(outcome),
                    Started::Goes(root) => *self = Run::Running(root),
                },
                Run::Running(mut root) => {
                    let outcome = Pin::new(&mut root).poll(cx);
                    if outcome.is_pending() {
                        *self = Run::Running(root);
                    }
                    return outcome;
                }
                // Polled again after its end, which a future need not allow.
                Run::Over => return Poll::Pending,
            }
        }
    }
}

fn start(task: AgentTask<()>, workers: Arc<dyn Workers>) -> Started<()> {
    let here = workers.polls_here();
    let scope = Scope::of_run(workers);
    let cx = Cx::polling(&scope, 0);
    let outcome = if here || task.is_ready() {
        inside(&scope, || cx.drive(task)).unwrap_or(Outcome::Stopped)
    } else {
        // Whoever polls this future knows nothing of timers and sockets, not even after a step that computes:
        // let threads run all of it that do.
        Outcome::Later(run_apart(cx, task))
    };
    Root::start(outcome, scope)
}
