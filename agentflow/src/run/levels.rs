//! What follows values that follow others, level upon level.
//!
//! The levels are lists, and not futures in one another: a wake polls the one that waits, and none of those that wait for it.

use std::any::Any;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::pending::STEPS_A_POLL;
use super::{Cx, GoOn, Outcome, Pending, Wait};
use crate::task::Step;

/// What waits, and what follows it, as long as all values are of one type: a level is no more than a pointer to its node.
struct Line<A> {
    now: Option<Step<A>>,
    then: VecDeque<Arc<dyn GoOn<A, A>>>,
}

impl<A: Send + 'static> Line<A> {
    fn new(now: Option<Step<A>>) -> Self {
        Line { now, then: VecDeque::new() }
    }

    /// Goes on until nothing follows any more. The last step is for whoever waits for all of it.
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        for _ in 0..STEPS_A_POLL {
            if self.then.is_empty() {
                return Poll::Ready(self.now.take().unwrap_or(Step::Stopped));
            }
            let value = ready!(self.poll_now(at, cx));
            // What was waited for is dropped before the rest is planned.
            self.now = None;
            let next = value.zip(self.then.pop_front());
            self.now = Some(next.map_or(Step::Stopped, |(a, next)| next.go_on(at, a)));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// The value that all of it comes to; `None` if nobody waits for that any more.
    fn poll_value(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Option<A>> {
        if !self.then.is_empty() {
            self.now = Some(ready!(self.poll(at, cx)));
        }
        self.poll_now(at, cx)
    }

    fn poll_now(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Option<A>> {
        loop {
            if let Some(Step::Later(pending)) = &mut self.now {
                return pending.poll_value(at, cx).map(Some);
            }
            match self.now.take().map_or(Outcome::Stopped, |step| at.drive_step(step)) {
                Outcome::Done(a) => return Poll::Ready(Some(a)),
                Outcome::Later(pending) => self.now = Some(Step::Later(pending)),
                Outcome::Stopped => return Poll::Ready(None),
            }
        }
    }

    fn leaves(&self) -> u32 {
        if let Some(Step::Later(pending)) = &self.now { pending.leaves() } else { 1 }
    }
}

/// A line, and what goes on with its value to one of another type. Who comes next is all that knows which: types are compared
/// when it is handed on.
trait Level: Send {
    /// Goes on, and puts the step that it comes to into `out`.
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, out: &mut dyn Any) -> Poll<()>;

    /// Where it finds the step of what it waits for.
    fn input(&mut self) -> &mut dyn Any;

    /// How many agents wait in it.
    fn leaves(&self) -> u32;
}

struct GoesOn<A, B> {
    line: Line<A>,
    next: Option<Arc<dyn GoOn<A, B>>>,
}

impl<A: Send + 'static, B: Send + 'static> Level for GoesOn<A, B> {
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, out: &mut dyn Any) -> Poll<()> {
        let value = ready!(self.line.poll_value(at, cx));
        // What was waited for is dropped before the rest is planned.
        self.line.now = None;
        let step = value.zip(self.next.take()).map_or(Step::Stopped, |(a, next)| next.go_on(at, a));
        let out: Option<&mut Option<Step<B>>> = out.downcast_mut();
        *out.unwrap_or_else(|| unreachable!("each level waits for what the one before it comes to")) = Some(step);
        Poll::Ready(())
    }

    fn input(&mut self) -> &mut dyn Any {
        &mut self.line.now
    }

    fn leaves(&self) -> u32 {
        self.line.leaves()
    }
}

/// Several levels, the innermost first; the last ones come to a `B`.
pub(crate) struct Chain<B> {
    levels: VecDeque<Box<dyn Level>>,
    last: Line<B>,
}

impl<B: Send + 'static> Chain<B> {
    /// Without a level.
    pub(crate) fn of(pending: Pending<B>) -> Self {
        Chain { levels: VecDeque::new(), last: Line::new(Some(Step::Later(pending))) }
    }

    /// One level more.
    pub(crate) fn then<C: Send + 'static>(mut self, next: Arc<dyn GoOn<B, C>>) -> Chain<C> {
        match same(next) {
            Ok(next) => {
                self.last.then.push_back(next);
                same(self).unwrap_or_else(|_| unreachable!("what follows it has its type"))
            }
            Err(next) => {
                self.levels.push_back(Box::new(GoesOn { line: self.last, next: Some(next) }));
                Chain { levels: self.levels, last: Line::new(None) }
            }
        }
    }
}

/// The value as one of another type, if that is the same.
pub(super) fn same<T: 'static, U: 'static>(value: T) -> Result<U, T> {
    let mut value = Some(value);
    let same = (&mut value as &mut dyn Any).downcast_mut().and_then(Option::take);
    same.ok_or(value).map_err(|value| value.unwrap_or_else(|| unreachable!("it was not taken")))
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<B> Unpin for Chain<B> {}

impl<B: Send + 'static> Wait<B> for Chain<B> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<B>> {
        let Chain { levels, last } = &mut *self;
        for _ in 0..STEPS_A_POLL {
            let Some(mut first) = levels.pop_front() else { return last.poll(at, cx) };
            let next = levels.front_mut().map_or(&mut last.now as &mut dyn Any, |next| next.input());
            if first.poll(at, cx, next).is_pending() {
                levels.push_front(first);
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn leaves(&self) -> u32 {
        self.levels.front().map_or_else(|| self.last.leaves(), |first| first.leaves())
    }

    fn take_chain(mut self: Pin<&mut Self>) -> Option<Self> {
        let over = Chain { levels: VecDeque::new(), last: Line::new(None) };
        Some(std::mem::replace(&mut *self, over))
    }
}
