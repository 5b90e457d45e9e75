//! Blocking one thread until a future on other threads is done.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use super::BoxFuture;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread::{self, Thread};

/// Tells one waiting thread that something is done.
pub(super) struct Signal {
    done: AtomicBool,
    waiting: Thread,
}

impl Signal {
    pub(super) fn for_this_thread() -> Arc<Self> {
        Arc::new(Signal { done: AtomicBool::new(false), waiting: thread::current() })
    }

    pub(super) fn is_done(&self) -> bool {
        self.done.load(Ordering::Acquire)
    }

    /// Wakes the waiting thread, which looks for itself whether there is anything to do.
    pub(super) fn wake(&self) {
        self.waiting.unpark();
    }

    /// Blocks the thread that the signal is for.
    pub(super) fn wait(&self) {
        while !self.is_done() {
            thread::park();
        }
    }
}

/// A future that gives its signal when it is done, and also when it is dropped before: nobody waits for ever.
pub(super) struct Signalling {
    future: BoxFuture<()>,
    _at_end: AtEnd,
}

struct AtEnd(Arc<Signal>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        self.0.done.store(true, Ordering::Release);
        self.0.wake();
    }
}

impl Signalling {
    pub(super) fn new(future: BoxFuture<()>, signal: &Arc<Signal>) -> Self {
        Signalling { future, _at_end: AtEnd(Arc::clone(signal)) }
    }
}

impl Future for Signalling {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.future.as_mut().poll(cx)
    }
}

/// Calls `poll` until it is ready, or has not been woken since it began.
pub(super) fn poll_while_woken(poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut cx = Context::from_waker(&waker);
    while poll(&mut cx).is_pending() && woken.0.swap(false, Ordering::Acquire) {}
}

/// Whether somebody has woken what is polled.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}
