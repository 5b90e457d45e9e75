//! What is carried around the agents that are watched: who planned them, and how far they have come.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use super::Watch;
use crate::run::Scope;
use crate::site::{AgentName, Site};
use crate::watch::{AgentId, Event, What};

/// An agent, or no agent yet, and who watches what is inside of it.
pub(crate) struct Around {
    pub(super) watch: Watch,
    agent: Option<Agent>,
}

/// An agent in its run.
struct Agent {
    id: AgentId,
    parent: Option<AgentId>,
    name: AgentName,
    state: AtomicU8,
}

/// It has a number, and nobody has heard of it.
const NEW: u8 = 0;
const PLANNED: u8 = 1;
pub(super) const QUEUED: u8 = 2;
const STARTED: u8 = 3;
pub(super) const ENDED: u8 = 4;

impl Scope {
    /// Code of the nearest agent runs.
    pub(in crate::run) fn enters_agent(&self) {
        self.tell_once(STARTED, || What::Started);
    }

    /// What observers of the nearest agent want to have around its code, on this thread.
    pub(in crate::run) fn inside_agent(&self) -> Vec<Box<dyn Any>> {
        let inside = self.watched().and_then(|around| Some((&around.watch.observers, around.id()?)));
        inside.map_or_else(Vec::new, |(observers, agent)| observers.iter().filter_map(|o| o.inside(agent)).collect())
    }

    /// The nearest agent, for which the run ends.
    pub(in crate::run) fn agent_panicked(&self, error: &dyn fmt::Display) {
        self.tell_once(ENDED, || What::Failed(error.to_string()));
    }

    /// Tells of something that happens to the nearest agent.
    pub(crate) fn tell(&self, what: impl FnOnce() -> What) {
        if let Some(around) = self.watched() {
            around.tell(self, what());
        }
    }

    /// The nearest that is watched.
    pub(super) fn watched(&self) -> Option<&Around> {
        self.carried().next()
    }

    fn tell_once(&self, state: u8, what: impl FnOnce() -> What) {
        if let Some(around) = self.watched()
            && around.comes_to(state)
        {
            around.tell(self, what());
        }
    }
}

impl Around {
    /// No agent.
    pub(super) fn inside(watch: Watch, scope: &Scope) -> Self {
        let agent = scope.watched().and_then(|around| around.agent.as_ref()).map(Agent::again);
        Around { watch, agent }
    }

    /// An agent that this one plans.
    pub(super) fn plan(&self, scope: &Scope, site: Site) -> Self {
        let id = AgentId(self.watch.agents.fetch_add(1, Ordering::Relaxed) + 1);
        let parent = self.agent.as_ref().map(|agent| agent.id);
        Around {
            watch: self.watch.clone(),
            agent: Some(Agent { id, parent, name: scope.name_of(site), state: AtomicU8::new(NEW) }),
        }
    }

    /// Its number.
    pub(super) fn id(&self) -> Option<AgentId> {
        self.agent.as_ref().map(|agent| agent.id)
    }

    /// It was told of before it is queued.
    pub(super) fn is_planned(&self) -> bool {
        self.comes_to(PLANNED)
    }

    /// Whether it was told of, and is not queued. No more is told of it after this.
    pub(super) fn never_comes(&self) -> bool {
        self.agent.as_ref().is_some_and(|agent| {
            agent.state.compare_exchange(PLANNED, ENDED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        })
    }

    /// Whether it had not come so far.
    pub(super) fn comes_to(&self, state: u8) -> bool {
        self.agent.as_ref().is_some_and(|agent| agent.state.fetch_max(state, Ordering::Relaxed) < state)
    }

    pub(super) fn tell(&self, scope: &Scope, what: What) {
        if let Some(event) = self.event(scope, what) {
            self.watch.observers.iter().for_each(|observer| observer.event(&event));
        }
    }

    pub(super) fn event(&self, scope: &Scope, what: What) -> Option<Event> {
        let agent = self.agent.as_ref()?;
        let AgentName { name, function, location } = agent.name.clone();
        let at = scope.run().workers.now();
        Some(Event {
            agent: agent.id,
            parent: agent.parent,
            name,
            function,
            location,
            at,
            thread: thread::current(),
            what,
        })
    }
}

impl Agent {
    /// The same agent, around more of what it runs. It is told of once.
    fn again(&self) -> Self {
        Agent { id: self.id, parent: self.parent, name: self.name.clone(), state: AtomicU8::new(ENDED) }
    }
}
