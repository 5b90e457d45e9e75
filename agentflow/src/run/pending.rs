//! The asynchronous part of a run: futures that yield the next step.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::levels::Chain;
use super::{Cx, Outcome, Scope};
use crate::task::Step;

/// A future that yields a task's next step rather than its value: whoever waits for it takes that step, so that a chain
/// of asynchronous steps replaces its future instead of nesting one in another.
pub(crate) struct Pending<A>(Pin<Box<dyn Wait<A>>>);

/// What waits for something, and is polled wherever that is done.
pub(crate) trait Wait<A>: Send {
    /// `at` is where: what waits need not carry that about. A thread that waits for the whole run, and for nothing else, may
    /// compute there.
    fn poll(self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>>;

    /// How many agents wait in it.
    fn leaves(&self) -> u32 {
        1
    }

    /// Itself, if it is levels of what follows what it waits for.
    fn chain(self: Pin<&mut Self>) -> Option<&mut Chain<A>> {
        None
    }

    /// The same, taken out of it, or made of it if what it waits for has something that follows.
    fn take_chain(self: Pin<&mut Self>) -> Option<Chain<A>> {
        None
    }

    /// Whether what it waits for goes on whether it is polled or not.
    fn is_under_way(&self) -> bool {
        false
    }
}

impl<A, F: Future<Output = Step<A>> + Send> Wait<A> for F {
    fn poll(self: Pin<&mut Self>, _at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        Future::poll(self, cx)
    }
}

pin_project! {
    /// What is known of something that waits. A single agent, of which there may be many, carries none of it.
    struct Counted<W> {
        #[pin]
        wait: W,
        leaves: u32,
        under_way: bool,
    }
}

impl<A, W: Wait<A>> Wait<A> for Counted<W> {
    fn poll(self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        self.project().wait.poll(at, cx)
    }

    fn leaves(&self) -> u32 {
        self.leaves
    }

    fn is_under_way(&self) -> bool {
        self.under_way
    }
}

/// As many steps may be ready at once before other work on this thread gets its turn.
pub(super) const STEPS_A_POLL: u32 = 256;

impl<A: Send + 'static> Pending<A> {
    pub(crate) fn new(wait: impl Wait<A> + 'static) -> Self {
        Pending(Box::pin(wait))
    }

    /// The same for something in which so many agents wait.
    pub(crate) fn of(wait: impl Wait<A> + 'static, leaves: u32) -> Self {
        Pending::new(Counted { wait, leaves, under_way: false })
    }

    /// The same for something that only waits for what goes on elsewhere.
    pub(super) fn going_on(wait: impl Wait<A> + 'static, leaves: u32) -> Self {
        Pending::new(Counted { wait, leaves, under_way: true })
    }

    /// Nobody waits for the value: whoever stopped this part is about to drop it.
    pub(crate) fn never() -> Self {
        Pending::new(std::future::pending())
    }

    pub(super) fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        self.0.as_mut().poll(at, cx)
    }

    pub(super) fn chain(&mut self) -> Option<&mut Chain<A>> {
        self.0.as_mut().chain()
    }

    pub(super) fn take_chain(&mut self) -> Option<Chain<A>> {
        self.0.as_mut().take_chain()
    }

    pub(crate) fn leaves(&self) -> u32 {
        self.0.leaves()
    }

    pub(crate) fn is_under_way(&self) -> bool {
        self.0.is_under_way()
    }

    /// Polls until there is a value, taking the steps in between.
    pub(crate) fn poll_value(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<A> {
        for _ in 0..STEPS_A_POLL {
            match at.drive_step(ready!(self.poll(at, cx))) {
                Outcome::Done(a) => return Poll::Ready(a),
                Outcome::Later(next) => *self = next,
                Outcome::Stopped => {
                    *self = Pending::never();
                    return Poll::Pending;
                }
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A task on its way to its value: a future of that value.
pub(crate) struct Driving<A> {
    pending: Pending<A>,
    scope: Arc<Scope>,
    depth: u32,
}

impl<A: Send + 'static> Driving<A> {
    pub(crate) fn new(pending: Pending<A>, scope: Arc<Scope>, depth: u32) -> Self {
        Driving { pending, scope, depth }
    }
}

impl<A: Send + 'static> Future for Driving<A> {
    type Output = A;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A> {
        let this = &mut *self;
        this.pending.poll_value(&Cx::polling(&this.scope, this.depth), cx)
    }
}
