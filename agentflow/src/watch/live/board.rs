//! What the view knows of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::watch::{AgentId, Event, What};

/// The agents that have not ended, and how many have.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) begun: Instant,
    pub(super) agents: BTreeMap<AgentId, Agent>,
    pub(super) running: BTreeSet<AgentId>,
    pub(super) done: u64,
    pub(super) failed: u64,
    pub(super) cancelled: u64,
}

#[derive(Debug)]
pub(super) struct Agent {
    pub(super) parent: Option<AgentId>,
    pub(super) label: String,
    /// Since when it runs.
    pub(super) since: Option<Instant>,
    /// How many agents it has planned, and how many of them have ended.
    pub(super) planned: u64,
    pub(super) ended: u64,
    /// How often it was tried before.
    pub(super) tries: u32,
    /// The last that was heard of it beside its beginning.
    pub(super) says: Option<What>,
}

impl Board {
    pub(super) fn new(begun: Instant) -> Self {
        Board { begun, agents: BTreeMap::new(), running: BTreeSet::new(), done: 0, failed: 0, cancelled: 0 }
    }

    pub(super) fn hear(&mut self, event: &Event) {
        match &event.what {
            What::Planned { .. } | What::Queued => self.plan(event),
            What::Started => self.start(event.agent, event.at),
            What::Retried { tries, .. } => self.change(event, |agent| agent.tries = *tries),
            What::Cached | What::Noted { .. } => self.change(event, |_| {}),
            What::Finished => self.end(event, |board| &mut board.done),
            What::Failed(_) => self.end(event, |board| &mut board.failed),
            What::Cancelled => self.end(event, |board| &mut board.cancelled),
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.agents.len() - self.running.len()
    }

    fn plan(&mut self, event: &Event) {
        if self.agents.contains_key(&event.agent) {
            return;
        }
        // A step with bodies runs no code of its own: it runs when they are there.
        if let Some(parent) = event.parent {
            self.start(parent, event.at);
        }
        if let Some(parent) = event.parent.and_then(|parent| self.agents.get_mut(&parent)) {
            parent.planned += 1;
        }
        let agent = Agent {
            parent: event.parent,
            label: event.label(),
            since: None,
            planned: 0,
            ended: 0,
            tries: 0,
            says: None,
        };
        self.agents.insert(event.agent, agent);
    }

    fn start(&mut self, id: AgentId, at: Instant) {
        if let Some(agent) = self.agents.get_mut(&id)
            && agent.since.is_none()
        {
            agent.since = Some(at);
            self.running.insert(id);
        }
    }

    fn change(&mut self, event: &Event, change: impl FnOnce(&mut Agent)) {
        if let Some(agent) = self.agents.get_mut(&event.agent) {
            change(agent);
            agent.says = Some(event.what.clone());
        }
    }

    /// An agent of a run that is over is not known any more.
    fn end(&mut self, event: &Event, count: impl FnOnce(&mut Board) -> &mut u64) {
        if self.agents.remove(&event.agent).is_none() {
            return;
        }
        self.running.remove(&event.agent);
        if let Some(parent) = event.parent.and_then(|parent| self.agents.get_mut(&parent)) {
            parent.ended += 1;
        }
        *count(self) += 1;
    }
}
