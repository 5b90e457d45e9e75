//! What follows values that follow others, level upon level.
//!
//! The levels are a list, and not futures in one another: a wake polls the one that waits, and none of those that wait for it.

use std::any::Any;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::pending::STEPS_A_POLL;
use super::{Cx, GoOn, Outcome, Pending, Wait};
use crate::task::Step;

/// The innermost first.
pub(crate) type Levels = VecDeque<Box<dyn Level>>;

/// It waits for a value and goes on with it. Who comes next is all that knows what to: types are compared when it is handed on.
pub(crate) trait Level: Send {
    /// Goes on, and puts the step that it comes to into `out`.
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, out: &mut dyn Any) -> Poll<()>;

    /// Where it finds the step of what it waits for.
    fn input(&mut self) -> &mut dyn Any;

    /// How many agents wait in it.
    fn leaves(&self) -> u32;
}

struct GoesOn<A, B> {
    input: Option<Step<A>>,
    next: Option<Arc<dyn GoOn<A, B>>>,
}

/// The level that goes on with what `input` comes to.
pub(super) fn level<A, B>(input: Option<Step<A>>, next: Arc<dyn GoOn<A, B>>) -> Box<dyn Level>
where
    A: Send + 'static,
    B: Send + 'static,
{
    Box::new(GoesOn { input, next: Some(next) })
}

impl<A: Send + 'static, B: Send + 'static> GoesOn<A, B> {
    fn poll_value(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Option<A>> {
        loop {
            if let Some(Step::Later(pending)) = &mut self.input {
                return pending.poll_value(at, cx).map(Some);
            }
            match self.input.take().map_or(Outcome::Stopped, |step| at.drive_step(step)) {
                Outcome::Done(a) => return Poll::Ready(Some(a)),
                Outcome::Later(pending) => self.input = Some(Step::Later(pending)),
                Outcome::Stopped => return Poll::Ready(None),
            }
        }
    }
}

impl<A: Send + 'static, B: Send + 'static> Level for GoesOn<A, B> {
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, out: &mut dyn Any) -> Poll<()> {
        let value = ready!(self.poll_value(at, cx));
        // What was waited for is dropped before the rest is planned.
        self.input = None;
        let step = value.zip(self.next.take()).map_or(Step::Stopped, |(a, next)| next.go_on(at, a));
        let out: Option<&mut Option<Step<B>>> = out.downcast_mut();
        *out.unwrap_or_else(|| unreachable!("each level waits for what the one before it comes to")) = Some(step);
        Poll::Ready(())
    }

    fn input(&mut self) -> &mut dyn Any {
        &mut self.input
    }

    fn leaves(&self) -> u32 {
        if let Some(Step::Later(pending)) = &self.input { pending.leaves() } else { 1 }
    }
}

/// Several levels, of which the last one comes to a `B`.
pub(super) struct Chain<B> {
    levels: Levels,
    out: Option<Step<B>>,
}

impl<B: Send + 'static> Chain<B> {
    pub(super) fn pending(levels: Levels) -> Pending<B> {
        Pending::new(Chain { levels, out: None })
    }
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<B> Unpin for Chain<B> {}

impl<B: Send + 'static> Wait<B> for Chain<B> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<B>> {
        let Chain { levels, out } = &mut *self;
        for _ in 0..STEPS_A_POLL {
            let Some(mut first) = levels.pop_front() else {
                return Poll::Ready(out.take().unwrap_or(Step::Stopped));
            };
            let next = levels.front_mut().map_or(out as &mut dyn Any, |next| next.input());
            if first.poll(at, cx, next).is_pending() {
                levels.push_front(first);
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn leaves(&self) -> u32 {
        self.levels.front().map_or(1, |first| first.leaves())
    }

    fn take_levels(mut self: Pin<&mut Self>) -> Option<Levels> {
        Some(std::mem::take(&mut self.levels))
    }
}
