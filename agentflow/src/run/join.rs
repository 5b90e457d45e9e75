//! Two tasks at once: how a join is run.
//!
//! The functions here know the types of values only, not those of closures, so that a program pays for them once.

use std::future::Future;
use std::mem::{forget, replace};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use super::handle::poll_elsewhere;
use super::{Cx, Outcome, Pending, Scope};
use crate::AgentTask;
use crate::task::{Rest, Started, Step};

/// What a join does with the values of its two sides.
pub(crate) trait Merge<A, B, C>: Send + Sync + 'static {
    fn merge(&self, cx: &Cx<'_>, a: A, b: B) -> Step<C>;

    /// Whether the value of one side can make the other one pointless.
    fn can_end_early(&self) -> bool {
        false
    }

    /// Looks at the left value as soon as it is there; `Break` ends the join.
    fn left(&self, a: A) -> ControlFlow<C, A> {
        ControlFlow::Continue(a)
    }

    /// Looks at the right value as soon as it is there; `Break` ends the join.
    fn right(&self, b: B) -> ControlFlow<C, B> {
        ControlFlow::Continue(b)
    }
}

/// As many agents share one polled task. Fewer would cost a task for each; more would poll all of them at every wake.
pub(super) const LEAVES_A_TASK: u32 = 16;

/// What one side came to, as far as the join is concerned.
enum Half<A, C> {
    Got(A),
    Waits(Pending<A>),
    /// Its value ends the join.
    Ends(C),
    Stopped,
}

/// One side of a join while it is being started.
enum Progress<A, C> {
    Half(Half<A, C>),
    Todo(Todo<A>),
}

impl<A: Send + 'static, C> Progress<A, C> {
    /// Has what waits polled by another thread, and leaves CPU work alone.
    fn go_on(self, cx: &Cx<'_>) -> Self {
        match self {
            Progress::Half(half) => Progress::Half(go_on_elsewhere(cx, half)),
            todo @ Progress::Todo(_) => todo,
        }
    }
}

/// CPU work of a side that has not been run yet.
enum Todo<A> {
    Task(AgentTask<A>),
    Rest(Rest<A>),
}

impl<A: Send + 'static> Todo<A> {
    fn run(self, cx: &Cx<'_>) -> Outcome<A> {
        match self {
            Todo::Task(task) => cx.drive(task),
            Todo::Rest(rest) => cx.drive_step(cx.finish(rest)),
        }
    }
}

/// Runs both tasks, at once where there are workers for it.
pub(crate) fn both<A, B, C>(
    cx: &Cx<'_>,
    left: AgentTask<A>,
    right: AgentTask<B>,
    merge: &Arc<dyn Merge<A, B, C>>,
) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    in_own_scope(cx, merge.can_end_early(), |cx| {
        let (l, r) = if left.is_ready() || right.is_ready() || !cx.forks() {
            in_turn(cx, &**merge, left, right)
        } else if left.kind().starts_something() || right.kind().starts_something() {
            let (l, r) = begin(cx, &**merge, left, right);
            finish(cx, &**merge, l, r)
        } else {
            fork_tasks(cx, &**merge, Todo::Task(left), Todo::Task(right))
        };
        conclude(cx, l, r, &**merge, || Arc::clone(merge))
    })
}

/// The same for two pieces of CPU work that are not tasks, where there are workers for it. It is compiled into whoever
/// calls it; what is rare in it is not. `merge` is shared only if something has to wait.
#[inline]
pub(crate) fn both_sides<A, B, C, M>(
    cx: &Cx<'_>,
    merge: M,
    left: impl Fn(&Cx<'_>) -> Step<A> + Send,
    right: impl Fn(&Cx<'_>) -> Step<B> + Send,
) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C> + Copy,
{
    let left = move |cx: &Cx<'_>| match left(cx) {
        Step::Done(a) => judged(merge.left(a)),
        step => drive_side(cx, step, |a| merge.left(a)),
    };
    let right = move |cx: &Cx<'_>| match right(cx) {
        Step::Done(b) => judged(merge.right(b)),
        step => drive_side(cx, step, |b| merge.right(b)),
    };
    in_own_scope(cx, merge.can_end_early(), |cx| {
        let (l, r) = fork(cx, left, right);
        conclude(cx, l, r, &merge, || Arc::new(merge))
    })
}

/// A join that one side can end is a part of the run: ending it stops the other side.
#[inline]
fn in_own_scope<C>(cx: &Cx<'_>, can_end_early: bool, join: impl FnOnce(&Cx<'_>) -> Step<C>) -> Step<C> {
    if can_end_early { join(&cx.within(&cx.scope.part())) } else { join(cx) }
}

/// Starts what is asynchronous in both tasks and leaves their CPU work for later.
pub(crate) fn start_both<A, B, C>(
    cx: &Cx<'_>,
    left: AgentTask<A>,
    right: AgentTask<B>,
    merge: Arc<dyn Merge<A, B, C>>,
) -> Started<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let own_scope = merge.can_end_early().then(|| cx.scope.part());
    let scope = own_scope.unwrap_or_else(|| Arc::clone(cx.scope));
    match begin(&cx.within(&scope), &*merge, left, right) {
        (Progress::Half(l), Progress::Half(r)) => {
            Started::Step(conclude(&cx.within(&scope), l, r, &*merge, || Arc::clone(&merge)))
        }
        (l, r) => {
            // Nobody polls what waits before the CPU work of the whole join, which this is a part of, is done.
            let (l, r) = (l.go_on(&cx.within(&scope)), r.go_on(&cx.within(&scope)));
            Started::Rest(Box::new(move |cx| {
                let cx = &cx.within(&scope);
                let (l, r) = finish(cx, &*merge, l, r);
                conclude(cx, l, r, &*merge, || Arc::clone(&merge))
            }))
        }
    }
}

/// First the left side, then the right one.
fn in_turn<A, B, C, M>(cx: &Cx<'_>, merge: &M, left: AgentTask<A>, right: AgentTask<B>) -> (Half<A, C>, Half<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: 'static,
    M: Merge<A, B, C> + ?Sized,
{
    let l = look(cx.drive(left), |a| merge.left(a));
    if matches!(l, Half::Ends(_) | Half::Stopped) {
        return (l, Half::Stopped);
    }
    (l, look(cx.drive(right), |b| merge.right(b)))
}

fn begin<A, B, C, M>(
    cx: &Cx<'_>,
    merge: &M,
    left: AgentTask<A>,
    right: AgentTask<B>,
) -> (Progress<A, C>, Progress<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: 'static,
    M: Merge<A, B, C> + ?Sized,
{
    (begin_side(cx, left, |a| merge.left(a)), begin_side(cx, right, |b| merge.right(b)))
}

fn begin_side<A: Send + 'static, C>(
    cx: &Cx<'_>,
    task: AgentTask<A>,
    judge: impl FnOnce(A) -> ControlFlow<C, A>,
) -> Progress<A, C> {
    if !task.kind().starts_something() {
        return Progress::Todo(Todo::Task(task));
    }
    match cx.start(task) {
        Started::Step(step) => Progress::Half(look(cx.drive_step(step), judge)),
        Started::Rest(rest) => Progress::Todo(Todo::Rest(rest)),
    }
}

/// Does the CPU work that [`begin`] left, while what it started goes on.
fn finish<A, B, C, M>(cx: &Cx<'_>, merge: &M, left: Progress<A, C>, right: Progress<B, C>) -> (Half<A, C>, Half<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C> + ?Sized,
{
    match (left, right) {
        (Progress::Half(l), Progress::Half(r)) => (l, r),
        (Progress::Todo(l), Progress::Todo(r)) => fork_tasks(cx, merge, l, r),
        (Progress::Half(l), Progress::Todo(r)) => match l {
            Half::Ends(_) | Half::Stopped => (l, Half::Stopped),
            l => (go_on_elsewhere(cx, l), look(r.run(cx), |b| merge.right(b))),
        },
        (Progress::Todo(l), Progress::Half(r)) => match r {
            Half::Ends(_) | Half::Stopped => (Half::Stopped, r),
            r => {
                let r = go_on_elsewhere(cx, r);
                (look(l.run(cx), |a| merge.left(a)), r)
            }
        },
    }
}

/// [`fork`] for tasks.
fn fork_tasks<A, B, C, M>(cx: &Cx<'_>, merge: &M, left: Todo<A>, right: Todo<B>) -> (Half<A, C>, Half<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C> + ?Sized,
{
    let (mut left, mut right) = (Some(left), Some(right));
    fork(
        cx,
        move |cx| left.take().map_or(Half::Stopped, |left| look(left.run(cx), |a| merge.left(a))),
        move |cx| right.take().map_or(Half::Stopped, |right| look(right.run(cx), |b| merge.right(b))),
    )
}

/// Runs two pieces of CPU work, each of them once, on two workers, if a second one is free. If the value of one of them
/// ends the join, the other one is stopped.
#[inline]
fn fork<A, B, C>(
    cx: &Cx<'_>,
    mut left: impl FnMut(&Cx<'_>) -> Half<A, C> + Send,
    mut right: impl FnMut(&Cx<'_>) -> Half<B, C> + Send,
) -> (Half<A, C>, Half<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let (mut l, mut r) = (Half::Stopped, Half::Stopped);
    let (l_is, r_is, one_is_done) = (&mut l, &mut r, &AtomicBool::new(false));
    // What a side was before it has run holds nothing, so nothing is forgotten.
    cx.workers().join(&mut move || forget(replace(l_is, left(cx).settle(cx, one_is_done))), &mut move || {
        forget(replace(r_is, right(cx).settle(cx, one_is_done)));
    });
    (l, r)
}

impl<A: Send + 'static, C> Half<A, C> {
    /// Whichever side is done first, and waits, must not wait for the other one to begin. If both take themselves for the
    /// first, that costs a task; an exact answer would cost every join an atomic exchange.
    #[inline]
    fn settle(self, cx: &Cx<'_>, one_is_done: &AtomicBool) -> Self {
        let settled = match self {
            Half::Got(a) => Half::Got(a),
            half => half.settle_without_value(cx, one_is_done),
        };
        one_is_done.store(true, Ordering::Relaxed);
        settled
    }

    #[cold]
    fn settle_without_value(self, cx: &Cx<'_>, one_is_done: &AtomicBool) -> Self {
        if matches!(self, Half::Ends(_)) {
            cx.scope.stop();
        }
        if one_is_done.load(Ordering::Relaxed) { self } else { go_on_elsewhere(cx, self) }
    }
}

/// A side of [`both_sides`] that did not come to its value in one step.
#[cold]
fn drive_side<A, C>(cx: &Cx<'_>, step: Step<A>, judge: impl FnOnce(A) -> ControlFlow<C, A>) -> Half<A, C>
where
    A: Send + 'static,
{
    look(cx.drive_step(step), judge)
}

#[inline]
fn judged<A, C>(value: ControlFlow<C, A>) -> Half<A, C> {
    match value {
        ControlFlow::Continue(a) => Half::Got(a),
        ControlFlow::Break(c) => Half::Ends(c),
    }
}

#[inline]
fn look<A, C>(outcome: Outcome<A>, judge: impl FnOnce(A) -> ControlFlow<C, A>) -> Half<A, C> {
    match outcome {
        Outcome::Done(a) => judged(judge(a)),
        Outcome::Later(pending) => Half::Waits(pending),
        Outcome::Stopped => Half::Stopped,
    }
}

/// Has what waits polled by another thread, because this one goes on computing.
fn go_on_elsewhere<A: Send + 'static, C>(cx: &Cx<'_>, half: Half<A, C>) -> Half<A, C> {
    match half {
        Half::Waits(pending) if !pending.is_under_way() => Half::Waits(poll_elsewhere(*cx, pending).into()),
        half => half,
    }
}

/// Merges the two sides if both are there.
#[inline]
fn conclude<A, B, C, M>(
    cx: &Cx<'_>,
    left: Half<A, C>,
    right: Half<B, C>,
    merge: &M,
    share: impl Fn() -> Arc<dyn Merge<A, B, C>>,
) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C> + ?Sized,
{
    let (left, right) = match left {
        Half::Got(a) => match right {
            Half::Got(b) => return merge.merge(cx, a, b),
            right => (Half::Got(a), right),
        },
        left => (left, right),
    };
    conclude_without_values(cx, left, right, &share)
}

/// The end of the join if one side has decided it; else the future that waits for both.
#[cold]
fn conclude_without_values<A, B, C>(
    cx: &Cx<'_>,
    left: Half<A, C>,
    right: Half<B, C>,
    share: &dyn Fn() -> Arc<dyn Merge<A, B, C>>,
) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    match (left, right) {
        (Half::Ends(c), _) | (_, Half::Ends(c)) => Step::Done(c),
        (Half::Stopped, _) | (_, Half::Stopped) => Step::Stopped,
        (left, right) => {
            let leaves = left.leaves() + right.leaves();
            let under_way = left.is_under_way() && right.is_under_way();
            let both = Both { left, right, merge: share(), scope: Arc::clone(cx.scope), depth: cx.depth };
            let pending = Pending::of(both, leaves);
            Step::Later(match leaves {
                LEAVES_A_TASK.. => poll_elsewhere(*cx, pending).into(),
                // What is left to do when both are there is to merge them.
                _ if under_way => pending.going_on(),
                _ => pending,
            })
        }
    }
}

/// Waits for both sides of a join.
struct Both<A, B, C> {
    left: Half<A, C>,
    right: Half<B, C>,
    merge: Arc<dyn Merge<A, B, C>>,
    scope: Arc<Scope>,
    depth: u32,
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<A, B, C> Unpin for Both<A, B, C> {}

impl<A, B, C> Future for Both<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    type Output = Step<C>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<C>> {
        let Both { left, right, merge, scope, depth } = &mut *self;
        left.poll(scope, *depth, cx, |a| merge.left(a));
        if !left.ends() {
            right.poll(scope, *depth, cx, |b| merge.right(b));
        }
        let decided = left.ends() || right.ends();
        if !decided && (left.waits() || right.waits()) {
            return Poll::Pending;
        }
        // Both are dropped here, whatever they were: a loser must not outlive the decision.
        let halves = (std::mem::replace(left, Half::Stopped), std::mem::replace(right, Half::Stopped));
        Poll::Ready(match halves {
            (Half::Ends(c), _) | (_, Half::Ends(c)) => Step::Done(c),
            (Half::Got(a), Half::Got(b)) => merge.merge(&Cx::polling(scope, *depth), a, b),
            _ => Step::Stopped,
        })
    }
}

impl<A: Send + 'static, C> Half<A, C> {
    fn waits(&self) -> bool {
        matches!(self, Half::Waits(_))
    }

    fn is_under_way(&self) -> bool {
        match self {
            Half::Waits(pending) => pending.is_under_way(),
            _ => true,
        }
    }

    fn ends(&self) -> bool {
        matches!(self, Half::Ends(_))
    }

    fn leaves(&self) -> u32 {
        match self {
            Half::Waits(pending) => pending.leaves(),
            _ => 0,
        }
    }

    fn poll(
        &mut self,
        scope: &Arc<Scope>,
        depth: u32,
        cx: &mut Context<'_>,
        judge: impl FnOnce(A) -> ControlFlow<C, A>,
    ) {
        if let Half::Waits(pending) = self
            && let Poll::Ready(a) = pending.poll_value(scope, depth, cx)
        {
            *self = look(Outcome::Done(a), judge);
        }
    }
}
