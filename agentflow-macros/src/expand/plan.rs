//! Who uses what: the agents of a workflow in an order in which each comes after those it waits for.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span};

use super::around::Around;
use crate::ast::{Binding, Step, StepKind, TEST, Workflow};
use crate::diagnostics::Start as _;
use crate::names::{self, Known, Mode, plain};

/// A workflow with all questions of ownership answered.
pub(super) struct Plan<'w> {
    /// The bindings as agents; an agent comes after those that it waits for.
    pub(super) agents: Vec<Agent<'w>>,
    /// The agent of the result.
    pub(super) result: Agent<'w>,
    /// The outer variables, in the order of their first use.
    pub(super) outer: Vec<Ident>,
    /// All names that the workflow binds.
    pub(super) bound: Vec<&'w Ident>,
    /// Whether the workflow can fail.
    pub(super) fallible: bool,
    /// Which outer variables are shared with bodies, which look at them only.
    pub(super) shared: Vec<bool>,
    /// What is known around a body; `None` for a workflow by itself.
    around: Option<Around>,
    /// How many statements there are.
    stages: usize,
}

/// One agent.
pub(super) struct Agent<'w> {
    /// The name that it has in errors.
    pub(super) name: String,
    /// Where errors at run time say that it is written: at its name, or at the arrow.
    pub(super) at: Span,
    /// A policy tries it, and tells of it.
    pub(super) tried: bool,
    /// It puts values together, or asks something of them: what a plan does itself.
    pub(super) merges: bool,
    /// `None` for the result.
    pub(super) binding: Option<&'w Binding>,
    /// What it runs.
    pub(super) step: &'w Step,
    /// What it uses.
    pub(super) uses: Vec<Use>,
    /// Whether its step awaits.
    pub(super) awaits: bool,
    /// The agents that it waits for, as indices.
    pub(super) needs: BTreeSet<usize>,
}

/// A name that an agent uses.
pub(super) struct Use {
    /// Where it is used first.
    pub(super) ident: Ident,
    /// How.
    pub(super) mode: Mode,
    /// Where its value comes from.
    pub(super) source: Source,
}

/// How a value of the run gets to the agents that use it.
pub(super) enum Way {
    /// Nobody uses it.
    Nowhere,
    /// It moves to the one that does.
    Moves,
    /// So many agents, or several plans of one agent, hold it together.
    Shared(usize),
}

/// Where a value comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// An outer variable, by its index.
    Outer(usize),
    /// A value of this run. It was made by an agent, or given to the body when it was chosen.
    Bound {
        /// The index of its name among all that are bound, or beyond them that of an outer variable.
        name: usize,
        /// Whether all other agents that use the value have finished before this one starts.
        is_last: bool,
    },
}

impl<'w> Plan<'w> {
    pub(super) fn new(workflow: &'w Workflow, around: Option<Around>) -> Self {
        let mut plan = Plan {
            agents: Vec::new(),
            result: Agent::result(workflow, around.as_ref()),
            outer: Vec::new(),
            bound: workflow.bindings().flat_map(|(_, binding)| binding.names()).collect(),
            fallible: workflow.can_fail(),
            shared: Vec::new(),
            around,
            stages: workflow.stages.len(),
        };
        plan.add_agents(workflow);
        plan.sort();
        plan.find_last_uses();
        plan.share_with_bodies();
        plan
    }

    /// What bodies find around them in this plan.
    pub(super) fn around_bodies(&self, agent: &Agent<'_>) -> Around {
        let mut known = self.around.as_ref().map(|around| around.known.clone()).unwrap_or_default();
        for name in &self.bound {
            known.insert(name);
        }
        let (name, risks) = (agent.name.clone(), self.risks().to_vec());
        Around { known, shared: agent.borrowed(), name, again: false, tried: false, merges: false, risks }
    }

    /// Whether an outer variable, which a body finds around it, is shared with it.
    pub(super) fn is_handle(&self, name: &Ident) -> bool {
        self.around.as_ref().is_some_and(|around| around.shares(name))
    }

    /// What may become of its agents.
    pub(super) fn risks(&self) -> &[&'static str] {
        self.around.as_ref().map_or(&[], |around| &around.risks)
    }

    /// Whether this is a body.
    pub(super) fn is_body(&self) -> bool {
        self.around.is_some()
    }

    /// Whether this is a body that is run once, with values of its own.
    pub(super) fn is_given(&self) -> bool {
        self.around.as_ref().is_some_and(|around| !around.again)
    }

    /// A body that only looks at a value shares it. But a value that no other plan uses moves into it.
    fn share_with_bodies(&mut self) {
        let alone: Vec<bool> =
            (0..self.bound.len() + self.outer.len()).map(|name| matches!(self.way(name), Way::Moves)).collect();
        self.shared = vec![false; self.outer.len()];
        for agent in self.agents.iter_mut().chain([&mut self.result]).filter(|agent| agent.has_bodies()) {
            for used in agent.uses.iter_mut().filter(|used| used.mode == Mode::Borrowed) {
                match used.source {
                    Source::Outer(outer) => self.shared[outer] = true,
                    Source::Bound { name, .. } if alone[name] => used.mode = Mode::Owned,
                    Source::Bound { .. } => {}
                }
            }
        }
    }

    /// Whether there is at most one statement, whose agents may be so small that it counts what starting them costs: a few
    /// calls that do not depend on each other, neither wait nor fail. One node for them costs less to run than a graph, and
    /// much more to build: the type of a node holds those of all its agents, and a join is compiled for the types of its sides.
    pub(super) fn is_flat(&self) -> bool {
        const AGENTS_OF_A_NODE: usize = 3;
        let are_calls = !self.fallible
            && self.agents.len() <= AGENTS_OF_A_NODE
            && self.agents.iter().all(|agent| agent.is_call() && agent.needs.is_empty());
        self.agents.is_empty() || (self.stages == 1 && are_calls)
    }

    /// How the value of a name gets to the agents that use it, the result among them.
    pub(super) fn way(&self, name: usize) -> Way {
        let mut users = self.all().filter_map(|agent| Some((agent, agent.uses_name(name)?)));
        match (users.next(), users.count()) {
            (None, _) => Way::Nowhere,
            (Some((agent, used)), 0) if used.mode == Mode::Owned || !agent.step.has_several_plans() => Way::Moves,
            (_, others) => Way::Shared(1 + others),
        }
    }

    /// The index of a name among all that are bound.
    pub(super) fn index_of(&self, name: &Ident) -> Option<usize> {
        self.bound.iter().position(|bound| plain(bound) == plain(name))
    }

    /// The agent of this plan that makes a value.
    pub(super) fn made_by(&self, used: &Use) -> Option<usize> {
        let Source::Bound { name, .. } = used.source else { return None };
        let name = self.bound.get(name)?;
        let makes =
            |agent: &Agent<'_>| agent.binding.is_some_and(|b| b.names().iter().any(|made| plain(made) == plain(name)));
        self.agents.iter().position(makes)
    }

    fn all(&self) -> impl Iterator<Item = &Agent<'w>> {
        self.agents.iter().chain(std::iter::once(&self.result))
    }

    fn add_agents(&mut self, workflow: &'w Workflow) {
        let index: HashMap<String, usize> =
            self.bound.iter().enumerate().map(|(index, name)| (plain(name), index)).collect();
        let mut known = Known::default();
        let mut before: BTreeSet<usize> = BTreeSet::new();
        for stage in &workflow.stages {
            let first = self.agents.len();
            let depends = names::depends(stage, &known);
            known = known.with(stage);
            for (binding, siblings) in stage.bindings.iter().zip(depends) {
                let mut agent = Agent::of(binding);
                agent.needs = siblings.iter().map(|need| first + need.on).collect();
                if agent.needs.is_empty() {
                    agent.needs.clone_from(&before);
                }
                self.find_uses(&mut agent, &known.without(binding), &index);
                self.agents.push(agent);
            }
            let fed: BTreeSet<usize> = self.agents[first..].iter().flat_map(|agent| agent.needs.clone()).collect();
            before = (first..self.agents.len()).filter(|agent| !fed.contains(agent)).collect();
        }
        let mut result = Agent::result(workflow, self.around.as_ref());
        self.find_uses(&mut result, &known, &index);
        self.result = result;
    }

    fn find_uses(&mut self, agent: &mut Agent<'w>, known: &Known, index: &HashMap<String, usize>) {
        let all = self.around.as_ref().map(|around| around.known.and(known));
        let names::Uses { uses, awaits } = names::uses(agent.step, all.as_ref().unwrap_or(known));
        agent.awaits = awaits;
        for names::Use { ident, mode } in uses {
            let bound = index.get(&plain(&ident)).filter(|_| known.contains(&ident));
            let source = if let Some(&name) = bound {
                Source::Bound { name, is_last: false }
            } else {
                let outer = self.outer_index(&ident);
                let given = self.is_given() && !self.is_handle(&ident);
                let name = self.bound.len() + outer;
                if given { Source::Bound { name, is_last: false } } else { Source::Outer(outer) }
            };
            agent.uses.push(Use { ident, mode, source });
        }
    }

    fn outer_index(&mut self, name: &Ident) -> usize {
        let found = self.outer.iter().position(|outer| plain(outer) == plain(name));
        found.unwrap_or_else(|| {
            self.outer.push(name.clone());
            self.outer.len() - 1
        })
    }

    /// Puts each agent behind those that it waits for. The check has made sure that there is no cycle; if there were
    /// one, its agents would stay as they are written.
    fn sort(&mut self) {
        let mut order: Vec<usize> = Vec::new();
        let mut placed = vec![false; self.agents.len()];
        for _ in 0..self.agents.len() {
            let free = |&agent: &usize| !placed[agent] && self.agents[agent].needs.iter().all(|&need| placed[need]);
            let next = (0..self.agents.len()).find(free).or_else(|| placed.iter().position(|placed| !placed));
            let Some(next) = next else { break };
            placed[next] = true;
            order.push(next);
        }
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        let mut agents: Vec<Option<Agent<'w>>> = std::mem::take(&mut self.agents).into_iter().map(Some).collect();
        for old in order {
            let Some(mut agent) = agents[old].take() else { continue };
            agent.needs = agent.needs.iter().map(|&need| place[need]).collect();
            self.agents.push(agent);
        }
    }

    fn find_last_uses(&mut self) {
        let before = self.all_before();
        let users: Vec<Vec<usize>> = (0..self.bound.len() + self.outer.len())
            .map(|name| (0..self.agents.len()).filter(|&a| self.agents[a].uses_name(name).is_some()).collect())
            .collect();
        for (index, agent) in self.agents.iter_mut().enumerate() {
            for used in &mut agent.uses {
                if let Source::Bound { name, is_last } = &mut used.source {
                    let others_are_before =
                        users[*name].iter().all(|user| *user == index || before[index].contains(user));
                    *is_last = others_are_before && self.result.uses_name(*name).is_none();
                }
            }
        }
        for used in &mut self.result.uses {
            if let Source::Bound { is_last, .. } = &mut used.source {
                *is_last = true;
            }
        }
    }

    /// For each agent, all that have finished when it starts.
    fn all_before(&self) -> Vec<BTreeSet<usize>> {
        let mut before: Vec<BTreeSet<usize>> = Vec::new();
        for agent in &self.agents {
            let mut all = agent.needs.clone();
            for &need in &agent.needs {
                all.extend(before.get(need).into_iter().flatten());
            }
            before.push(all);
        }
        before
    }
}

impl<'w> Agent<'w> {
    fn of(binding: &'w Binding) -> Self {
        let first = binding.names().first().copied();
        let is_test = first.is_some_and(|name| name == TEST);
        let name = if is_test { "if".to_owned() } else { first.map_or_else(|| "_".to_owned(), plain) };
        Agent {
            name,
            at: first.map_or_else(|| binding.pat.start(), Ident::span),
            tried: false,
            merges: is_test,
            binding: Some(binding),
            step: &binding.step,
            uses: Vec::new(),
            awaits: false,
            needs: BTreeSet::new(),
        }
    }

    fn result(workflow: &'w Workflow, around: Option<&Around>) -> Self {
        let (at, step) = (workflow.arrow.spans[0], &workflow.result);
        let name = around.map_or_else(|| "=>".to_owned(), |around| around.name.clone());
        let tried = around.is_some_and(|around| around.tried);
        // A body that is one call is an agent, unless it stands for a value.
        let merges = !workflow.stages.is_empty() || around.is_none_or(|around| around.merges);
        Agent { name, at, tried, merges, binding: None, step, uses: Vec::new(), awaits: false, needs: BTreeSet::new() }
    }

    fn uses_name(&self, index: usize) -> Option<&Use> {
        self.uses.iter().find(|used| matches!(used.source, Source::Bound { name, .. } if name == index))
    }

    /// Whether it calls something, and does not say that it waits.
    fn is_call(&self) -> bool {
        !self.awaits && matches!(self.step.kind, StepKind::Agent(_))
    }

    /// Whether there are sub-workflows in its step.
    pub(super) fn has_bodies(&self) -> bool {
        !self.step.bodies().is_empty()
    }

    /// The names that it only looks at.
    pub(super) fn borrowed(&self) -> Vec<Ident> {
        let borrowed = self.uses.iter().filter(|used| used.mode == Mode::Borrowed);
        borrowed.map(|used| used.ident.clone()).collect()
    }
}
