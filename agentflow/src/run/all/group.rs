//! A few tasks that stand beside each other in a list.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::super::{Cx, LEAVES_A_TASK, Pending, poll_elsewhere};
use super::GROUP;
use super::list::List;
use super::place::Place;
use crate::AgentTask;

pub(super) struct Group<R, A, C> {
    pub(super) list: Arc<List<R, A, C>>,
    pub(super) index: usize,
    /// Its tasks, until they are polled.
    places: Vec<Place<R>>,
    /// What is polled.
    waiting: Vec<Option<Pending<R>>>,
}

impl<R, A, C> Group<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    pub(super) fn new(list: &Arc<List<R, A, C>>, index: usize, tasks: impl Iterator<Item = AgentTask<R>>) -> Self {
        Self::of(list, index, tasks.map(Place::Task).collect())
    }

    fn of(list: &Arc<List<R, A, C>>, index: usize, places: Vec<Place<R>>) -> Self {
        Group { list: Arc::clone(list), index, places, waiting: Vec::new() }
    }

    /// What it still waits for, as a group that can go elsewhere.
    pub(super) fn take(&mut self) -> Option<Self> {
        let places = std::mem::take(&mut self.places);
        let waits = !places.iter().all(Place::is_done);
        waits.then(|| Self::of(&self.list, self.index, places))
    }

    pub(super) fn computes(&self) -> bool {
        self.places.iter().any(Place::computes)
    }

    pub(super) fn only_builds(&self) -> bool {
        self.places.iter().all(Place::builds)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.places.iter().any(|place| matches!(place, Place::Stopped))
    }

    /// How many agents wait in it.
    pub(super) fn leaves(&self) -> u32 {
        let waiting = self.places.iter().filter(|place| !place.is_done()).count();
        u32::try_from(waiting).unwrap_or(LEAVES_A_TASK)
    }

    /// Starts what is asynchronous beside its CPU work. A group that only waits is started by whoever polls it.
    pub(super) fn start(&mut self, cx: Cx<'_>) {
        if self.computes() {
            let start = |place: Place<R>| place.start(cx);
            settle_all(cx, &self.list, self.first(), &mut self.places, Place::starts_something, start);
            self.go_on_elsewhere(cx);
        }
    }

    /// Runs its CPU work, one after the other.
    pub(super) fn compute_in_turn(&mut self, cx: Cx<'_>) {
        let computes = Place::computes;
        settle_all(cx, &self.list, self.first(), &mut self.places, computes, |place| place.compute(cx));
    }

    /// Runs its CPU work, on two workers if a second one is free, and has what waits polled by another thread.
    pub(super) fn compute(&mut self, cx: Cx<'_>) {
        self.build(cx);
        if self.computes() {
            self.go_on_elsewhere(cx);
            compute(cx, &self.list, self.first(), &mut self.places);
        }
        if self.list.has_many_groups
            && !self.is_stopped()
            && let Some(group) = self.take()
        {
            self.list.poll_elsewhere(vec![group]);
        }
    }

    /// Builds what is only built, and starts it if it is asynchronous.
    pub(super) fn build(&mut self, cx: Cx<'_>) {
        let start = |place: Place<R>| place.start(cx);
        settle_all(cx, &self.list, self.first(), &mut self.places, Place::builds, start);
    }

    fn go_on_elsewhere(&mut self, cx: Cx<'_>) {
        self.places.iter_mut().for_each(|place| place.go_on_elsewhere(cx));
    }

    fn first(&self) -> usize {
        self.index * GROUP
    }

    /// Polls until all values are there, or one of them ends the list; starts what has not been started.
    pub(super) fn poll(&mut self, at: Cx<'_>, cx: &mut Context<'_>) -> Poll<ControlFlow<C>> {
        let first = self.first();
        if !self.places.is_empty()
            && let end @ ControlFlow::Break(_) = self.begin(at)
        {
            return Poll::Ready(end);
        }
        let mut waits = false;
        for (index, waiting) in self.waiting.iter_mut().enumerate() {
            let Some(polling) = waiting else { continue };
            let Poll::Ready(result) = polling.poll_value(at.scope, at.depth, cx) else {
                waits = true;
                continue;
            };
            *waiting = None;
            if let end @ ControlFlow::Break(_) = self.list.put(first + index, result) {
                return Poll::Ready(end);
            }
        }
        if waits { Poll::Pending } else { Poll::Ready(ControlFlow::Continue(())) }
    }

    /// Starts what has not been started, and keeps what has to be polled.
    fn begin(&mut self, at: Cx<'_>) -> ControlFlow<C> {
        let (places, mut index) = (std::mem::take(&mut self.places), self.first());
        self.waiting.reserve_exact(places.len());
        for place in places {
            self.waiting.push(match place.begin(at) {
                Place::Waits(mut pending) => {
                    if pending.leaves() >= LEAVES_A_TASK && !pending.is_under_way() {
                        pending = poll_elsewhere(at, pending).into();
                    }
                    Some(pending)
                }
                Place::Got(result) => {
                    self.list.put(index, result)?;
                    None
                }
                Place::Done => None,
                Place::Task(_) | Place::Rest(_) | Place::Stopped => Some(Pending::never()),
            });
            index += 1;
        }
        ControlFlow::Continue(())
    }
}

/// Runs the CPU work of `places` in halves. What then waits is polled by another thread, because this one goes on.
fn compute<R, A, C>(cx: Cx<'_>, list: &List<R, A, C>, first: usize, places: &mut [Place<R>])
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    if let [place] = places {
        settle(cx, list, first, place, |place| if place.computes() { place.compute(cx) } else { place });
        place.go_on_elsewhere(cx);
        return;
    }
    let half = places.len() / 2;
    let (left, right) = places.split_at_mut(half);
    cx.workers().join(&mut || compute(cx, list, first, left), &mut || compute(cx, list, first + half, right));
}

/// Does `work` in those of `places` that `wanted` picks.
fn settle_all<R, A, C>(
    cx: Cx<'_>,
    list: &List<R, A, C>,
    first: usize,
    places: &mut [Place<R>],
    wanted: impl Fn(&Place<R>) -> bool,
    work: impl Fn(Place<R>) -> Place<R>,
) where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    for (index, place) in places.iter_mut().enumerate().filter(|(_, place)| wanted(place)) {
        settle(cx, list, first + index, place, &work);
    }
}

/// Does `work` in a place, and takes its value to the others.
fn settle<R, A, C>(
    cx: Cx<'_>,
    list: &List<R, A, C>,
    index: usize,
    place: &mut Place<R>,
    work: impl FnOnce(Place<R>) -> Place<R>,
) where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    *place = match work(std::mem::replace(place, Place::Stopped)) {
        Place::Got(result) => {
            if let ControlFlow::Break(end) = list.put(index, result) {
                list.decide(end);
                cx.scope.stop();
            }
            Place::Done
        }
        place => place,
    };
}
