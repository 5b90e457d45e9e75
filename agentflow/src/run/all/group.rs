//! A few tasks that stand beside each other in a list.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::super::half::LEAVES_A_TASK;
use super::super::{Cx, Pending, poll_elsewhere};
use super::list::List;
use super::place::Place;
use super::planned::Planned;
use super::{GROUP, LEAVES_A_GROUP};
use crate::AgentTask;

pub(super) struct Group<R, A, C> {
    pub(super) list: Arc<List<R, A, C>>,
    pub(super) index: usize,
    /// Its tasks, until they are made.
    planned: Option<Planned<R>>,
    /// Its tasks, until they are polled.
    places: Vec<Place<R, A>>,
    /// What is polled.
    waiting: Vec<Option<Pending<R>>>,
    /// Its values, once there is one.
    values: Vec<Option<A>>,
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

    pub(super) fn planned(list: &Arc<List<R, A, C>>, index: usize, planned: Planned<R>) -> Self {
        Group { planned: Some(planned), ..Self::of(list, index, Vec::new()) }
    }

    fn of(list: &Arc<List<R, A, C>>, index: usize, places: Vec<Place<R, A>>) -> Self {
        Group { list: Arc::clone(list), index, planned: None, places, waiting: Vec::new(), values: Vec::new() }
    }

    /// What still waits, as a group that can go elsewhere. If nothing does, its values are gathered.
    pub(super) fn take(&mut self) -> Option<Self> {
        if let Some(planned) = self.planned.take() {
            return Some(Self::planned(&self.list, self.index, planned));
        }
        let places = std::mem::take(&mut self.places);
        if !places.iter().all(Place::is_done) {
            return Some(Self::of(&self.list, self.index, places));
        }
        self.list.gather(self.index, places.into_iter().map(Place::into_value).collect());
        None
    }

    pub(super) fn computes(&self) -> bool {
        self.planned.is_some() || self.places.iter().any(Place::computes)
    }

    pub(super) fn only_builds(&self) -> bool {
        self.places.iter().all(Place::builds)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.places.iter().any(|place| matches!(place, Place::Stopped))
    }

    /// How many agents wait in it.
    pub(super) fn leaves(&self) -> u32 {
        let planned = self.planned.as_ref().map_or(0, Planned::count);
        let waiting = planned + self.places.iter().filter(|place| !place.is_done()).count();
        u32::try_from(waiting).unwrap_or(LEAVES_A_GROUP)
    }

    /// Starts what is asynchronous beside its CPU work. A group that only waits is started by whoever polls it.
    pub(super) fn start(&mut self, cx: Cx<'_>) {
        if self.computes() {
            let start = |place: Place<R, A>| place.start(cx);
            settle_all(cx, &self.list, self.first(), &mut self.places, Place::starts_something, start);
            self.go_on_elsewhere(cx);
        }
    }

    /// Runs its CPU work, one after the other.
    pub(super) fn compute_in_turn(&mut self, cx: Cx<'_>) {
        self.make(&cx);
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
        if self.list.has_many_groups()
            && !self.is_stopped()
            && let Some(group) = self.take()
        {
            self.list.poll_elsewhere(vec![group]);
        }
    }

    /// Builds what is only built, and starts it if it is asynchronous.
    pub(super) fn build(&mut self, cx: Cx<'_>) {
        self.make(&cx);
        let start = |place: Place<R, A>| place.start(cx);
        settle_all(cx, &self.list, self.first(), &mut self.places, Place::builds, start);
    }

    fn make(&mut self, cx: &Cx<'_>) {
        if let Some(planned) = self.planned.take() {
            let tasks = planned.make(cx);
            self.places =
                tasks.map_or_else(|| vec![Place::Stopped], |tasks| tasks.into_iter().map(Place::Task).collect());
        }
    }

    fn go_on_elsewhere(&mut self, cx: Cx<'_>) {
        self.places.iter_mut().for_each(|place| place.go_on_elsewhere(cx));
    }

    fn first(&self) -> usize {
        self.index * GROUP
    }

    /// Polls until all values are there, or one of them ends the list; starts what has not been started.
    pub(super) fn poll(&mut self, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<ControlFlow<C>> {
        self.make(at);
        if !self.places.is_empty()
            && let end @ ControlFlow::Break(_) = self.begin(at)
        {
            return Poll::Ready(end);
        }
        let mut waits = false;
        for index in 0..self.waiting.len() {
            let waiting = &mut self.waiting[index];
            let Some(polling) = waiting else { continue };
            let Poll::Ready(result) = polling.poll_value(at, cx) else {
                waits = true;
                continue;
            };
            *waiting = None;
            if let end @ ControlFlow::Break(_) = self.put(index, result) {
                return Poll::Ready(end);
            }
        }
        if waits {
            return Poll::Pending;
        }
        self.list.gather(self.index, std::mem::take(&mut self.values));
        Poll::Ready(ControlFlow::Continue(()))
    }

    fn put(&mut self, index: usize, result: R) -> ControlFlow<C> {
        let value = self.list.put(self.first() + index, result)?;
        self.has(index, value);
        ControlFlow::Continue(())
    }

    fn has(&mut self, index: usize, value: Option<A>) {
        if self.values.is_empty() {
            self.values.resize_with(self.waiting.capacity(), || None);
        }
        self.values[index] = value;
    }

    /// Starts what has not been started, and keeps what has to be polled.
    fn begin(&mut self, at: &Cx<'_>) -> ControlFlow<C> {
        let places = std::mem::take(&mut self.places);
        self.waiting.reserve_exact(places.len());
        for (index, place) in places.into_iter().enumerate() {
            let waits = match place.begin(*at) {
                Place::Waits(mut pending) => {
                    if pending.leaves() >= LEAVES_A_TASK && !pending.is_under_way() {
                        pending = poll_elsewhere(*at, pending).into();
                    }
                    Some(pending)
                }
                Place::Got(result) => {
                    self.put(index, result)?;
                    None
                }
                Place::Done(value) => {
                    self.has(index, value);
                    None
                }
                Place::Task(_) | Place::Rest(_) | Place::Stopped => Some(Pending::never()),
            };
            self.waiting.push(waits);
        }
        ControlFlow::Continue(())
    }
}

/// Runs the CPU work of `places` in halves. What then waits is polled by another thread, because this one goes on.
fn compute<R, A, C>(cx: Cx<'_>, list: &List<R, A, C>, first: usize, places: &mut [Place<R, A>])
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
    places: &mut [Place<R, A>],
    wanted: impl Fn(&Place<R, A>) -> bool,
    work: impl Fn(Place<R, A>) -> Place<R, A>,
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
    place: &mut Place<R, A>,
    work: impl FnOnce(Place<R, A>) -> Place<R, A>,
) where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    *place = match work(std::mem::replace(place, Place::Stopped)) {
        Place::Got(result) => match list.put(index, result) {
            ControlFlow::Continue(value) => Place::Done(value),
            ControlFlow::Break(end) => {
                list.decide(end);
                cx.scope.stop();
                Place::Done(None)
            }
        },
        place => place,
    };
}
