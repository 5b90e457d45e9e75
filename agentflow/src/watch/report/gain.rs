//! What a run would have taken, had some agents been faster.

use std::collections::HashMap;
use std::time::Duration;

use super::family::{Family, Moment};
use super::path::find;
use super::{AgentReport, End};
use crate::watch::AgentId;

/// How much shorter the run would have been, had all agents of this name taken half their time: each begins when those that it
/// has waited for would have ended, and everything else takes its time as before.
pub(super) fn of(agents: &[AgentReport], family: &Family, wall: Duration, name: &str) -> Duration {
    let spared = |agent: &AgentReport| if agent.name == name { agent.took() / 2 } else { Duration::ZERO };
    otherwise(agents, family, wall, spared, |agent| family.needs(agent))
}

/// How much shorter the run would have been, had this agent waited for those only whose values it uses.
pub(super) fn at_once(agents: &[AgentReport], family: &Family, wall: Duration, agent: AgentId) -> Duration {
    otherwise(agents, family, wall, |_| Duration::ZERO, |other| if other == agent { &[] } else { family.needs(other) })
}

fn otherwise<'a>(
    agents: &[AgentReport],
    family: &'a Family,
    wall: Duration,
    spared: impl Fn(&AgentReport) -> Duration,
    needs: impl Fn(AgentId) -> &'a [AgentId],
) -> Duration {
    let mut queued: HashMap<AgentId, Duration> = HashMap::new();
    let mut ended: HashMap<AgentId, Duration> = HashMap::new();
    let last = |of: &[AgentId], ended: &HashMap<AgentId, Duration>| {
        let finished = of.iter().filter_map(|id| find(agents, *id)).filter(|agent| agent.end != End::Cancelled);
        finished.filter_map(|agent| Some((agent.ended, *ended.get(&agent.id)?))).fold(None, |last, (was, is)| {
            let (last_was, last_is) = last.unwrap_or_default();
            Some((was.max(last_was), is.max(last_is)))
        })
    };
    for moment in &family.moments {
        let (Moment::Queued(id) | Moment::Ended(id)) = *moment;
        let Some(agent) = find(agents, id) else { continue };
        if let Moment::Queued(_) = moment {
            let parent = agent.parent.and_then(|parent| Some((find(agents, parent)?.queued, *queued.get(&parent)?)));
            let was = last(family.needs(id), &ended).or(parent).unwrap_or_default().0;
            // What it uses it waits for, although another one that it waited for may have stood for that.
            let is = [needs(id), family.uses(id)]
                .into_iter()
                .filter_map(|needs| last(needs, &ended))
                .map(|(_, is)| is)
                .max();
            let is = is.or(parent.map(|(_, is)| is)).unwrap_or_default();
            queued.insert(id, shifted(agent.queued, (was, is)));
        } else {
            let since_queued = (agent.queued, queued.get(&id).copied().unwrap_or(agent.queued));
            let is = match last(family.children(Some(id)), &ended) {
                Some(inner) => shifted(agent.ended, inner),
                None => shifted(agent.ended, since_queued).saturating_sub(spared(agent)),
            };
            ended.insert(id, is);
        }
    }
    let is = last(family.children(None), &ended).map_or(wall, |all| shifted(wall, all));
    wall.saturating_sub(is)
}

/// A time that comes as long after another one as it did when that was at `was`.
fn shifted(time: Duration, (was, is): (Duration, Duration)) -> Duration {
    (time + is).saturating_sub(was)
}
