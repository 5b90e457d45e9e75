//! The critical path, and how much slack the agents beside it had.

use std::time::Duration;

use super::family::{Family, Moment};
use super::{AgentReport, End};
use crate::watch::AgentId;

/// The agents that the run has waited for, in order.
pub(super) fn critical(agents: &[AgentReport], family: &Family) -> Vec<AgentId> {
    let counts = |id: &&AgentId| find(agents, **id).is_some_and(|agent| agent.end != End::Cancelled);
    // In the order of their ends: of two that end at the same time, the later one counts.
    let last = |of: &[AgentId]| of.iter().filter(counts).max_by_key(|id| family.end(**id)).copied();

    let mut path = Vec::new();
    // What is still to be put before the path, the last first.
    let mut todo = Vec::from_iter(last(family.children(None)));
    while let Some(agent) = todo.pop() {
        todo.extend(last(family.needs(agent)));
        match last(family.children(Some(agent))) {
            Some(inner) => todo.push(inner),
            None => path.push(agent),
        }
    }
    path.reverse();
    path
}

/// Says of each agent how much later it could have ended.
pub(super) fn slacken(agents: &mut [AgentReport], family: &Family, wall: Duration) {
    let mut latest = family.times();
    // Of each parent, when its children must have ended that are known to be waited for by nobody in particular.
    let mut bounds = family.times();
    // All that waits for an agent was queued after its end, and is inside of the same parent.
    for moment in family.moments.iter().rev() {
        let (Moment::Queued(id) | Moment::Ended(id)) = *moment;
        let Some(agent) = find(agents, id) else { continue };
        let within = agent.parent.and_then(|parent| find(agents, parent)).map_or(wall, |parent| parent.ended);
        bounds.at_most(agent.parent, within);
        let bound = bounds.get(agent.parent).unwrap_or(within);
        if let Moment::Ended(_) = moment {
            latest.at_most(Some(id), bound);
            continue;
        }
        let end = latest.get(Some(id)).unwrap_or(within);
        let start = end.saturating_sub(agent.ended.saturating_sub(agent.queued));
        if family.is_planned(id) {
            family.needs(id).iter().for_each(|need| latest.at_most(Some(*need), start));
        } else {
            bounds.at_most(agent.parent, start);
        }
    }
    for index in 0..agents.len() {
        // What is in another agent can be as late as that one, too.
        let outer = agents[index].parent.and_then(|parent| find(agents, parent)).map_or(Duration::ZERO, |a| a.slack);
        let own = latest.get(Some(agents[index].id)).unwrap_or_default();
        agents[index].slack = own.saturating_sub(agents[index].ended) + outer;
    }
}

pub(super) fn find(agents: &[AgentReport], id: AgentId) -> Option<&AgentReport> {
    agents.binary_search_by_key(&id, |agent| agent.id).ok().map(|index| &agents[index])
}
