//! The critical path, and how much slack the agents beside it had.

use std::collections::HashMap;
use std::time::Duration;

use super::family::{Family, Moment};
use super::{AgentReport, End};
use crate::watch::AgentId;

/// The agents that the run has waited for, in order.
pub(super) fn critical(agents: &[AgentReport], family: &Family) -> Vec<AgentId> {
    // In the order of their ends: of two that end at the same time, the later one counts.
    let ends: HashMap<AgentId, usize> = (family.moments.iter().enumerate())
        .filter_map(|(at, moment)| if let Moment::Ended(agent) = moment { Some((*agent, at)) } else { None })
        .collect();
    let counts = |id: &&AgentId| find(agents, **id).is_some_and(|agent| agent.end != End::Cancelled);
    let last = |of: &[AgentId]| of.iter().filter(counts).max_by_key(|id| ends.get(id)).copied();

    let mut path = Vec::new();
    // What is still to be put before the path, the last first.
    let mut todo: Vec<AgentId> = last(family.children(None)).into_iter().collect();
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
    let mut latest: HashMap<AgentId, Duration> = HashMap::new();
    // Of each parent, when its children must have ended that are known to be waited for by nobody in particular.
    let mut bounds: HashMap<Option<AgentId>, Duration> = HashMap::new();
    // All that waits for an agent was queued after its end, and is inside of the same parent.
    for moment in family.moments.iter().rev() {
        let (Moment::Queued(id) | Moment::Ended(id)) = *moment;
        let Some(agent) = find(agents, id) else { continue };
        let within = agent.parent.and_then(|parent| find(agents, parent)).map_or(wall, |parent| parent.ended);
        let bound = bounds.entry(agent.parent).or_insert(within);
        if let Moment::Ended(_) = moment {
            sooner(&mut latest, id, *bound);
            continue;
        }
        let end = latest.get(&id).copied().unwrap_or(within);
        let start = end.saturating_sub(agent.ended.saturating_sub(agent.queued));
        if family.is_planned(id) {
            family.needs(id).iter().for_each(|need| sooner(&mut latest, *need, start));
        } else {
            *bound = start.min(*bound);
        }
    }
    let within: HashMap<AgentId, Duration> = agents.iter().map(|a| (a.id, slack(a, &latest))).collect();
    for index in 0..agents.len() {
        // What is in another agent can be as late as that one, too.
        let outer = agents[index].parent.and_then(|parent| find(agents, parent)).map_or(Duration::ZERO, |a| a.slack);
        let own = within.get(&agents[index].id).copied().unwrap_or_default();
        agents[index].slack = own + outer;
    }
}

fn sooner(latest: &mut HashMap<AgentId, Duration>, agent: AgentId, time: Duration) {
    latest.entry(agent).and_modify(|latest| *latest = time.min(*latest)).or_insert(time);
}

fn slack(agent: &AgentReport, latest: &HashMap<AgentId, Duration>) -> Duration {
    latest.get(&agent.id).map_or(Duration::ZERO, |latest| latest.saturating_sub(agent.ended))
}

pub(super) fn find(agents: &[AgentReport], id: AgentId) -> Option<&AgentReport> {
    agents.binary_search_by_key(&id, |agent| agent.id).ok().map(|index| &agents[index])
}
