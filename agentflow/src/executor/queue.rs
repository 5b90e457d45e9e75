//! Work that one thread does in the order in which it comes.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, Weak};

use async_task::Runnable;

use super::signal::{Signal, Signalling};
use super::{BoxFuture, Job};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Condvar, Mutex, MutexGuard};

/// A queue of jobs, and of futures that want to be polled.
#[derive(Default)]
pub(super) struct Queue {
    work: Mutex<VecDeque<Work>>,
    /// Set while `work` is locked.
    is_over: AtomicBool,
    changed: Condvar,
}

enum Work {
    Job(Job),
    Poll(Runnable),
    #[cfg(not(feature = "tokio"))]
    Close,
}

impl Work {
    fn go(self) -> ControlFlow<()> {
        // What panics is a value that is dropped, a user's. Its run knows of it, or does not want the value any more.
        let _panicked = match self {
            Work::Job(job) => catch_unwind(AssertUnwindSafe(job)),
            Work::Poll(task) => catch_unwind(AssertUnwindSafe(|| {
                task.run();
            })),
            #[cfg(not(feature = "tokio"))]
            Work::Close => return ControlFlow::Break(()),
        };
        ControlFlow::Continue(())
    }
}

impl Queue {
    pub(super) fn spawn(&self, job: Job) {
        self.push(Work::Job(job));
    }

    pub(super) fn spawn_async(self: &Arc<Self>, future: BoxFuture<()>) {
        // Weak, because the queue holds tasks that hold this: a wake after the end of the queue finds nobody.
        let queue: Weak<Self> = Arc::downgrade(self);
        let schedule = move |task| {
            if let Some(queue) = queue.upgrade() {
                queue.push(Work::Poll(task));
            }
        };
        let (runnable, task) = async_task::spawn(future, schedule);
        task.detach();
        runnable.schedule();
    }

    /// Does what there is to do on this thread until `last` is done.
    pub(super) fn run_until(self: &Arc<Self>, last: BoxFuture<()>) {
        let signal = Signal::for_this_thread();
        self.spawn_async(Box::pin(Signalling::new(last, &signal)));
        while !signal.is_done() && self.do_next().is_continue() {}
    }

    /// Does what there is to do on this thread until [`Queue::close`].
    #[cfg(not(feature = "tokio"))]
    pub(super) fn run_until_closed(&self) {
        while self.do_next().is_continue() {}
    }

    #[cfg(not(feature = "tokio"))]
    pub(super) fn close(&self) {
        self.push(Work::Close);
    }

    /// Does all that can be done now.
    pub(super) fn run_ready(&self) {
        while let Some(work) = self.try_next() {
            let _there_may_be_more = work.go();
        }
    }

    fn try_next(&self) -> Option<Work> {
        self.lock().pop_front()
    }

    fn do_next(&self) -> ControlFlow<()> {
        self.next().go()
    }

    /// Lets what is left find out that it is cancelled. From now on, all that comes is dropped.
    pub(super) fn end(&self) {
        while let Some(work) = self.last_work() {
            let _there_is_more = work.go();
        }
    }

    fn last_work(&self) -> Option<Work> {
        let mut work = self.lock();
        let next = work.pop_front();
        self.is_over.store(next.is_none(), Ordering::Relaxed);
        next
    }

    fn push(&self, new: Work) {
        let mut work = self.lock();
        if self.is_over.load(Ordering::Relaxed) {
            // It may wake others when it is dropped.
            drop(work);
            return;
        }
        work.push_back(new);
        drop(work);
        self.changed.notify_one();
    }

    fn next(&self) -> Work {
        let mut work = self.lock();
        loop {
            match work.pop_front() {
                Some(next) => return next,
                None => work = self.changed.wait(work).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
