//! A graph of agents in one run. What is compiled here knows what agents leave behind, and none of their types.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Graph, Plan};
use crate::AgentTask;
use crate::error::AgentError;
use crate::executor::Class;
use crate::primitive::async_task::polled_agent;
use crate::primitive::join_results::join;
use crate::private::slots::Slots;
use crate::private::vertex::{Awaits, Form, Shared, Vertex};
use crate::run::join::{Merge, both_sides};
use crate::run::{
    AllPlanned, Cx, Failure, GoOn, Outcome, go_on_after, go_on_from, go_on_later, run_elsewhere, start_first,
};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::task::{self, Kind, Node, Step};

/// What an agent of a graph leaves behind: its value is in its slot.
pub trait Done: Send + Sized + 'static {
    /// It has finished, and the graph goes on.
    const OK: Self;
    /// Whether the graph ends here.
    fn is_failure(&self) -> bool;
    /// How failures of an agent look.
    const FAILURE: Failure<Self>;
}

impl Done for () {
    const OK: Self = ();
    const FAILURE: Failure<Self> = Failure::UNKNOWN;

    fn is_failure(&self) -> bool {
        false
    }
}

impl Done for Result<(), AgentError> {
    const OK: Self = Ok(());
    const FAILURE: Failure<Self> = Failure::ERROR;

    fn is_failure(&self) -> bool {
        self.is_err()
    }
}

/// Several agents at once leave behind what one of them would: the first failure, if there is one.
#[derive(Clone, Copy)]
struct Both;

impl<U: Done> Merge<U, U, U> for Both {
    fn merge(&self, _cx: &Cx<'_>, left: U, right: U) -> Step<U> {
        Step::Done(if left.is_failure() { left } else { right })
    }

    fn is_fork(&self) -> bool {
        false
    }

    fn can_end_early(&self) -> bool {
        U::FAILURE.make.is_some()
    }

    fn left(&self, done: U) -> ControlFlow<U, U> {
        end_if_failed(done)
    }

    fn right(&self, done: U) -> ControlFlow<U, U> {
        end_if_failed(done)
    }
}

fn end_if_failed<U: Done>(done: U) -> ControlFlow<U, U> {
    if done.is_failure() { ControlFlow::Break(done) } else { ControlFlow::Continue(done) }
}

/// Whoever calls has seen the form of the agent; it is looked at again, as work elsewhere can't borrow it.
const SAME_FORM: &str = "an agent has one form";

/// A graph of agents in one run.
pub(super) struct Running<U> {
    plan: Arc<Plan<U>>,
    shared: Arc<Shared>,
    /// How many agents each one still waits for.
    waits_for: Box<[AtomicUsize]>,
    /// For whoever watches.
    planned: Option<AllPlanned>,
}

impl<U: Done> Running<U> {
    pub(super) fn start(cx: &Cx<'_>, plan: &Arc<Plan<U>>) -> Arc<Self> {
        let Graph { names, needs, feeds, uses } = *plan.graph;
        let waits_for = needs.iter().map(|&n| AtomicUsize::new(n)).collect();
        let sites = plan.agents.iter().map(Vertex::site);
        let planned = cx.may_be_watched().then(|| AllPlanned::tell(cx, sites, feeds, uses)).flatten();
        let shared = Arc::clone(&plan.outer).in_run(Slots::empty(names));
        Arc::new(Running { plan: Arc::clone(plan), shared, waits_for, planned })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn slots(&self) -> &Slots {
        self.shared.slots()
    }

    /// All agents but the last.
    pub(super) fn graph(self: &Arc<Self>) -> AgentTask<U> {
        let needs = self.plan.graph.needs;
        let first = (0..needs.len()).filter(|&agent| needs[agent] == 0).collect();
        self.all(first).unwrap_or_else(|| AgentTask::from_node(Kind::Inline, NoAgents))
    }

    /// All agents, and then the last.
    pub(super) fn whole(self: &Arc<Self>, cx: &Cx<'_>) -> Step<U> {
        go_on_after(cx, self.graph(), Arc::new(Last(Arc::clone(self))))
    }

    /// The same if no more than what is asynchronous is to be done.
    pub(super) fn build_whole(self: &Arc<Self>, cx: &Cx<'_>) -> task::Started<U> {
        let (graph, last) = (self.graph(), Arc::new(Last(Arc::clone(self))));
        if graph.kind().starts_something() {
            return start_first(cx, graph, last);
        }
        task::Started::Rest(Box::new(|cx| go_on_after(cx, graph, last)))
    }

    fn vertex(&self, agent: usize) -> &Vertex<U> {
        let Plan { agents, last, .. } = &*self.plan;
        let vertex = if agent == agents.len() { last.as_ref() } else { agents.get(agent) };
        vertex.unwrap_or_else(|| unreachable!("a graph has all the agents that it names"))
    }

    /// The agent, and then all that can start after it.
    fn agent(self: &Arc<Self>, agent: usize) -> AgentTask<U> {
        AgentTask::from_node(self.vertex(agent).kind(), AgentOf { running: Arc::clone(self), agent })
    }

    /// All of them at once, if there are any.
    fn all(self: &Arc<Self>, agents: Vec<usize>) -> Option<AgentTask<U>> {
        if let [agent] = agents[..] {
            return Some(self.agent(agent));
        }
        let kind = agents.iter().map(|&agent| self.vertex(agent).kind()).reduce(Kind::join)?;
        Some(AgentTask::from_node(kind, Several { running: Arc::clone(self), agents, kind }))
    }

    /// The same as a balanced tree of tasks.
    fn tree(self: &Arc<Self>, agents: &[usize]) -> AgentTask<U> {
        if let [agent] = *agents {
            return self.agent(agent);
        }
        let (left, right) = agents.split_at(agents.len() / 2);
        join(self.tree(left), self.tree(right), Both)
    }

    /// The same for agents that compute: nothing is made for any of them.
    fn fork(self: &Arc<Self>, agents: &[usize], cx: &Cx<'_>) -> Step<U> {
        if let [agent] = *agents {
            return self.run(agent, cx);
        }
        let (left, right) = agents.split_at(agents.len() / 2);
        both_sides(cx, Both, |cx| self.fork(left, cx), |cx| self.fork(right, cx))
    }

    fn run(self: &Arc<Self>, agent: usize, cx: &Cx<'_>) -> Step<U> {
        if cx.is_stopped() {
            return Step::Stopped;
        }
        match cx.drive_step(self.begin(agent, cx)) {
            Outcome::Done(done) => self.go_on(agent, done),
            Outcome::Later(pending) => go_on_later(pending, Arc::new(AgentOf { running: Arc::clone(self), agent })),
            Outcome::Stopped => Step::Stopped,
        }
    }

    /// The first step of an agent, told of to whoever watches.
    fn begin(self: &Arc<Self>, agent: usize, cx: &Cx<'_>) -> Step<U> {
        let vertex = self.vertex(agent);
        if cx.may_be_watched() && vertex.is_agent() {
            if vertex.is_code() && cx.refuses_unnamed(vertex.site()) {
                return Step::Stopped;
            }
            let planned = self.planned.as_ref().filter(|_| agent < self.waits_for.len());
            let (running, planned) = (Arc::clone(self), planned.map(|planned| planned.agent(agent)));
            let begin = move |cx: &Cx<'_>| running.step(agent, cx);
            return cx.watched(vertex.site(), &U::FAILURE, planned, Box::new(begin));
        }
        self.step(agent, cx)
    }

    /// The first step of an agent, in a node of its kind.
    fn step(self: &Arc<Self>, agent: usize, cx: &Cx<'_>) -> Step<U> {
        let vertex = self.vertex(agent);
        match &vertex.form {
            Form::Call(_) if vertex.kind() == Kind::Async => {
                let running = Arc::clone(self);
                Step::Later(run_elsewhere(*cx, Class::Blocking, move |cx| running.call(agent, cx)).into())
            }
            Form::Call(_) => self.call(agent, cx),
            Form::Task(task) => task.run(vertex.site(), &self.shared, cx),
            Form::Future(_) => {
                let running = Arc::clone(self);
                Step::Later(polled_agent(vertex.site(), move || running.future(agent)))
            }
        }
    }

    fn call(&self, agent: usize, cx: &Cx<'_>) -> Step<U> {
        let vertex = self.vertex(agent);
        let Form::Call(call) = &vertex.form else { unreachable!("{SAME_FORM}") };
        cx.value_of(vertex.site(), || call.call(&*self.shared))
    }

    fn future(&self, agent: usize) -> Awaits<U> {
        let Form::Future(make) = &self.vertex(agent).form else { unreachable!("{SAME_FORM}") };
        Awaits { future: make.make(&self.shared), shared: Arc::clone(&self.shared) }
    }

    fn go_on(self: &Arc<Self>, agent: usize, done: U) -> Step<U> {
        if done.is_failure() {
            return Step::Done(done);
        }
        self.released_by(agent).map_or(Step::Done(done), Step::Tail)
    }

    /// The agents that wait for nothing any more, now that `agent` has finished.
    fn released_by(self: &Arc<Self>, agent: usize) -> Option<AgentTask<U>> {
        let released = self.plan.graph.feeds[agent].iter().copied().filter(|&waiting| {
            // The last of those that it waits for must see what all the others have left in their slots.
            self.waits_for[waiting].fetch_sub(1, Ordering::AcqRel) == 1
        });
        self.all(released.collect())
    }
}

/// Agents that start at once.
struct Several<U> {
    running: Arc<Running<U>>,
    agents: Vec<usize>,
    kind: Kind,
}

impl<U: Done> Node<U> for Several<U> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<U> {
        if self.kind.starts_something() || !cx.forks() {
            return Step::Tail(self.running.tree(&self.agents));
        }
        self.running.fork(&self.agents, cx)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<U> {
        cx.start(self.running.tree(&self.agents))
    }
}

struct NoAgents;

impl<U: Done> Node<U> for NoAgents {
    fn run(self: Arc<Self>, _cx: &Cx<'_>) -> Step<U> {
        Step::Done(U::OK)
    }
}

struct AgentOf<U> {
    running: Arc<Running<U>>,
    agent: usize,
}

impl<U: Done> Node<U> for AgentOf<U> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<U> {
        let step = self.running.begin(self.agent, cx);
        go_on_from(cx, step, self)
    }
}

impl<U: Done> GoOn<U, U> for AgentOf<U> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<U> {
        self.running.go_on(self.agent, done)
    }
}

/// The agent that all others lead to.
struct Last<U>(Arc<Running<U>>);

impl<U: Done> Last<U> {
    fn agent(&self) -> usize {
        self.0.plan.agents.len()
    }
}

impl<U: Done> GoOn<U, U> for Last<U> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<U> {
        if done.is_failure() {
            return Step::Done(done);
        }
        Step::Tail(AgentTask::of(self.0.vertex(self.agent()).kind(), self))
    }
}

impl<U: Done> Node<U> for Last<U> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<U> {
        self.0.begin(self.agent(), cx)
    }
}
