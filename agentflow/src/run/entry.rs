//! The ways into a run that block the calling thread.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use super::border::inside;
use super::{Cx, Outcome, Pending, Scope};
use crate::AgentTask;
use crate::error::RunError;
use crate::executor::{Executor, Workers, unnamed};
use crate::sync::Mutex;

impl<A: Send + 'static> AgentTask<A> {
    /// Runs this plan on the [shared pool](crate::executor::Pool::shared) and blocks until its value is there.
    ///
    /// It works from any thread: from `main`, inside an agent (the worker runs other work while it waits, so that even
    /// a pool of one thread goes on), and inside a tokio runtime. There it depends on the runtime:
    /// on a multi-threaded one the other tasks of this thread move to another thread first; on a current-thread runtime,
    /// and inside a `LocalSet`, it blocks them as any blocking call would, and the plan's own async agents run on other
    /// threads, so that the plan ends. In async code, `task.await` is better.
    ///
    /// # Panics
    /// If an agent panics, its panic goes on here. [`try_await_result`](AgentTask::try_await_result) gives it as a value.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// assert_eq!(lazy_task(|| 6 * 7).await_result(), 42);
    /// ```
    #[doc(alias = "run")]
    pub fn await_result(self) -> A {
        self.try_await_result().unwrap_or_else(|error| error.resume())
    }

    /// Runs this plan as [`await_result`](AgentTask::await_result) does, with panics and cancellation as values.
    ///
    /// # Errors
    /// If an agent panics, or the pool is shut down meanwhile.
    ///
    /// ```
    /// use agentflow::{join_results, lazy_task};
    ///
    /// let plan = join_results(lazy_task(|| 1), lazy_task(|| -> i32 { panic!("down") }), |a, b| a + b);
    /// assert!(plan.try_await_result().unwrap_err().is_panic());
    /// ```
    pub fn try_await_result(self) -> Result<A, RunError> {
        unnamed::with_executor(|executor| self.try_run_on(executor))
    }

    /// Runs this plan on an [executor](crate::executor) and blocks until its value is there.
    ///
    /// # Panics
    /// If an agent panics, its panic goes on here. [`try_run_on`](AgentTask::try_run_on) gives it as a value.
    ///
    /// ```
    /// use agentflow::{executor::Inline, lazy_task};
    ///
    /// assert_eq!(lazy_task(|| 6 * 7).run_on(&Inline), 42);
    /// ```
    pub fn run_on(self, executor: &(impl Executor + ?Sized)) -> A {
        self.try_run_on(executor).unwrap_or_else(|error| error.resume())
    }

    /// Runs this plan as [`run_on`](AgentTask::run_on) does, with panics and cancellation as values.
    ///
    /// # Errors
    /// If an agent panics, or the executor is shut down meanwhile.
    ///
    /// ```
    /// use agentflow::{executor::Inline, lazy_task};
    ///
    /// assert_eq!(lazy_task(|| 6 * 7).try_run_on(&Inline).ok(), Some(42));
    /// assert!(lazy_task(|| -> u32 { panic!("down") }).try_run_on(&Inline).is_err());
    /// ```
    pub fn try_run_on(self, executor: &(impl Executor + ?Sized)) -> Result<A, RunError> {
        let mut task = Some(self);
        let mut ending = Ending::Missing;
        executor.block_on(&mut |workers| {
            let started = task.take().map(|task| start_here(task, &workers));
            match started {
                Some(Started::Ended(result)) => {
                    ending = Ending::Here(result);
                    None
                }
                Some(Started::Goes(root)) => {
                    let slot = Arc::new(Mutex::new(None));
                    ending = Ending::There(Arc::clone(&slot));
                    Some(Box::pin(store(root, slot)))
                }
                None => None,
            }
        });
        match ending {
            Ending::Here(result) => result,
            Ending::There(slot) => {
                let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                result.unwrap_or_else(|| Err(RunError::cancelled()))
            }
            Ending::Missing => Err(RunError::cancelled()),
        }
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The outcome of a run by `workers`, which begins at the first poll.
    pub(crate) async fn outcome_on(self, workers: Arc<dyn Workers>) -> Result<A, RunError> {
        match start(self, workers) {
            Started::Ended(result) => result,
            Started::Goes(root) => root.await,
        }
    }
}

/// Where the result of a run is.
enum Ending<A> {
    /// The executor has not run the plan.
    Missing,
    Here(Result<A, RunError>),
    There(Arc<Mutex<Option<Result<A, RunError>>>>),
}

async fn store<A: Send + 'static>(root: Root<A>, slot: Arc<Mutex<Option<Result<A, RunError>>>>) {
    let result = root.await;
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
}

/// What the first, synchronous part of a run came to.
pub(super) enum Started<A> {
    Ended(Result<A, RunError>),
    Goes(Root<A>),
}

fn start<A: Send + 'static>(task: AgentTask<A>, workers: Arc<dyn Workers>) -> Started<A> {
    let scope = Scope::of_run(workers);
    let outcome = inside(&scope, || Cx::computing(&scope, 0).drive(task)).unwrap_or(Outcome::Stopped);
    Root::start(outcome, scope)
}

/// The same on a thread that is about to wait for the run. It goes on with it until there is something to wait for.
fn start_here<A: Send + 'static>(task: AgentTask<A>, workers: &Arc<dyn Workers>) -> Started<A> {
    let mut started = start(task, Arc::clone(workers));
    if let Started::Goes(root) = &mut started {
        let mut ended = None;
        workers
            .poll_here(&mut |cx| root.poll_at(|scope| Cx::computing(scope, 0), cx).map(|result| ended = Some(result)));
        if let Some(result) = ended {
            started = Started::Ended(result);
        }
    }
    started
}

/// A whole run on its way to its value or its error. Dropping it cancels the run.
pub(super) struct Root<A> {
    pending: Pending<A>,
    run: Cancel,
}

/// Cancels a run when it is dropped: nothing that is still queued may start after the run has ended.
struct Cancel(Arc<Scope>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.stop();
        self.0.run().close();
    }
}

impl<A: Send + 'static> Root<A> {
    pub(super) fn start(outcome: Outcome<A>, scope: Arc<Scope>) -> Started<A> {
        let run = Cancel(scope);
        match outcome {
            Outcome::Done(a) => Started::Ended(Ok(a)),
            Outcome::Stopped => Started::Ended(Err(run.0.run().error())),
            Outcome::Later(pending) => Started::Goes(Root { pending, run }),
        }
    }

    /// Polls it at a place of this sort.
    fn poll_at(&mut self, place: impl Fn(&Arc<Scope>) -> Cx<'_>, cx: &mut Context<'_>) -> Poll<Result<A, RunError>> {
        let Root { pending, run } = self;
        match inside(&run.0, || pending.poll_value(&place(&run.0), cx)) {
            Some(Poll::Ready(a)) => Poll::Ready(Ok(a)),
            // After the poll: an agent may have panicked in it.
            _ => match run.0.run().error_or_wake(cx.waker()) {
                Some(error) => Poll::Ready(Err(error)),
                None => Poll::Pending,
            },
        }
    }
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<A> Unpin for Root<A> {}

impl<A: Send + 'static> Future for Root<A> {
    type Output = Result<A, RunError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_at(|scope| Cx::polling(scope, 0), cx)
    }
}
