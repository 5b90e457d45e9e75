//! Two tasks at once: how a join is run.
//!
//! The functions here know the types of values only, not those of closures, so that a program pays for them once; apart
//! from those that are compiled into their callers, which are short.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::half::{Half, Halves};
use super::{Cx, Outcome};
use crate::AgentTask;
use crate::sync::atomic::AtomicBool;
use crate::task::{Form, Rest, Started, Step};

/// What a join does with the values of its two sides.
pub(crate) trait Merge<A, B, C>: Send + Sync + 'static {
    fn merge(&self, cx: &Cx<'_>, a: A, b: B) -> Step<C>;

    /// Whether its sides have no names of their own that tell them apart.
    fn is_fork(&self) -> bool {
        true
    }

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

impl<A, B, C, M: Merge<A, B, C>> Merge<A, B, C> for Arc<M> {
    #[inline]
    fn merge(&self, cx: &Cx<'_>, a: A, b: B) -> Step<C> {
        (**self).merge(cx, a, b)
    }

    fn is_fork(&self) -> bool {
        (**self).is_fork()
    }

    fn can_end_early(&self) -> bool {
        (**self).can_end_early()
    }

    fn left(&self, a: A) -> ControlFlow<C, A> {
        (**self).left(a)
    }

    fn right(&self, b: B) -> ControlFlow<C, B> {
        (**self).right(b)
    }
}

/// Who looks at the values as soon as they are there: nobody, unless one of them can end the join.
struct Judge<'m, A, B, C>(Option<&'m dyn Merge<A, B, C>>);

impl<A, B, C> Clone for Judge<'_, A, B, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, B, C> Copy for Judge<'_, A, B, C> {}

impl<'m, A: 'static, B: 'static, C: 'static> Judge<'m, A, B, C> {
    fn of(merge: &'m dyn Merge<A, B, C>) -> Self {
        Judge(merge.can_end_early().then_some(merge))
    }

    fn left(self, a: A) -> Half<A, C> {
        match self.0 {
            Some(merge) => merge.left(a).into(),
            None => Half::Got(a),
        }
    }

    fn right(self, b: B) -> Half<B, C> {
        match self.0 {
            Some(merge) => merge.right(b).into(),
            None => Half::Got(b),
        }
    }
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
            Progress::Half(half) => Progress::Half(half.go_on_elsewhere(cx)),
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
#[inline]
pub(crate) fn both<A, B, C, M>(cx: &Cx<'_>, mut left: AgentTask<A>, mut right: AgentTask<B>, merge: M) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C>,
{
    let (part, inside);
    let cx = if merge.can_end_early() {
        part = cx.scope.part();
        inside = cx.within(&part);
        &inside
    } else {
        cx
    };
    match run_both(cx, &mut left, &mut right, Judge::of(&merge)).values() {
        Ok((a, b)) => merge.merge(cx, a, b),
        Err(halves) => halves.wait(cx, Arc::new(merge)),
    }
}

fn run_both<A, B, C>(
    cx: &Cx<'_>,
    left: &mut AgentTask<A>,
    right: &mut AgentTask<B>,
    judge: Judge<'_, A, B, C>,
) -> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let (Form::Node(l), Form::Node(r), true) = (&mut left.0, &mut right.0, cx.forks()) else {
        return in_turn(cx, judge, left.take(), right.take());
    };
    if l.kind().starts_something() || r.kind().starts_something() {
        let (left, right) = begin(cx, judge, left.take(), right.take());
        return finish(cx, judge, left, right);
    }
    fork(
        cx,
        move |cx| Half::of(cx.drive_node(l), |a| judge.left(a)),
        move |cx| Half::of(cx.drive_node(r), |b| judge.right(b)),
    )
}

/// Runs two tasks that stay in their places, if both compute and there are workers for it.
pub(crate) fn both_kept<A, B, C>(cx: &Cx<'_>, left: &AgentTask<A>, right: &AgentTask<B>) -> Option<Halves<A, B, C>>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let (Form::Node(l), Form::Node(r), true) = (&left.0, &right.0, cx.forks()) else { return None };
    if l.kind().starts_something() || r.kind().starts_something() {
        return None;
    }
    Some(fork(cx, move |cx| Half::of(cx.drive_kept(l), Half::Got), move |cx| Half::of(cx.drive_kept(r), Half::Got)))
}

/// The same as [`both`] for two pieces of CPU work that are not tasks, where there are workers for it.
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
    let (part, inside);
    let cx = if merge.can_end_early() {
        part = cx.scope.part();
        inside = cx.within(&part);
        &inside
    } else {
        cx
    };
    let halves = fork(
        cx,
        move |cx| Half::of(cx.drive_step(left(cx)), |a| merge.left(a).into()),
        move |cx| Half::of(cx.drive_step(right(cx)), |b| merge.right(b).into()),
    );
    match halves.values() {
        Ok((a, b)) => merge.merge(cx, a, b),
        Err(halves) => halves.wait(cx, Arc::new(merge)),
    }
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
    let cx = &cx.within(&scope);
    match begin(cx, Judge::of(&*merge), left, right) {
        (Progress::Half(left), Progress::Half(right)) => Started::Step(conclude(cx, Halves(left, right), merge)),
        (left, right) => {
            // Nobody polls what waits before the CPU work of the whole join, which this is a part of, is done.
            let (left, right) = (left.go_on(cx), right.go_on(cx));
            Started::Rest(Box::new(move |cx| {
                let cx = &cx.within(&scope);
                let halves = finish(cx, Judge::of(&*merge), left, right);
                conclude(cx, halves, merge)
            }))
        }
    }
}

fn conclude<A, B, C>(cx: &Cx<'_>, halves: Halves<A, B, C>, merge: Arc<dyn Merge<A, B, C>>) -> Step<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    match halves.values() {
        Ok((a, b)) => merge.merge(cx, a, b),
        Err(halves) => halves.wait(cx, merge),
    }
}

/// First the left side, then the right one.
fn in_turn<A, B, C>(cx: &Cx<'_>, judge: Judge<'_, A, B, C>, left: AgentTask<A>, right: AgentTask<B>) -> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: 'static,
{
    let left = Half::of(cx.drive(left), |a| judge.left(a));
    if left.decides() {
        return Halves(left, Half::Stopped);
    }
    Halves(left, Half::of(cx.drive(right), |b| judge.right(b)))
}

fn begin<A, B, C>(
    cx: &Cx<'_>,
    judge: Judge<'_, A, B, C>,
    left: AgentTask<A>,
    right: AgentTask<B>,
) -> (Progress<A, C>, Progress<B, C>)
where
    A: Send + 'static,
    B: Send + 'static,
    C: 'static,
{
    (begin_side(cx, left, |a| judge.left(a)), begin_side(cx, right, |b| judge.right(b)))
}

fn begin_side<A: Send + 'static, C>(
    cx: &Cx<'_>,
    task: AgentTask<A>,
    judge: impl FnOnce(A) -> Half<A, C>,
) -> Progress<A, C> {
    if !task.kind().starts_something() {
        return Progress::Todo(Todo::Task(task));
    }
    match cx.start(task) {
        Started::Step(step) => Progress::Half(Half::of(cx.drive_step(step), judge)),
        Started::Rest(rest) => Progress::Todo(Todo::Rest(rest)),
    }
}

/// Does the CPU work that [`begin`] left, while what it started goes on.
fn finish<A, B, C>(
    cx: &Cx<'_>,
    judge: Judge<'_, A, B, C>,
    left: Progress<A, C>,
    right: Progress<B, C>,
) -> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    match (left, right) {
        (Progress::Half(left), Progress::Half(right)) => Halves(left, right),
        (Progress::Todo(left), Progress::Todo(right)) => fork_work(cx, judge, left, right),
        (Progress::Half(left), Progress::Todo(_)) if left.decides() => Halves(left, Half::Stopped),
        (Progress::Todo(_), Progress::Half(right)) if right.decides() => Halves(Half::Stopped, right),
        (Progress::Half(left), Progress::Todo(right)) => {
            let left = left.go_on_elsewhere(cx);
            Halves(left, Half::of(right.run(cx), |b| judge.right(b)))
        }
        (Progress::Todo(left), Progress::Half(right)) => {
            let right = right.go_on_elsewhere(cx);
            Halves(Half::of(left.run(cx), |a| judge.left(a)), right)
        }
    }
}

fn fork_work<A, B, C>(cx: &Cx<'_>, judge: Judge<'_, A, B, C>, left: Todo<A>, right: Todo<B>) -> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let (mut left, mut right) = (Some(left), Some(right));
    fork(
        cx,
        move |cx| left.take().map_or(Half::Stopped, |left| Half::of(left.run(cx), |a| judge.left(a))),
        move |cx| right.take().map_or(Half::Stopped, |right| Half::of(right.run(cx), |b| judge.right(b))),
    )
}

/// Runs two pieces of CPU work, each of them once, on two workers, if a second one is free. If the value of one of them
/// ends the join, the other one is stopped.
#[inline]
fn fork<A, B, C>(
    cx: &Cx<'_>,
    mut left: impl FnMut(&Cx<'_>) -> Half<A, C> + Send,
    mut right: impl FnMut(&Cx<'_>) -> Half<B, C> + Send,
) -> Halves<A, B, C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
{
    let (mut l, mut r) = (Half::Stopped, Half::Stopped);
    let (l_is, r_is, one_is_done) = (&mut l, &mut r, &AtomicBool::new(false));
    cx.workers().join(&mut move || left(cx).settle(l_is, cx, one_is_done), &mut move || {
        right(cx).settle(r_is, cx, one_is_done);
    });
    Halves(l, r)
}
