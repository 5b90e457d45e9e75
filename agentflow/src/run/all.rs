//! Any number of tasks at once: how a sequence is run.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::handle::poll_elsewhere;
use super::{Cx, LEAVES_A_TASK, Outcome, Pending, Scope};
use crate::AgentTask;
use crate::task::{Rest, Started, Step};

/// One of the tasks, and what has become of it. They stay in their order.
pub(crate) struct Places<A>(Vec<Place<A>>);

enum Place<A> {
    Task(AgentTask<A>),
    /// The CPU work of a task whose asynchronous part has been started.
    Rest(Rest<A>),
    Got(A),
    Waits(Pending<A>),
    Stopped,
}

impl<A: Send + 'static> Places<A> {
    pub(crate) fn new(tasks: impl Iterator<Item = AgentTask<A>>) -> Self {
        Places(tasks.map(Place::Task).collect())
    }

    /// Runs all of them, at once where there are workers for it.
    pub(crate) fn run(mut self, cx: Cx<'_>) -> Step<Vec<A>> {
        let inner = cx.deeper();
        if cx.polling || !cx.workers().overlaps() {
            for place in &mut self.0 {
                place.compute(inner);
            }
            return self.conclude(inner);
        }
        match self.start(cx) {
            Started::Step(step) => step,
            Started::Rest(rest) => rest(&cx),
        }
    }

    /// Starts what is asynchronous in them and leaves their CPU work for later.
    pub(crate) fn start(mut self, cx: Cx<'_>) -> Started<Vec<A>> {
        let inner = cx.deeper();
        let mut computes = false;
        for place in &mut self.0 {
            place.start(inner);
            computes |= place.computes();
        }
        if !computes {
            return Started::Step(self.conclude(inner));
        }
        for place in &mut self.0 {
            place.go_on_elsewhere(inner);
        }
        Started::Rest(Box::new(|cx| {
            compute(cx.deeper(), &mut self.0);
            self.conclude(cx.deeper())
        }))
    }

    /// The values if all are there; else the future that waits for the rest.
    fn conclude(self, cx: Cx<'_>) -> Step<Vec<A>> {
        if self.0.iter().any(|place| matches!(place, Place::Stopped)) {
            return Step::Stopped;
        }
        match gather(cx, self.0, |values| values) {
            Place::Got(values) => Step::Done(values),
            Place::Waits(pending) => Step::Later(pending),
            _ => Step::Stopped,
        }
    }
}

/// Runs the CPU work of `places` in halves, on two workers if a second one is free.
fn compute<A: Send + 'static>(cx: Cx<'_>, places: &mut [Place<A>]) {
    match places {
        [] => {}
        [place] => {
            place.compute(cx);
            place.go_on_elsewhere(cx);
        }
        places => {
            let (left, right) = places.split_at_mut(places.len() / 2);
            cx.workers().join(&mut || compute(cx, left), &mut || compute(cx, right));
        }
    }
}

impl<A: Send + 'static> Place<A> {
    fn computes(&self) -> bool {
        matches!(self, Place::Task(_) | Place::Rest(_))
    }

    fn start(&mut self, cx: Cx<'_>) {
        *self = match std::mem::replace(self, Place::Stopped) {
            Place::Task(task) if task.kind().starts_something() => match cx.start(task) {
                Started::Step(step) => Place::from(cx.drive_step(step)),
                Started::Rest(rest) => Place::Rest(rest),
            },
            place => place,
        };
    }

    fn compute(&mut self, cx: Cx<'_>) {
        *self = match std::mem::replace(self, Place::Stopped) {
            Place::Task(task) => Place::from(cx.drive(task)),
            Place::Rest(rest) => Place::from(cx.drive_step(rest(&cx))),
            place => place,
        };
    }

    /// Has what waits polled by another thread, because this one goes on computing.
    fn go_on_elsewhere(&mut self, cx: Cx<'_>) {
        *self = match std::mem::replace(self, Place::Stopped) {
            Place::Waits(pending) if !pending.is_under_way() => Place::Waits(poll_elsewhere(cx, pending).into()),
            place => place,
        };
    }
}

impl<A> From<Outcome<A>> for Place<A> {
    fn from(outcome: Outcome<A>) -> Self {
        match outcome {
            Outcome::Done(a) => Place::Got(a),
            Outcome::Later(pending) => Place::Waits(pending),
            Outcome::Stopped => Place::Stopped,
        }
    }
}

/// Puts places together: at most so many in one polled task, and so many of those in one, and so on.
fn gather<T, A>(cx: Cx<'_>, places: Vec<Place<T>>, join: fn(Vec<T>) -> Vec<A>) -> Place<Vec<A>>
where
    T: Send + 'static,
    A: Send + 'static,
{
    if places.iter().all(|place| matches!(place, Place::Got(_))) {
        return Place::Got(join(places.into_iter().filter_map(Place::value).collect()));
    }
    if places.len() <= LEAVES_A_TASK as usize {
        return Place::Waits(group(cx, places, join));
    }
    let mut groups = Vec::with_capacity(places.len().div_ceil(LEAVES_A_TASK as usize));
    let mut places = places.into_iter().peekable();
    while places.peek().is_some() {
        let some: Vec<_> = places.by_ref().take(LEAVES_A_TASK as usize).collect();
        let mut some = gather(cx, some, join);
        some.go_on_elsewhere(cx);
        groups.push(some);
    }
    gather(cx, groups, |groups| groups.into_iter().flatten().collect())
}

fn group<T, A>(cx: Cx<'_>, places: Vec<Place<T>>, join: fn(Vec<T>) -> Vec<A>) -> Pending<Vec<A>>
where
    T: Send + 'static,
    A: Send + 'static,
{
    let under_way = places.iter().all(Place::is_under_way);
    let leaves = places.iter().filter(|place| matches!(place, Place::Waits(_))).count();
    let group = Group { places, join, scope: Arc::clone(cx.scope), depth: cx.depth };
    let pending = Pending::of(group, u32::try_from(leaves).unwrap_or(LEAVES_A_TASK));
    if under_way { pending.going_on() } else { pending }
}

impl<A: Send + 'static> Place<A> {
    fn is_under_way(&self) -> bool {
        match self {
            Place::Waits(pending) => pending.is_under_way(),
            _ => true,
        }
    }

    fn value(self) -> Option<A> {
        match self {
            Place::Got(a) => Some(a),
            _ => None,
        }
    }
}

/// A few places in one polled task.
struct Group<T, A> {
    places: Vec<Place<T>>,
    join: fn(Vec<T>) -> Vec<A>,
    scope: Arc<Scope>,
    depth: u32,
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<T, A> Unpin for Group<T, A> {}

impl<T: Send + 'static, A> Future for Group<T, A> {
    type Output = Step<Vec<A>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<Vec<A>>> {
        let Group { places, join, scope, depth } = &mut *self;
        let mut waits = false;
        for place in places.iter_mut() {
            if let Place::Waits(pending) = place {
                match pending.poll_value(scope, *depth, cx) {
                    Poll::Ready(a) => *place = Place::Got(a),
                    Poll::Pending => waits = true,
                }
            }
        }
        if waits {
            return Poll::Pending;
        }
        let values = std::mem::take(places).into_iter().filter_map(Place::value).collect();
        Poll::Ready(Step::Done(join(values)))
    }
}
