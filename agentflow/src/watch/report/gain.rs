//! What a run would have taken, had some agents been faster.

use std::time::Duration;

use super::family::{Family, Moment, Times};
use super::path::find;
use super::{AgentReport, End};
use crate::watch::AgentId;

/// What could have been.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Otherwise<'a> {
    /// All agents of this name take half their time.
    TwiceAsFast(&'a str),
    /// This agent waits for those only whose values it uses.
    AtOnce(AgentId),
}

/// How much shorter the run would have been: each agent begins when those that it has waited for would have ended, and
/// everything else takes its time as before.
pub(super) fn of(agents: &[AgentReport], family: &Family, wall: Duration, otherwise: Otherwise<'_>) -> Duration {
    let (mut queued, mut ended) = (family.times(), family.times());
    for moment in &family.moments {
        let (Moment::Queued(id) | Moment::Ended(id)) = *moment;
        let Some(agent) = find(agents, id) else { continue };
        if let Moment::Queued(_) = moment {
            let parent =
                agent.parent.and_then(|parent| Some((find(agents, parent)?.queued, queued.get(Some(parent))?)));
            let was = last(agents, family.needs(id), &ended).or(parent).unwrap_or_default().0;
            let needs = if otherwise == Otherwise::AtOnce(id) { &[] } else { family.needs(id) };
            // What it uses it waits for, although another one that it waited for may have stood for that.
            let [needed, used] = [needs, family.uses(id)].map(|of| Some(last(agents, of, &ended)?.1));
            let is = needed.max(used).or(parent.map(|(_, is)| is)).unwrap_or_default();
            queued.set(Some(id), shifted(agent.queued, (was, is)));
        } else {
            let since_queued = (agent.queued, queued.get(Some(id)).unwrap_or(agent.queued));
            let is = match last(agents, family.children(Some(id)), &ended) {
                Some(inner) => shifted(agent.ended, inner),
                None => shifted(agent.ended, since_queued).saturating_sub(spared(agent, otherwise)),
            };
            ended.set(Some(id), is);
        }
    }
    let is = last(agents, family.children(None), &ended).map_or(wall, |all| shifted(wall, all));
    wall.saturating_sub(is)
}

fn spared(agent: &AgentReport, otherwise: Otherwise<'_>) -> Duration {
    if otherwise == Otherwise::TwiceAsFast(&agent.name) { agent.took() / 2 } else { Duration::ZERO }
}

/// When the last of these has ended, and would have.
fn last(agents: &[AgentReport], of: &[AgentId], ended: &Times<'_>) -> Option<(Duration, Duration)> {
    let finished = of.iter().filter_map(|id| find(agents, *id)).filter(|agent| agent.end != End::Cancelled);
    finished.filter_map(|agent| Some((agent.ended, ended.get(Some(agent.id))?))).fold(None, |last, (was, is)| {
        let (last_was, last_is) = last.unwrap_or_default();
        Some((was.max(last_was), is.max(last_is)))
    })
}

/// A time that comes as long after another one as it did when that was at `was`.
fn shifted(time: Duration, (was, is): (Duration, Duration)) -> Duration {
    (time + is).saturating_sub(was)
}
