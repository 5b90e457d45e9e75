//! A graph that is being drawn: each node of a plan adds what it knows of itself, behind what was drawn before it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use super::outline;
use super::{Edge, Graph, Kind, Part, Place, Why};
use crate::AgentTask;
use crate::site::{AgentName, Site, StepSite};
use crate::task::Form;

/// Drawing goes so deep. It uses the stack, and nobody looks at what lies deeper.
const DEEPEST: usize = 100;

/// A graph, and where on it the next part is drawn.
#[derive(Default)]
pub(crate) struct Sketch {
    graph: Graph,
    /// The group that is being drawn.
    inside: Option<usize>,
    /// The parts that the next one waits for, in their order.
    ends: Vec<End>,
    /// What agents are called that have no name.
    name: Option<Arc<AgentName>>,
    /// How many tasks lie around this place.
    depth: usize,
    /// What was drawn of each task that is shared: the group, and the ends.
    shared: HashMap<usize, (Option<usize>, Vec<End>)>,
}

/// Where several tasks begin and end that are beside each other.
struct Fork {
    before: Vec<End>,
    ends: Vec<End>,
}

/// A part that the next one waits for, and why that does.
#[derive(Clone, Copy, PartialEq, Eq)]
struct End {
    part: usize,
    why: Why,
}

impl End {
    fn of(part: usize) -> Self {
        End { part, why: Why::Uses }
    }
}

impl Sketch {
    /// What is known of a task.
    pub(super) fn of<A: 'static>(task: &AgentTask<A>) -> Graph {
        let mut sketch = Sketch::default();
        sketch.task(task);
        sketch.graph
    }

    /// What is known of a task, behind what was drawn before. A value that is there already is nothing.
    pub(crate) fn task<A: 'static>(&mut self, task: &AgentTask<A>) {
        let Form::Node(link) = &task.0 else { return };
        match link.node() {
            Some(node) if self.depth < DEEPEST => {
                self.depth += 1;
                node.sketch(self);
                self.depth -= 1;
            }
            _ => self.unknown(),
        }
    }

    /// Two tasks beside each other.
    pub(crate) fn both<A: 'static, B: 'static>(&mut self, left: &AgentTask<A>, right: &AgentTask<B>) {
        let mut fork = self.fork();
        self.branch(&mut fork, left);
        self.branch(&mut fork, right);
        self.join(fork);
    }

    /// Tasks beside each other.
    pub(crate) fn all<A: 'static>(&mut self, tasks: &[AgentTask<A>]) {
        let mut fork = self.fork();
        for task in tasks {
            self.branch(&mut fork, task);
        }
        self.join(fork);
    }

    fn fork(&mut self) -> Fork {
        Fork { before: mem::take(&mut self.ends), ends: Vec::new() }
    }

    fn branch<A: 'static>(&mut self, fork: &mut Fork, task: &AgentTask<A>) {
        self.ends.clone_from(&fork.before);
        self.task(task);
        if self.ends != fork.before {
            add(&mut fork.ends, &self.ends);
        }
    }

    fn join(&mut self, fork: Fork) {
        self.ends = if fork.ends.is_empty() { fork.before } else { fork.ends };
    }

    /// An agent.
    pub(crate) fn agent(&mut self, site: impl Into<AgentName>) {
        self.part(Kind::Agent, &site.into(), "");
    }

    /// What a closure, which stands there, will plan.
    pub(crate) fn planned(&mut self, site: Site) {
        self.part(Kind::Planned, &site.into(), "");
    }

    /// Something of which nothing is known, not even where it is written.
    pub(crate) fn unknown(&mut self) {
        let part = Part::named(String::new(), Kind::Planned);
        self.push(part);
    }

    /// An agent that is known by its name.
    pub(crate) fn called(&mut self, name: &str) {
        self.push(Part::named(name.to_owned(), Kind::Agent));
    }

    /// A group, and what is in it.
    fn group(&mut self, kind: Kind, site: Site, code: impl Into<Cow<'static, str>>, draw: impl FnOnce(&mut Self)) {
        let group = self.part(kind, &site.into(), &code.into());
        let around = self.inside.replace(group);
        self.ends.clear();
        draw(self);
        self.inside = around;
        self.ends = vec![End::of(group)];
    }

    /// A task and another that stands in for it.
    pub(crate) fn either<A: 'static, B: 'static>(&mut self, task: &AgentTask<A>, other: &AgentTask<B>) {
        self.task(task);
        let first = self.ends.clone();
        self.ends.iter_mut().for_each(|end| end.why = Why::StandsIn);
        self.task(other);
        self.ends.retain(|end| end.why != Why::StandsIn);
        add(&mut self.ends, &first);
    }

    /// A policy, and the task that it is put around.
    pub(crate) fn around<A: 'static>(&mut self, policy: &'static str, site: Site, task: &AgentTask<A>) {
        self.group(Kind::Guarded, site, policy, |sketch| sketch.task(task));
    }

    /// Tasks of which one is chosen, each with what it is chosen for.
    pub(crate) fn choice<A: 'static>(&mut self, site: Site, arms: &[(&'static str, &AgentTask<A>)]) {
        self.group(Kind::Choice, site, "router", |sketch| {
            for (when, task) in arms {
                sketch.ends.clear();
                sketch.group(Kind::Arm, site, *when, |sketch| sketch.task(task));
            }
        });
    }

    /// Tasks at once until one of them decides, or several.
    pub(crate) fn race<A: 'static>(&mut self, how: impl Into<Cow<'static, str>>, site: Site, tasks: &[AgentTask<A>]) {
        self.group(Kind::Race, site, how, |sketch| sketch.all(tasks));
    }

    /// What a closure will plan for each item, or for each turn.
    pub(crate) fn repeated(&mut self, kind: Kind, how: String, site: Site) {
        self.group(kind, site, how, |sketch| sketch.planned(site));
    }

    /// What is drawn here has this name where it has none of its own.
    pub(crate) fn named(&mut self, name: &Arc<AgentName>, draw: impl FnOnce(&mut Self)) {
        let around = self.name.replace(Arc::clone(name));
        draw(self);
        self.name = around;
    }

    /// A task that runs once, however often it is drawn; `node` is its address.
    pub(crate) fn once(&mut self, node: usize, draw: impl FnOnce(&mut Self)) {
        if let Some((inside, ends)) = self.shared.get(&node)
            && *inside == self.inside
        {
            self.ends.clone_from(ends);
            return;
        }
        draw(self);
        self.shared.insert(node, (self.inside, self.ends.clone()));
    }

    /// All agents of a block.
    pub(crate) fn block(&mut self, result: &StepSite) {
        if result.outline.is_empty() {
            return self.planned(Site::At(result.location));
        }
        let (first, Graph { parts, edges }) = (self.graph.parts.len(), outline::read(result.outline));
        let outer = |index: &usize| parts[*index].inside.is_none();
        let all = || (0..parts.len()).filter(outer);
        let begins = all().filter(|part| edges.iter().all(|edge| edge.to != *part));
        let ends = all()
            .filter(|part| edges.iter().all(|edge| edge.from != *part))
            .map(|part| End::of(first + part))
            .collect();
        for part in begins {
            self.follow(first + part);
        }
        self.graph.edges.extend(edges.iter().map(|edge| Edge {
            from: first + edge.from,
            to: first + edge.to,
            ..*edge
        }));
        self.ends = ends;
        let inside = self.inside;
        let moved = |part: Part| Part { inside: part.inside.map_or(inside, |group| Some(first + group)), ..part };
        self.graph.parts.extend(parts.into_iter().map(moved));
    }

    fn part(&mut self, kind: Kind, site: &AgentName, code: &str) -> usize {
        let name = self.name.as_ref().filter(|_| site.name.is_empty()).map_or(&site.name, |own| &own.name);
        let place = Place { file: site.location.file().to_owned(), line: site.location.line() };
        self.push(Part {
            function: site.function.to_owned(),
            code: code.to_owned(),
            place: Some(place),
            ..Part::named(name.to_string(), kind)
        })
    }

    fn push(&mut self, part: Part) -> usize {
        let index = self.graph.parts.len();
        self.follow(index);
        self.ends = vec![End::of(index)];
        self.graph.parts.push(Part { inside: self.inside, ..part });
        index
    }

    /// The part waits for what was drawn before it.
    fn follow(&mut self, to: usize) {
        self.graph.edges.extend(self.ends.iter().map(|end| Edge { from: end.part, to, why: end.why }));
    }
}

/// Adds ends to others, each part once: several tasks may end in one that is shared.
fn add(ends: &mut Vec<End>, more: &[End]) {
    for end in more {
        if let Err(place) = ends.binary_search_by_key(&end.part, |end| end.part) {
            ends.insert(place, *end);
        }
    }
}

impl Part {
    fn named(name: String, kind: Kind) -> Self {
        let none = String::new;
        Part { name, function: none(), code: none(), policies: none(), place: None, kind, inside: None }
    }
}
