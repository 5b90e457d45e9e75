//! What follows values that follow others, level upon level.
//!
//! The levels are lists, and not futures in one another: a wake polls the one that waits, and none of those that wait for it.

use std::any::Any;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::pending::STEPS_A_POLL;
use super::{Cx, GoOn, Next, Outcome, Pending, Wait};
use crate::task::Step;

/// What waits, and what follows it, as long as all values are of one type: a level is no more than a pointer to its node.
struct Line<A> {
    now: Option<Step<A>>,
    then: VecDeque<Next<A>>,
}

impl<A: Send + 'static> Line<A> {
    fn new(now: Option<Step<A>>) -> Self {
        Line { now, then: VecDeque::new() }
    }

    /// Goes on until there is a value that nothing follows; `None` if nobody waits for that any more. If it finds out that it
    /// waits for other levels, it puts them into `inner`.
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, steps: &mut u32, inner: &mut Levels) -> Poll<Option<A>> {
        while *steps < STEPS_A_POLL {
            *steps += 1;
            let step = match &mut self.now {
                Some(Step::Later(pending)) => ready!(pending.poll(at, cx)),
                now => now.take().unwrap_or(Step::Stopped),
            };
            // What was waited for is dropped before the rest is planned.
            self.now = None;
            let outcome = match step {
                Step::Tail(task) => at.drive_in_line(task, &mut self.then, steps),
                step => at.drive_step(step),
            };
            match outcome {
                Outcome::Done(a) => match self.then.pop_front() {
                    Some(next) => self.now = Some(next.go_on(at, a)),
                    None => return Poll::Ready(Some(a)),
                },
                Outcome::Later(pending) => {
                    self.wait_for(pending, inner);
                    if !inner.is_empty() {
                        return Poll::Pending;
                    }
                }
                Outcome::Stopped => return Poll::Ready(None),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Levels that are waited for come before those that are here: lists in lists would be polled, and nest, like futures.
    fn wait_for(&mut self, mut pending: Pending<A>, inner: &mut Levels) {
        let Some(Chain { levels, last }) = pending.take_chain() else {
            self.now = Some(Step::Later(pending));
            return;
        };
        *inner = levels;
        self.now = last.now;
        last.then.into_iter().rev().for_each(|next| self.then.push_front(next));
    }

    fn leaves(&self) -> u32 {
        if let Some(Step::Later(pending)) = &self.now { pending.leaves() } else { 1 }
    }
}

type Levels = VecDeque<Box<dyn Level>>;

/// A line, and what goes on with its value to one of another type. Who comes next is all that knows which: types are compared
/// when it is handed on.
trait Level: Send {
    /// Goes on, and puts the step that it comes to into `out`; or the levels that it waits for into `inner`.
    fn poll(
        &mut self,
        at: &Cx<'_>,
        cx: &mut Context<'_>,
        steps: &mut u32,
        out: &mut dyn Any,
        inner: &mut Levels,
    ) -> Poll<()>;

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
    fn poll(
        &mut self,
        at: &Cx<'_>,
        cx: &mut Context<'_>,
        steps: &mut u32,
        out: &mut dyn Any,
        inner: &mut Levels,
    ) -> Poll<()> {
        let value = ready!(self.line.poll(at, cx, steps, inner));
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
    levels: Levels,
    last: Line<B>,
}

impl<B: Send + 'static> Chain<B> {
    /// Without a level.
    pub(crate) fn of(pending: Pending<B>) -> Self {
        Chain { levels: VecDeque::new(), last: Line::new(Some(Step::Later(pending))) }
    }

    /// One level more in its place, if the value keeps its type.
    pub(super) fn append<C: Send + 'static>(&mut self, next: Arc<dyn GoOn<B, C>>) -> Result<(), Arc<dyn GoOn<B, C>>> {
        same(next).map(|next| self.last.then.push_back(next))
    }

    /// One level more.
    pub(crate) fn then<C: Send + 'static>(mut self, next: Arc<dyn GoOn<B, C>>) -> Chain<C> {
        match self.append(next) {
            Ok(()) => as_other(self),
            Err(next) => {
                self.levels.push_back(Box::new(GoesOn { line: self.last, next: Some(next) }));
                Chain { levels: self.levels, last: Line::new(None) }
            }
        }
    }
}

/// Of two types that are known to be the same.
pub(super) fn as_other<T: 'static, U: 'static>(value: T) -> U {
    same(value).unwrap_or_else(|_| unreachable!("what follows it has its type"))
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
        let mut steps = 0;
        loop {
            let Some(mut first) = levels.pop_front() else {
                match last.poll(at, cx, &mut steps, levels) {
                    Poll::Pending if !levels.is_empty() => continue,
                    value => return value.map(|value| value.map_or(Step::Stopped, Step::Done)),
                }
            };
            let next = levels.front_mut().map_or(&mut last.now as &mut dyn Any, |next| next.input());
            let mut inner = Levels::new();
            if first.poll(at, cx, &mut steps, next, &mut inner).is_pending() {
                levels.push_front(first);
                if inner.is_empty() {
                    return Poll::Pending;
                }
                inner.into_iter().rev().for_each(|level| levels.push_front(level));
            }
        }
    }

    fn leaves(&self) -> u32 {
        self.levels.front().map_or_else(|| self.last.leaves(), |first| first.leaves())
    }

    fn chain(self: Pin<&mut Self>) -> Option<&mut Self> {
        Some(self.get_mut())
    }

    fn take_chain(mut self: Pin<&mut Self>) -> Option<Self> {
        let over = Chain { levels: VecDeque::new(), last: Line::new(None) };
        Some(std::mem::replace(&mut *self, over))
    }
}
