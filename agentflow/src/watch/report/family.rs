//! Which agents have planned which, and which have waited for which.

use std::collections::{HashMap, HashSet};

use crate::watch::{AgentId, Event, What};

#[derive(Clone, Default, Debug)]
pub(super) struct Family {
    children: HashMap<Option<AgentId>, Vec<AgentId>>,
    /// What an agent has waited for, among those of the same parent.
    needs: HashMap<AgentId, Vec<AgentId>>,
    /// Those of which a plan says what they wait for. Any other waits for all that has ended before, as far as one knows.
    planned: HashSet<AgentId>,
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
                What::Planned { needs } => {
                    family.planned.insert(event.agent);
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
        self.planned.contains(&agent)
    }

    /// The last of them, where no plan says which they are.
    pub(super) fn needs(&self, agent: AgentId) -> &[AgentId] {
        self.needs.get(&agent).map_or(&[], Vec::as_slice)
    }
}
