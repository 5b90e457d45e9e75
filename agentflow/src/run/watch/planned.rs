//! Agents that are known before they can start: those of a graph.

use std::sync::Arc;

use super::around::Around;
use crate::run::{Cx, Scope};
use crate::site::Site;
use crate::watch::{AgentId, What};

/// An agent that has its number already.
pub(crate) struct Planned(Arc<Around>);

impl Planned {
    pub(super) fn into_inner(self) -> Arc<Around> {
        self.0
    }
}

/// The agents of a graph in one run that somebody watches. Those that never start are cancelled with it.
pub(crate) struct AllPlanned {
    agents: Box<[Arc<Around>]>,
    scope: Arc<Scope>,
}

impl AllPlanned {
    /// Tells of the agents that wait for others. `feeds` says for each agent which ones wait for it, and `uses` whose values it
    /// uses.
    #[cold]
    pub(crate) fn tell(
        cx: &Cx<'_>,
        sites: impl Iterator<Item = Site>,
        feeds: &[&[usize]],
        uses: &[&[usize]],
    ) -> Option<Self> {
        let outer = cx.scope.watched()?;
        let agents = sites.map(|site| Arc::new(outer.plan(cx.scope, site))).collect();
        let all = AllPlanned { agents, scope: Arc::clone(cx.scope) };
        for (index, agent) in all.agents.iter().enumerate() {
            let needs: Vec<AgentId> = all.needs(index, feeds).collect();
            if !needs.is_empty() && agent.is_planned() {
                let uses = uses[index].iter().filter_map(|used| all.agents[*used].id()).collect();
                agent.tell(cx.scope, What::Planned { needs, uses });
            }
        }
        Some(all)
    }

    fn needs(&self, agent: usize, feeds: &[&[usize]]) -> impl Iterator<Item = AgentId> {
        let feeding = self.agents.iter().zip(feeds).filter(move |(_, feeds)| feeds.contains(&agent));
        feeding.filter_map(|(needed, _)| needed.id())
    }

    pub(crate) fn agent(&self, index: usize) -> Planned {
        Planned(Arc::clone(&self.agents[index]))
    }
}

impl Drop for AllPlanned {
    fn drop(&mut self) {
        for agent in self.agents.iter().filter(|agent| agent.never_comes()) {
            agent.tell(&self.scope, What::Cancelled);
        }
    }
}
