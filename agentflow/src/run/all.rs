//! Any number of tasks at once: how a list is run.
//!
//! A list is cut into groups of neighbours. What a group waits for is polled in one task, which also starts it, so that
//! what an agent needs is made and dropped by the thread that polls it. The values gather in a basket.

mod group;
mod list;
mod place;
mod planned;
mod polled;

use std::sync::Arc;

use group::Group;
pub(crate) use list::Rules;
use list::{List, Waiting};
pub(crate) use planned::Planned;
use polled::Here;

use super::{Cx, Pending};
use crate::AgentTask;
use crate::task::{Started, Step};

/// So many agents of a group share one polled task. Fewer would cost a task for each; more would poll all of them at every wake.
const LEAVES_A_GROUP: u32 = 16;

/// So many neighbours are a group.
pub(crate) const GROUP: usize = LEAVES_A_GROUP as usize;

/// A list in one run.
pub(crate) struct All<R, A, C> {
    waiting: Waiting<R, A, C>,
    groups: Vec<Group<R, A, C>>,
}

impl<R, A, C> All<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    pub(crate) fn new(cx: &Cx<'_>, tasks: Vec<AgentTask<R>>, rules: Rules<R, A, C>) -> Self {
        let tasks = match rules.sides(cx) {
            Some(sides) => tasks.into_iter().enumerate().map(|(index, task)| sides.side(index, task)).collect(),
            None => tasks,
        };
        let groups = tasks.len().div_ceil(GROUP);
        let list = Arc::new(List::new(cx.scope, groups, rules));
        let mut tasks = tasks.into_iter();
        let groups = (0..groups).map(|index| Group::new(&list, index, tasks.by_ref().take(GROUP))).collect();
        All { waiting: Waiting::new(list), groups }
    }

    /// The same for tasks that are still to be made, [`GROUP`] of them together.
    pub(crate) fn planned(cx: &Cx<'_>, groups: Vec<Planned<R>>, rules: Rules<R, A, C>) -> Self {
        let list = Arc::new(List::new(cx.scope, groups.len(), rules));
        let sides = cx.sides();
        let groups = groups.into_iter().enumerate().map(|(index, planned)| {
            let planned = match sides {
                Some(sides) => planned.placed(sides, index * GROUP),
                None => planned,
            };
            Group::planned(&list, index, planned)
        });
        let groups = groups.collect();
        All { waiting: Waiting::new(list), groups }
    }

    /// Runs all of them, at once where there are workers for it.
    pub(crate) fn run(mut self, cx: Cx<'_>) -> Step<C> {
        if cx.polling {
            return self.conclude(cx);
        }
        if cx.workers().overlaps() {
            return match self.start(cx) {
                Started::Step(step) => step,
                Started::Rest(rest) => rest(&cx),
            };
        }
        self.within(cx, |groups, cx| groups.iter_mut().for_each(|group| group.compute_in_turn(cx)));
        self.conclude(cx)
    }

    /// Starts what is asynchronous in them and leaves their CPU work for later.
    pub(crate) fn start(mut self, cx: Cx<'_>) -> Started<C> {
        self.within(cx, |groups, cx| groups.iter_mut().for_each(|group| group.start(cx)));
        let is_over = self.waiting.list().is_decided();
        if is_over || self.only_builds_what_waits(cx) || !self.groups.iter().any(Group::computes) {
            return Started::Step(self.conclude(cx));
        }
        // Nobody else polls what waits before this thread is done with what computes.
        self.leave(|group| !group.computes());
        Started::Rest(Box::new(move |cx| {
            self.within(*cx, |groups, cx| compute(cx, groups));
            self.conclude(*cx)
        }))
    }

    /// Whether all of them build others, of which the first ones only wait. Most lists come from a loop, so the rest will be
    /// of the same kind; then it is built where it is polled.
    fn only_builds_what_waits(&mut self, cx: Cx<'_>) -> bool {
        if !self.groups.iter().all(Group::only_builds) {
            return false;
        }
        self.within(cx, |groups, cx| groups.iter_mut().take(1).for_each(|group| group.build(cx)));
        !self.groups.first().is_some_and(Group::computes)
    }

    /// Does `work` where the value of one of them can end that of the others.
    fn within(&mut self, cx: Cx<'_>, work: impl FnOnce(&mut [Group<R, A, C>], Cx<'_>)) {
        let own_scope = self.waiting.list().can_end_early().then(|| cx.scope.part());
        work(&mut self.groups, cx.within(own_scope.as_ref().unwrap_or(cx.scope)).deeper());
    }

    /// Has those groups polled by other threads that `which` picks.
    fn leave(&mut self, which: impl Fn(&Group<R, A, C>) -> bool) {
        let groups = self.groups.iter_mut().filter(|group| which(group)).filter_map(Group::take);
        self.waiting.list().poll_elsewhere(groups.collect());
    }

    /// The value if all are there; else the future that waits for the rest.
    fn conclude(mut self, cx: Cx<'_>) -> Step<C> {
        if let Some(step) = self.waiting.list().decided() {
            return step;
        }
        if self.groups.iter().any(Group::is_stopped) {
            return Step::Stopped;
        }
        if let [group] = &mut *self.groups
            && let Some(group) = group.take()
        {
            let leaves = group.leaves();
            return Step::Later(Pending::of(Here::new(cx, group), leaves));
        }
        self.leave(|_| true);
        self.waiting.conclude()
    }
}

/// Runs the CPU work of `groups` in halves, on two workers if a second one is free.
fn compute<R, A, C>(cx: Cx<'_>, groups: &mut [Group<R, A, C>])
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    match groups {
        [] => {}
        [group] => group.compute(cx),
        groups => {
            let (left, right) = groups.split_at_mut(groups.len() / 2);
            cx.workers().join(&mut || compute(cx, left), &mut || compute(cx, right));
        }
    }
}
