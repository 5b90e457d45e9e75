//! Agents of which somebody wants to hear.

mod around;
#[cfg(feature = "simulation")]
pub(crate) mod fault;
mod planned;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use around::{Around, ENDED, QUEUED};
pub(crate) use planned::{AllPlanned, Planned};

use super::{Cx, Driving, Outcome, Pending, Scope};
use crate::error::AgentError;
use crate::site::{Role, Site};
use crate::task::Step;
use crate::watch::{Observer, What};

/// Who watches a part of a run.
#[derive(Clone)]
pub(crate) struct Watch {
    observers: Vec<Arc<dyn Observer>>,
    /// How many agents there were so far.
    agents: Arc<AtomicU64>,
    #[cfg(feature = "simulation")]
    faults: Option<Arc<dyn fault::Faults>>,
}

/// Takes the first step of an agent.
pub(crate) type Begin<A> = Box<dyn FnOnce(&Cx<'_>) -> Step<A> + Send>;

/// How failures of an agent look, where its type tells.
pub(crate) struct Failure<A> {
    /// The failure in a value.
    pub(crate) of: fn(&A) -> Option<&AgentError>,
    /// The value that is a failure.
    pub(crate) make: Option<fn(AgentError) -> A>,
}

impl<A> Failure<A> {
    /// Nothing is known of them.
    pub(crate) const UNKNOWN: Self = Failure { of: |_| None, make: None };
}

impl<A> Failure<Result<A, AgentError>> {
    /// They are errors.
    pub(crate) const ERROR: Self = Failure { of: |value| value.as_ref().err(), make: Some(Err) };
}

impl Watch {
    /// `observer`, and whoever watches already.
    pub(crate) fn by(observer: Arc<dyn Observer>, scope: &Scope) -> Self {
        let mut watch = scope.watched().map_or_else(Watch::none, |around| around.watch.clone());
        watch.observers.push(observer);
        watch
    }

    fn none() -> Self {
        Watch {
            observers: Vec::new(),
            agents: Arc::default(),
            #[cfg(feature = "simulation")]
            faults: None,
        }
    }

    /// Tells the innermost observer that what it watches has ended.
    pub(crate) fn end(&self) {
        if let Some(observer) = self.observers.last() {
            observer.ended();
        }
    }

    /// A part of `scope` that is watched.
    pub(crate) fn around(self, scope: &Arc<Scope>) -> Arc<Scope> {
        scope.part_with(Arc::new(Around::inside(self, scope)))
    }
}

/// Takes the first step of an agent, of which whoever watches is told.
#[cold]
pub(super) fn watched<A: Send + 'static>(
    cx: &Cx<'_>,
    site: Site,
    failure: &'static Failure<A>,
    planned: Option<Planned>,
    begin: Begin<A>,
) -> Step<A> {
    let Some(place) = cx.scope.at_step(site) else { return told(cx, site, failure, planned, begin) };
    let step = told(&cx.within(&place), site, failure, planned, begin);
    cx.go_on_in_part(place, step)
}

fn told<A: Send + 'static>(
    cx: &Cx<'_>,
    site: Site,
    failure: &'static Failure<A>,
    planned: Option<Planned>,
    begin: Begin<A>,
) -> Step<A> {
    let outer = cx.scope.watched().filter(|_| site.role() != Role::Tried);
    let Some(outer) = outer else { return begin(cx) };
    let around = planned.map_or_else(|| Arc::new(outer.plan(cx.scope, site)), Planned::into_inner);
    let scope = cx.scope.part_with(Arc::clone(&around));
    let running = Running { around, scope };
    if running.around.comes_to(QUEUED) {
        running.tell(What::Queued);
    }
    let cx = cx.within(&running.scope);
    #[cfg(feature = "simulation")]
    let begin = running.with_fault(site, failure, begin);
    match cx.drive_step(begin(&cx)) {
        Outcome::Done(a) => Step::Done(running.ended(failure, a)),
        Outcome::Stopped => Step::Stopped,
        Outcome::Later(pending) => {
            let (leaves, under_way) = (pending.leaves(), pending.is_under_way());
            let driving = Driving::new(pending, Arc::clone(&running.scope), cx.depth);
            let both = (driving, running);
            let wait = async move {
                // If it is cancelled, what waits is gone before anybody hears of it.
                let (driving, running) = both;
                Step::Done(running.ended(failure, driving.await))
            };
            Step::Later(if under_way { Pending::going_on(wait, leaves) } else { Pending::of(wait, leaves) })
        }
    }
}

/// An agent that has not ended yet. If it never does, it was cancelled.
struct Running {
    around: Arc<Around>,
    scope: Arc<Scope>,
}

impl Running {
    fn tell(&self, what: What) {
        self.around.tell(&self.scope, what);
    }

    fn ended<A>(&self, failure: &Failure<A>, value: A) -> A {
        if self.around.comes_to(ENDED) {
            self.tell((failure.of)(&value).map_or(What::Finished, |error| What::Failed(error.to_string())));
        }
        value
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.around.comes_to(ENDED) {
            self.tell(What::Cancelled);
        }
    }
}
