//! Work handed over to another thread, and the handle that waits for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::border::inside;
use super::place::{leave, value_later};
use super::{Cx, Outcome, Pending, Scope};
use crate::AgentTask;
use crate::error::RunError;
use crate::executor::Class;
use crate::sync::{Mutex, MutexGuard};
use crate::task::{Kind, Step};

/// Waits for work that goes on elsewhere. Dropping it before it has its step cancels that work.
pub(crate) struct Handle<A> {
    cell: Arc<Cell<A>>,
    scope: Arc<Scope>,
    has_step: bool,
}

/// The other end of a [`Handle`]: whoever holds it owes the step, or says that it will never come.
struct Promise<A> {
    cell: Arc<Cell<A>>,
    scope: Arc<Scope>,
    kept: bool,
}

/// Where the two ends meet. No user code runs while it is locked.
struct Cell<A>(Mutex<Meeting<A>>);

struct Meeting<A> {
    step: Option<Step<A>>,
    /// Who waits for the step.
    waiting: Option<Waker>,
    /// Who polls the work, and has to hear when nobody waits for it any more.
    working: Option<Waker>,
}

fn meet<A>(parent: &Arc<Scope>) -> (Promise<A>, Handle<A>) {
    let scope = parent.part_elsewhere();
    let cell = Arc::new(Cell(Mutex::new(Meeting { step: None, waiting: None, working: None })));
    let promise = Promise { cell: Arc::clone(&cell), scope: Arc::clone(&scope), kept: false };
    (promise, Handle { cell, scope, has_step: false })
}

/// Moves a task to a CPU worker. What is asynchronous in it comes back, to be polled by whoever waits.
pub(crate) fn compute_elsewhere<A: Send + 'static>(cx: Cx<'_>, task: AgentTask<A>) -> Pending<A> {
    run_elsewhere(cx, Class::Cpu, |cx| cx.drive(task).into()).into()
}

/// Makes a task that is nested too deep a job of its own, with its own stack and its own polled future.
pub(crate) fn unnest<A: Send + 'static>(cx: Cx<'_>, task: AgentTask<A>) -> Pending<A> {
    let (task, place) = leave(task);
    value_later(run_apart(cx, task), place)
}

pub(super) fn run_apart(cx: Cx<'_>, task: AgentTask<()>) -> Pending<()> {
    let (promise, handle) = meet(cx.scope);
    if task.kind() == Kind::Async {
        cx.workers().spawn_async(Box::pin(Detached { pending: Some(task.into()), promise }));
    } else {
        cx.workers().spawn(Class::Cpu, Box::new(move || promise.run_apart(task)));
    }
    handle.into()
}

/// Has `pending` polled by a thread of its own, from now on.
pub(crate) fn poll_elsewhere<A: Send + 'static>(cx: Cx<'_>, pending: Pending<A>) -> Handle<A> {
    let (promise, handle) = meet(cx.scope);
    cx.workers().spawn_async(Box::pin(Detached { pending: Some(pending), promise }));
    handle
}

/// Runs `f` on a thread of this class.
pub(crate) fn run_elsewhere<A: Send + 'static>(
    cx: Cx<'_>,
    class: Class,
    f: impl FnOnce(&Cx<'_>) -> Step<A> + Send + 'static,
) -> Handle<A> {
    let (promise, handle) = meet(cx.scope);
    let depth = cx.depth;
    cx.workers().spawn(class, Box::new(move || promise.run(depth, |cx| f(&cx))));
    handle
}

impl<A: Send + 'static> Promise<A> {
    /// Does the work here, unless nobody waits for it any more.
    fn run(mut self, depth: u32, f: impl FnOnce(Cx<'_>) -> Step<A>) {
        if !self.scope.is_stopped()
            && let Some(step) = inside(&self.scope, || f(Cx::computing(&self.scope, depth)))
        {
            self.keep(step);
        }
    }

    /// The same for a whole task, whose asynchronous part is then polled apart from whoever waits for it.
    fn run_apart(mut self, task: AgentTask<A>) {
        if self.scope.is_stopped() {
            return;
        }
        match inside(&self.scope, || Cx::computing(&self.scope, 0).drive(task)) {
            Some(Outcome::Later(pending)) => {
                let scope = Arc::clone(&self.scope);
                let workers = &scope.run().workers;
                workers.spawn_async(Box::pin(Detached { pending: Some(pending), promise: self }));
            }
            Some(outcome) => self.keep(outcome.into()),
            None => {}
        }
    }

    fn keep(&mut self, step: Step<A>) {
        self.kept = true;
        let waiting = {
            let mut meeting = self.cell.lock();
            meeting.step = Some(step);
            meeting.waiting.take()
        };
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

impl<A> Drop for Promise<A> {
    /// A promise that is dropped unkept, with somebody waiting, was lost with its executor.
    fn drop(&mut self) {
        if !self.kept && !self.scope.is_stopped() {
            self.scope.fail(RunError::cancelled());
        }
    }
}

impl<A> Cell<A> {
    fn lock(&self) -> MutexGuard<'_, Meeting<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A: Send + 'static> Future for Handle<A> {
    type Output = Step<A>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        let step = {
            let mut meeting = self.cell.lock();
            if meeting.step.is_none() {
                meeting.waiting = Some(cx.waker().clone());
            }
            meeting.step.take()
        };
        match step {
            Some(step) => {
                self.has_step = true;
                Poll::Ready(step)
            }
            None => Poll::Pending,
        }
    }
}

impl<A> Drop for Handle<A> {
    fn drop(&mut self) {
        // The step may be a future whose agents belong to this scope: it is cancelled by being dropped itself.
        if self.has_step {
            return;
        }
        self.scope.stop();
        let (step, working) = {
            let mut meeting = self.cell.lock();
            (meeting.step.take(), meeting.working.take())
        };
        drop(step);
        if let Some(waker) = working {
            waker.wake();
        }
    }
}

impl<A: Send + 'static> From<AgentTask<A>> for Pending<A> {
    /// The task, to be started by whoever polls first.
    fn from(task: AgentTask<A>) -> Self {
        Pending::new(std::future::ready(Step::Tail(task)))
    }
}

impl<A: Send + 'static> From<Handle<A>> for Pending<A> {
    fn from(handle: Handle<A>) -> Self {
        Pending::going_on(handle, 1)
    }
}

/// A future that is polled by a thread of its own on behalf of a [`Handle`].
struct Detached<A> {
    /// `None` once it is done or cancelled.
    pending: Option<Pending<A>>,
    promise: Promise<A>,
}

impl<A: Send + 'static> Future for Detached<A> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Detached { pending, promise } = &mut *self;
        // First the waker, then the look: whoever cancels does it the other way round.
        promise.cell.lock().working.get_or_insert_with(|| cx.waker().clone()).clone_from(cx.waker());
        if promise.scope.is_stopped() {
            *pending = None;
        }
        let Some(waiting) = pending else { return Poll::Ready(()) };
        let Some(value) = inside(&promise.scope, || waiting.poll_value(&Cx::polling(&promise.scope, 0), cx)) else {
            *pending = None;
            return Poll::Ready(());
        };
        value.map(|a| {
            *pending = None;
            promise.keep(Step::Done(a));
        })
    }
}
