//! Which agents have planned which, and which have waited for which.

use std::collections::{HashMap, HashSet};

use crate::watch::{AgentId, Event, What};

#[derive(Clone, Default, Debug)]
pub(super) struct Family {
    children: HashMap<Option<AgentId>, Vec<AgentId>>,
    /// What an agent has waited for, among those of the same parent.
    needs: HashMap<AgentId, Vec<AgentId>>,
    /// Whose values an agent uses, if a plan says that and what it waits for. Any other waits for all that has ended before,
    /// as far as one knows.
    uses: HashMap<AgentId, Vec<AgentId>>,
    /// The beginning and the end of each agent, in the order in which they came.
    pub(super) moments: Vec<Moment>,
}

/// The beginning or the end of an agent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    Queued(AgentId),
    Ended(AgentId),
}

impl Family {
    pub(super) fn of(events: &[Event]) -> Self {
        let mut family = Family::default();
        // Of each parent, the last child that has ended: where a plan does not say what waits for what, an agent that is
        // queued has waited for that one.
        let mut last: HashMap<Option<AgentId>, AgentId> = HashMap::new();
        for event in events {
            match &event.what {
                What::Planned { needs, uses } => {
                    family.uses.insert(event.agent, uses.clone());
                    family.needs.insert(event.agent, needs.clone());
                }
                What::Queued => {
                    family.children.entry(event.parent).or_default().push(event.agent);
                    family
                        .needs
                        .entry(event.agent)
                        .or_insert_with(|| last.get(&event.parent).copied().into_iter().collect());
                    family.moments.push(Moment::Queued(event.agent));
                }
                What::Finished | What::Failed(_) | What::Cancelled => {
                    last.insert(event.parent, event.agent);
                    family.moments.push(Moment::Ended(event.agent));
                }
                _ => {}
            }
        }
        family
    }

    pub(super) fn children(&self, parent: Option<AgentId>) -> &[AgentId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_planned(&self, agent: AgentId) -> bool {
        self.uses.contains_key(&agent)
    }

    /// Whose values it uses, if a plan says so.
    pub(super) fn uses(&self, agent: AgentId) -> &[AgentId] {
        self.uses.get(&agent).map_or(&[], Vec::as_slice)
    }

    /// What it waits for in vain: agents whose values it does not use, not even by way of others.
    pub(super) fn in_vain(&self, agent: AgentId) -> Vec<AgentId> {
        let (mut used, mut todo) = (HashSet::new(), self.uses(agent).to_vec());
        while let Some(next) = todo.pop() {
            if used.insert(next) {
                todo.extend(self.uses(next));
            }
        }
        let needs = if self.is_planned(agent) { self.needs(agent) } else { &[] };
        needs.iter().filter(|need| !used.contains(need)).copied().collect()
    }

    /// The last of them, where no plan says which they are.
    pub(super) fn needs(&self, agent: AgentId) -> &[AgentId] {
        self.needs.get(&agent).map_or(&[], Vec::as_slice)
    }
}
