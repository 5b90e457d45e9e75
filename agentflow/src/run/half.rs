//! What the sides of a join came to, and the future that waits for both.

use std::mem::{forget, replace};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::handle::poll_elsewhere;
use super::join::Merge;
use super::{Cx, Outcome, Pending, Scope, Wait};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::task::Step;

/// No more agents of joins share one polled task. Fewer would cost a task for each; more would poll all of them, and all joins
/// between them, at every wake.
pub(super) const LEAVES_A_TASK: u32 = 8;

/// What one side came to, as far as the join is concerned.
pub(crate) enum Half<A, C> {
    Got(A),
    Waits(Pending<A>),
    /// Its value ends the join.
    Ends(C),
    Stopped,
}

impl<A, C> From<ControlFlow<C, A>> for Half<A, C> {
    #[inline]
    fn from(judged: ControlFlow<C, A>) -> Self {
        match judged {
            ControlFlow::Continue(a) => Half::Got(a),
            ControlFlow::Break(c) => Half::Ends(c),
        }
    }
}

impl<A: Send + 'static, C> Half<A, C> {
    #[inline]
    pub(super) fn of(outcome: Outcome<A>, judge: impl FnOnce(A) -> Self) -> Self {
        match outcome {
            Outcome::Done(a) => judge(a),
            Outcome::Later(pending) => Half::Waits(pending),
            Outcome::Stopped => Half::Stopped,
        }
    }

    /// Whether the other side is not wanted any more.
    pub(super) fn decides(&self) -> bool {
        matches!(self, Half::Ends(_) | Half::Stopped)
    }

    /// Whichever side is done first, and waits, must not wait for the other one to begin. If both take themselves for the
    /// first, that costs a task; an exact answer would cost every join an atomic exchange.
    #[inline]
    pub(super) fn settle(self, place: &mut Self, cx: &Cx<'_>, one_is_done: &AtomicBool) {
        // What a side was before it has run holds nothing, so nothing is forgotten.
        match self {
            Half::Got(a) => forget(replace(place, Half::Got(a))),
            half => forget(replace(place, half.settle_without_value(cx, one_is_done))),
        }
        one_is_done.store(true, Ordering::Relaxed);
    }

    #[cold]
    fn settle_without_value(self, cx: &Cx<'_>, one_is_done: &AtomicBool) -> Self {
        if matches!(self, Half::Ends(_)) {
            cx.scope.stop();
        }
        if one_is_done.load(Ordering::Relaxed) { self } else { self.go_on_elsewhere(cx) }
    }

    /// Has what waits polled by another thread, because this one goes on computing.
    pub(super) fn go_on_elsewhere(self, cx: &Cx<'_>) -> Self {
        if self.is_under_way() { self } else { self.in_a_task(cx) }
    }

    /// Has what waits polled in a task of its own.
    fn in_a_task(self, cx: &Cx<'_>) -> Self {
        match self {
            Half::Waits(pending) => Half::Waits(poll_elsewhere(*cx, pending).into()),
            half => half,
        }
    }

    fn waits(&self) -> bool {
        matches!(self, Half::Waits(_))
    }

    fn ends(&self) -> bool {
        matches!(self, Half::Ends(_))
    }

    fn is_under_way(&self) -> bool {
        match self {
            Half::Waits(pending) => pending.is_under_way(),
            _ => true,
        }
    }

    fn leaves(&self) -> u32 {
        match self {
            Half::Waits(pending) => pending.leaves(),
            _ => 0,
        }
    }

    #[inline]
    fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>, judge: impl FnOnce(A) -> Self) {
        if let Half::Waits(pending) = self
            && let Poll::Ready(a) = pending.poll_value(at, cx)
        {
            *self = judge(a);
        }
    }
}

/// Both sides of a join.
pub(crate) struct Halves<A, B, C>(pub(super) Half<A, C>, pub(super) Half<B, C>);

impl<A, B, C> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    /// The two values, if both are there.
    #[inline]
    pub(crate) fn values(self) -> Result<(A, B), Self> {
        match self.0 {
            Half::Got(a) => match self.1 {
                Half::Got(b) => Ok((a, b)),
                right => Err(Halves(Half::Got(a), right)),
            },
            left => Err(Halves(left, self.1)),
        }
    }

    /// The end of the join, if one side has decided it; else the future that waits for both.
    #[cold]
    pub(crate) fn wait(self, cx: &Cx<'_>, merge: Arc<dyn Merge<A, B, C>>) -> Step<C> {
        let Halves(mut left, mut right) = match self {
            Halves(Half::Ends(c), _) | Halves(_, Half::Ends(c)) => return Step::Done(c),
            Halves(Half::Stopped, _) | Halves(_, Half::Stopped) => return Step::Stopped,
            halves => halves,
        };
        while left.leaves() + right.leaves() > LEAVES_A_TASK {
            if left.leaves() >= right.leaves() {
                left = left.in_a_task(cx);
            } else {
                right = right.in_a_task(cx);
            }
        }
        let leaves = left.leaves() + right.leaves();
        let under_way = left.is_under_way() && right.is_under_way();
        let own_scope = merge.can_end_early().then(|| Arc::clone(cx.scope));
        let both = Both { left, right, merge, own_scope };
        // What is left to do when both are there is to merge them.
        Step::Later(if under_way { Pending::going_on(both, leaves) } else { Pending::of(both, leaves) })
    }
}

/// Waits for both sides of a join.
struct Both<A, B, C> {
    left: Half<A, C>,
    right: Half<B, C>,
    merge: Arc<dyn Merge<A, B, C>>,
    /// Where the value of one side can end the other.
    own_scope: Option<Arc<Scope>>,
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<A, B, C> Unpin for Both<A, B, C> {}

impl<A, B, C> Wait<C> for Both<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<C>> {
        let Both { left, right, merge, own_scope } = &mut *self;
        let at = &match own_scope {
            Some(scope) => at.beside_others().within(scope),
            None => at.beside_others(),
        };
        left.poll(at, cx, |a| merge.left(a).into());
        if !left.ends() {
            right.poll(at, cx, |b| merge.right(b).into());
        }
        let decided = left.ends() || right.ends();
        if !decided && (left.waits() || right.waits()) {
            return Poll::Pending;
        }
        // Both are dropped here, whatever they were: a loser must not outlive the decision.
        let halves = (replace(left, Half::Stopped), replace(right, Half::Stopped));
        Poll::Ready(match halves {
            (Half::Ends(c), _) | (_, Half::Ends(c)) => Step::Done(c),
            (Half::Got(a), Half::Got(b)) => merge.merge(at, a, b),
            _ => Step::Stopped,
        })
    }
}
