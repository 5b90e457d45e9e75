//! Agents of which somebody wants to hear: what a run carries around each of them.

#[cfg(feature = "simulation")]
pub(crate) mod fault;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use super::{Cx, Driving, Outcome, Pending, Scope};
use crate::error::AgentError;
use crate::site::{AgentName, Role, Site};
use crate::task::Step;
use crate::watch::{AgentId, Event, Observer, What};

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

/// What is carried around the agents that are watched: who planned them.
struct Around {
    watch: Watch,
    agent: Option<Agent>,
}

/// An agent in its run.
struct Agent {
    id: AgentId,
    parent: Option<AgentId>,
    name: AgentName,
    state: AtomicU8,
}

const QUEUED: u8 = 0;
const STARTED: u8 = 1;
const ENDED: u8 = 2;

impl Watch {
    /// `observer`, and whoever watches already.
    pub(crate) fn by(observer: Arc<dyn Observer>, scope: &Scope) -> Self {
        let mut watch = scope.carried::<Around>().next().map_or_else(Watch::none, |around| around.watch.clone());
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

    /// A part of `scope` that is watched.
    pub(crate) fn around(self, scope: &Arc<Scope>) -> Arc<Scope> {
        let agent = scope.carried::<Around>().next().and_then(|around| around.agent.as_ref()).map(Agent::again);
        scope.part_with(Arc::new(Around { watch: self, agent }))
    }
}

/// Takes the first step of an agent, of which whoever watches is told.
#[cold]
pub(super) fn watched<A: Send + 'static>(
    cx: &Cx<'_>,
    site: Site,
    failure: &'static Failure<A>,
    begin: Begin<A>,
) -> Step<A> {
    let around = cx.scope.carried::<Around>().next().filter(|_| site.role() != Role::Tried);
    let Some(around) = around else { return begin(cx) };
    let around = Arc::new(around.of_agent(cx.scope, site));
    let scope = cx.scope.part_with(Arc::clone(&around));
    let running = Running { around, scope };
    running.tell(What::Queued);
    let cx = cx.within(&running.scope);
    #[cfg(feature = "simulation")]
    let begin = running.with_fault(site, failure, begin);
    match cx.drive_step(begin(&cx)) {
        Outcome::Done(a) => Step::Done(running.ended(failure, a)),
        Outcome::Stopped => Step::Stopped,
        Outcome::Later(pending) => {
            let (leaves, under_way) = (pending.leaves(), pending.is_under_way());
            let driving = Driving::new(pending, Arc::clone(&running.scope), cx.depth);
            let pending = Pending::of(async move { Step::Done(running.ended(failure, driving.await)) }, leaves);
            Step::Later(if under_way { pending.going_on() } else { pending })
        }
    }
}

impl Scope {
    /// Code of the nearest agent runs.
    pub(super) fn enters_agent(&self) {
        self.tell_once(STARTED, || What::Started);
    }

    /// The nearest agent, for which the run ends.
    pub(super) fn agent_panicked(&self, error: &dyn std::fmt::Display) {
        self.tell_once(ENDED, || What::Failed(error.to_string()));
    }

    /// Tells of something that happens to the nearest agent.
    pub(crate) fn tell(&self, what: impl FnOnce() -> What) {
        if let Some(around) = self.carried::<Around>().next() {
            around.tell(self, what());
        }
    }

    fn tell_once(&self, state: u8, what: impl FnOnce() -> What) {
        if let Some(around) = self.carried::<Around>().next()
            && around.comes_to(state)
        {
            around.tell(self, what());
        }
    }
}

impl Around {
    fn of_agent(&self, scope: &Scope, site: Site) -> Self {
        let id = AgentId(self.watch.agents.fetch_add(1, Ordering::Relaxed) + 1);
        let parent = self.agent.as_ref().map(|agent| agent.id);
        Around {
            watch: self.watch.clone(),
            agent: Some(Agent { id, parent, name: scope.name_of(site), state: AtomicU8::new(QUEUED) }),
        }
    }

    /// Whether it had not come so far.
    fn comes_to(&self, state: u8) -> bool {
        self.agent.as_ref().is_some_and(|agent| agent.state.fetch_max(state, Ordering::Relaxed) < state)
    }

    fn tell(&self, scope: &Scope, what: What) {
        if let Some(event) = self.event(scope, what) {
            self.watch.observers.iter().for_each(|observer| observer.event(&event));
        }
    }

    fn event(&self, scope: &Scope, what: What) -> Option<Event> {
        let agent = self.agent.as_ref()?;
        let AgentName { name, function, location } = agent.name.clone();
        let at = scope.run().workers.now();
        Some(Event { agent: agent.id, parent: agent.parent, name, function, location, at, what })
    }
}

impl Agent {
    /// The same agent, around more of what it runs. It is told of once.
    fn again(&self) -> Self {
        Agent { id: self.id, parent: self.parent, name: self.name.clone(), state: AtomicU8::new(ENDED) }
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
