//! On which track of a trace an agent is drawn.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;

use super::{AgentReport, Report};
use crate::watch::AgentId;

/// Tracks on which agents are drawn below those that have planned them, and never beside each other. Each agent that the plan
/// itself has planned has one with its name, and as many more as are drawn at once.
#[derive(Default)]
pub(super) struct Tracks {
    /// The name of each.
    pub(super) names: Vec<String>,
    of: HashMap<AgentId, usize>,
    /// Those that are drawn on each at the moment, the innermost last.
    open: Vec<Vec<Open>>,
    /// The tracks of each outermost agent.
    families: HashMap<AgentId, Vec<usize>>,
}

struct Open {
    agent: AgentId,
    ends: Duration,
}

impl Tracks {
    pub(super) fn of(report: &Report) -> Self {
        let mut tracks = Tracks::default();
        let mut agents: Vec<&AgentReport> = report.agents().iter().collect();
        agents.sort_by_key(|agent| (agent.begin(), Reverse(agent.ended), agent.id));
        for agent in agents {
            tracks.draw(agent, report.outermost(agent));
        }
        tracks
    }

    pub(super) fn track(&self, agent: AgentId) -> usize {
        self.of[&agent]
    }

    fn draw(&mut self, agent: &AgentReport, outermost: &AgentReport) {
        let below = agent.parent.and_then(|parent| self.of.get(&parent).copied());
        let track = below
            .filter(|track| self.has_room(*track, agent))
            .or_else(|| self.families.get(&outermost.id)?.iter().copied().find(|track| self.has_room(*track, agent)))
            .unwrap_or_else(|| self.add(outermost));
        self.of.insert(agent.id, track);
        let open = &mut self.open[track];
        open.retain(|open| open.ends > agent.begin());
        open.push(Open { agent: agent.id, ends: agent.ended });
    }

    /// Whether nothing else is drawn there meanwhile, or all of it inside of the agent that has planned this one.
    fn has_room(&self, track: usize, agent: &AgentReport) -> bool {
        let innermost = self.open[track].iter().rfind(|open| open.ends > agent.begin());
        innermost.is_none_or(|open| Some(open.agent) == agent.parent && open.ends >= agent.ended)
    }

    fn add(&mut self, outermost: &AgentReport) -> usize {
        let track = self.names.len();
        self.names.push(outermost.label());
        self.open.push(Vec::new());
        self.families.entry(outermost.id).or_default().push(track);
        track
    }
}

impl Report {
    /// The one around it that the plan itself has planned.
    fn outermost<'a>(&'a self, agent: &'a AgentReport) -> &'a AgentReport {
        let outer = |agent: &&AgentReport| agent.parent.and_then(|parent| self.agent(parent));
        std::iter::successors(Some(agent), outer).last().unwrap_or(agent)
    }
}

impl AgentReport {
    /// When something of it was to be seen.
    pub(super) fn begin(&self) -> Duration {
        self.started.unwrap_or(self.queued)
    }
}
