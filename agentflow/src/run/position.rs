//! Where calls of named agents stand in their plan: what tells them apart in each run of it.
//!
//! A strand is a part of a plan in which one call follows another, so that they can be counted. Where a plan forks, each side
//! is a strand of its own, and so is each step of a block, by its name. Nothing of this is there unless an engine is.

use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::{Arc, PoisonError};

use siphasher::sip128::{Hasher128, SipHasher13};

use super::{Cx, Scope};
use crate::AgentTask;
use crate::error::RunError;
use crate::executor::{CallId, Engine};
use crate::site::{AgentName, Site};
use crate::sync::Mutex;
use crate::task::{Node, Step};

/// What is carried around the agents of a run on an engine.
pub(super) enum Position {
    Strand(Strand),
    /// A named agent runs here. What it does is not the plan's. Another side may know the call by this key.
    InAgent(
        #[cfg_attr(not(feature = "named"), expect(dead_code, reason = "`named::call_key` asks for it"))] Option<String>,
    ),
}

pub(super) struct Strand {
    /// A hash of all that leads here.
    id: u128,
    label: Label,
    /// How often each thing came here so far.
    times: Times,
    /// How often each number of a call was given in the run. What is shared stands nowhere, so equal calls of two shared tasks
    /// would have one number.
    given: Arc<Times>,
}

type Times = Mutex<HashMap<u128, u32>>;

/// What people call a strand.
enum Label {
    Plan,
    Shared,
    Step(&'static str, u32),
    Side(usize),
}

impl Position {
    /// That of a whole plan, which some other may have started.
    pub(super) fn of_plan(outer: Option<&Self>) -> Self {
        match outer {
            Some(Position::Strand(outer)) => outer.inner(outer.next(&[b"plan"]).0, Label::Plan),
            _ => Position::Strand(Strand { id: 0, label: Label::Plan, times: Times::default(), given: Arc::default() }),
        }
    }
}

impl Strand {
    /// A strand of the same run.
    fn inner(&self, id: u128, label: Label) -> Position {
        Position::Strand(Strand { id, label, times: Times::default(), given: Arc::clone(&self.given) })
    }

    fn step(&self, name: &'static str) -> Position {
        let (id, before) = self.next(&[b"step", name.as_bytes()]);
        self.inner(id, Label::Step(name, before))
    }

    /// That of a task which many wait for: it is the same whoever came to it first.
    fn shared(&self) -> Position {
        self.inner(number(&[b"shared"]), Label::Shared)
    }

    /// The number of what comes now, and how often the same came before.
    fn next(&self, what: &[&[u8]]) -> (u128, u32) {
        let what = number(what);
        let before = counted(&self.times, what);
        (number(&[&self.id.to_le_bytes(), &what.to_le_bytes(), &before.to_le_bytes()]), before)
    }

    /// The number of a call, which no other one of the run has.
    fn call(&self, agent: &str, input: &[u8]) -> u128 {
        let (id, _) = self.next(&[b"call", agent.as_bytes(), input]);
        match counted(&self.given, id) {
            0 => id,
            before => number(&[&id.to_le_bytes(), &before.to_le_bytes()]),
        }
    }
}

/// How often it came before.
fn counted(times: &Times, what: u128) -> u32 {
    let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
    let times = times.entry(what).or_default();
    *times += 1;
    *times - 1
}

/// The same in every process, on every machine.
fn number(parts: &[&[u8]]) -> u128 {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_u128()
}

impl Scope {
    /// Where a task stands that many wait for, if an engine takes its calls.
    pub(super) fn shared_position(&self) -> Option<Position> {
        self.run().workers.engine()?;
        self.strand().map(Strand::shared)
    }

    /// Whether an engine takes the calls of named agents here.
    fn is_on_engine(&self) -> bool {
        self.run().workers.engine().is_some() && self.strand().is_some()
    }

    fn strand(&self) -> Option<&Strand> {
        match self.carried().next() {
            Some(Position::Strand(strand)) => Some(strand),
            _ => None,
        }
    }

    /// The key of the innermost call that has one.
    #[cfg(feature = "named")]
    pub(crate) fn call_key(&self) -> Option<&str> {
        self.carried().find_map(|position| match position {
            Position::InAgent(key) => key.as_deref(),
            Position::Strand(_) => None,
        })
    }

    /// A part for a named agent, which runs here.
    pub(crate) fn part_in_agent(self: &Arc<Self>, key: Option<String>) -> Arc<Self> {
        self.part_with(Arc::new(Position::InAgent(key)))
    }

    /// The same part, where a step of a block begins.
    pub(super) fn at_step(self: &Arc<Self>, site: Site) -> Option<Arc<Self>> {
        match (self.strand(), site) {
            (Some(strand), Site::Step(step)) => Some(self.part_with(Arc::new(strand.step(step.name)))),
            _ => None,
        }
    }

    /// `sections[3]/search`, and no more than a line of it.
    fn place(&self) -> String {
        const AT_MOST: usize = 12;
        let mut labels = Vec::new();
        for position in self.carried() {
            let Position::Strand(Strand { label, .. }) = position else { break };
            labels.push(label);
            if labels.len() > AT_MOST || matches!(label, Label::Shared) {
                break;
            }
        }
        let mut place = if labels.len() > AT_MOST { String::from("..") } else { String::new() };
        for label in labels.into_iter().rev() {
            let (joint, label) = match label {
                Label::Plan => continue,
                Label::Shared => ("/", "shared".to_owned()),
                Label::Step(name, 0) => ("/", (*name).to_owned()),
                Label::Step(name, before) => ("/", format!("{name}#{}", before + 1)),
                Label::Side(index) => ("", format!("[{index}]")),
            };
            if !place.is_empty() {
                place.push_str(joint);
            }
            place.push_str(&label);
        }
        place
    }
}

/// A call of a named agent that an engine takes, before its input is known.
pub(crate) struct Calling<'a> {
    pub(crate) engine: &'a dyn Engine,
    scope: &'a Scope,
    strand: &'a Strand,
}

impl Calling<'_> {
    /// Which call it is.
    pub(crate) fn id(&self, agent: &str, input: &[u8]) -> CallId {
        CallId::new(self.strand.call(agent, input))
    }

    pub(crate) fn place(&self) -> String {
        self.scope.place()
    }

    /// By what another side knows the call again, if the run has an id.
    pub(crate) fn key(&self, id: CallId) -> Option<String> {
        self.engine.run_id().map(|run| format!("{run}/{id}"))
    }
}

impl Cx<'_> {
    /// The engine that takes calls of named agents here.
    #[inline]
    pub(crate) fn calling(&self) -> Option<Calling<'_>> {
        if self.may_be_watched() { self.calling_engine() } else { None }
    }

    #[cold]
    fn calling_engine(&self) -> Option<Calling<'_>> {
        let (engine, strand) = (self.workers().engine()?, self.scope.strand()?);
        Some(Calling { engine, scope: self.scope, strand })
    }

    /// Whether this is an agent that an engine can't call, which ends the run: nobody else could run it, nor find it again.
    #[cold]
    pub(crate) fn refuses_unnamed(&self, site: Site) -> bool {
        let refuses = self.scope.is_on_engine();
        if refuses {
            self.scope.fail(RunError::refused(format!(
                "{} has no name by which an engine could call it: write `#[agent]` on the function that it calls",
                self.scope.name_of(site)
            )));
        }
        refuses
    }

    /// Where the sides of a fork stand, for an engine; no one else needs to know.
    #[inline]
    pub(crate) fn sides(&self) -> Option<Sides> {
        if self.may_be_watched() { self.sides_for_engine() } else { None }
    }

    #[cold]
    fn sides_for_engine(&self) -> Option<Sides> {
        Some(Sides(self.scope.strand()?.next(&[b"fork"]).0))
    }
}

/// The sides of a fork.
#[derive(Clone, Copy)]
pub(crate) struct Sides(u128);

impl Sides {
    /// `task` as one of them.
    pub(crate) fn side<A: Send + 'static>(self, index: usize, task: AgentTask<A>) -> AgentTask<A> {
        if task.is_ready() {
            return task;
        }
        AgentTask::from_node(task.kind().first(), Side { sides: self, index, task })
    }
}

struct Side<A> {
    sides: Sides,
    index: usize,
    task: AgentTask<A>,
}

impl<A: Send + 'static> Node<A> for Side<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let id = number(&[&self.sides.0.to_le_bytes(), &(self.index as u64).to_le_bytes()]);
        match cx.scope.strand().map(|strand| strand.inner(id, Label::Side(self.index))) {
            Some(position) => cx.drive_part(cx.scope.part_with(Arc::new(position)), self.task.clone()),
            None => Step::Tail(self.task.clone()),
        }
    }

    fn name(&self) -> Option<&Arc<AgentName>> {
        self.task.name()
    }
}
