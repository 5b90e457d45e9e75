//! Which agents have planned which, and which have waited for which.

use std::time::Duration;

use crate::watch::{AgentId, Event, What};

/// The plan itself and the agents of a run.
#[derive(Clone, Default, Debug)]
pub(super) struct Family {
    /// In the order of their numbers.
    members: Vec<Member>,
    /// The beginning and the end of each agent, in the order in which they came.
    pub(super) moments: Vec<Moment>,
}

#[derive(Clone, Default, Debug)]
struct Member {
    /// `None` is the plan itself.
    id: Option<AgentId>,
    children: Vec<AgentId>,
    /// The last child that has ended: where a plan does not say what waits for what, an agent that is queued has waited for
    /// that one.
    last: Option<AgentId>,
    /// What it has waited for, among those of the same parent.
    needs: Option<Vec<AgentId>>,
    /// Whose values it uses, if a plan says that and what it waits for. Any other waits for all that has ended before, as
    /// far as one knows.
    uses: Option<Vec<AgentId>>,
    /// The moment of its end, by its index.
    end: Option<usize>,
}

/// The beginning or the end of an agent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    Queued(AgentId),
    Ended(AgentId),
}

/// A time of each member, if it has one.
pub(super) struct Times<'a> {
    family: &'a Family,
    times: Vec<Option<Duration>>,
}

impl Family {
    pub(super) fn of(events: &[Event]) -> Self {
        let mut family = Family::default();
        for event in events {
            match &event.what {
                What::Planned { needs, uses } => {
                    let member = family.member(Some(event.agent));
                    member.needs = Some(needs.clone());
                    member.uses = Some(uses.clone());
                }
                What::Queued => {
                    let parent = family.member(event.parent);
                    parent.children.push(event.agent);
                    let last = parent.last;
                    let needs = &mut family.member(Some(event.agent)).needs;
                    if needs.is_none() {
                        *needs = Some(Vec::from_iter(last));
                    }
                    family.moments.push(Moment::Queued(event.agent));
                }
                What::Finished | What::Failed(_) | What::Cancelled => {
                    family.member(event.parent).last = Some(event.agent);
                    family.member(Some(event.agent)).end = Some(family.moments.len());
                    family.moments.push(Moment::Ended(event.agent));
                }
                _ => {}
            }
        }
        family
    }

    fn member(&mut self, id: Option<AgentId>) -> &mut Member {
        let index = self.index(id).unwrap_or_else(|index| {
            self.members.insert(index, Member { id, ..Member::default() });
            index
        });
        &mut self.members[index]
    }

    /// Where it is, or would be.
    fn index(&self, id: Option<AgentId>) -> Result<usize, usize> {
        self.members.binary_search_by_key(&id, |member| member.id)
    }

    fn get(&self, id: Option<AgentId>) -> Option<&Member> {
        self.index(id).ok().map(|index| &self.members[index])
    }

    pub(super) fn children(&self, parent: Option<AgentId>) -> &[AgentId] {
        self.get(parent).map_or(&[], |member| &member.children)
    }

    pub(super) fn is_planned(&self, agent: AgentId) -> bool {
        self.get(Some(agent)).is_some_and(|member| member.uses.is_some())
    }

    /// Whose values it uses, if a plan says so.
    pub(super) fn uses(&self, agent: AgentId) -> &[AgentId] {
        self.get(Some(agent)).and_then(|member| member.uses.as_deref()).unwrap_or_default()
    }

    /// What it waits for in vain: agents whose values it does not use, not even by way of others.
    pub(super) fn in_vain(&self, agent: AgentId) -> Vec<AgentId> {
        let (mut used, mut todo) = (Vec::new(), self.uses(agent).to_vec());
        while let Some(next) = todo.pop() {
            if let Err(place) = used.binary_search(&next) {
                used.insert(place, next);
                todo.extend(self.uses(next));
            }
        }
        let needs = if self.is_planned(agent) { self.needs(agent) } else { &[] };
        needs.iter().copied().filter(|need| used.binary_search(need).is_err()).collect()
    }

    /// The last of them, where no plan says which they are.
    pub(super) fn needs(&self, agent: AgentId) -> &[AgentId] {
        self.get(Some(agent)).and_then(|member| member.needs.as_deref()).unwrap_or_default()
    }

    /// The moment of its end, by its index.
    pub(super) fn end(&self, agent: AgentId) -> Option<usize> {
        self.get(Some(agent))?.end
    }

    pub(super) fn times(&self) -> Times<'_> {
        Times { family: self, times: vec![None; self.members.len()] }
    }
}

impl Times<'_> {
    pub(super) fn get(&self, id: Option<AgentId>) -> Option<Duration> {
        self.times[self.family.index(id).ok()?]
    }

    pub(super) fn set(&mut self, id: Option<AgentId>, time: Duration) {
        if let Ok(index) = self.family.index(id) {
            self.times[index] = Some(time);
        }
    }

    /// It is that early, if it was not even earlier.
    pub(super) fn at_most(&mut self, id: Option<AgentId>, time: Duration) {
        self.set(id, self.get(id).map_or(time, |earlier| time.min(earlier)));
    }
}
