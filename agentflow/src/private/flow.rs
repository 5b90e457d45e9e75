//! A block as a graph: each agent starts when the agents that it waits for have finished. There are no layers.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::leaf::Env;
use super::slots::Slots;
use super::step::Witness;
use super::vertex::{IsVertex, Shared, Vertex};
use crate::AgentTask;
use crate::error::AgentError;
use crate::graph::Sketch;
use crate::primitive::join_results::join;
use crate::run::join::{Merge, both_sides};
use crate::run::{AllPlanned, Cx, Failure, GoOn, Outcome, go_on_after, go_on_from, go_on_later, start_first};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::task::{self, Kind, Node, Step};

/// What the agents of a graph share in one run.
pub struct Held<E> {
    /// The outer variables, as a tuple.
    pub env: Arc<E>,
    /// The values of this run.
    pub slots: Slots,
}

/// The type of what they share.
pub fn held<E>(_env: &E) -> Witness<Held<E>> {
    Witness::new()
}

impl<E> Env<Self> for Held<E>
where
    Self: Send + Sync + 'static,
{
    fn env(&self) -> &Self {
        self
    }
}

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

/// How a graph ends whose result is an `O`.
pub trait Ends<O>: Done {
    /// How failures of the whole block look.
    const WHOLE: Failure<O>;
    /// The failure, if it is one.
    fn failure(self) -> Option<O>;
}

impl<O> Ends<O> for () {
    const WHOLE: Failure<O> = Failure::UNKNOWN;

    fn failure(self) -> Option<O> {
        None
    }
}

impl<O> Ends<Result<O, AgentError>> for Result<(), AgentError> {
    const WHOLE: Failure<Result<O, AgentError>> = Failure::ERROR;

    fn failure(self) -> Option<Result<O, AgentError>> {
        self.err().map(Err)
    }
}

/// The graph of a block: which agents wait for which.
pub struct Graph {
    /// How many names are bound.
    pub names: usize,
    /// How many agents each one waits for.
    pub needs: &'static [usize],
    /// Which agents wait for each one.
    pub feeds: &'static [&'static [usize]],
    /// The agents whose values each one uses.
    pub uses: &'static [&'static [usize]],
}

/// A graph of agents in one run.
struct Running<U> {
    agents: Arc<[Vertex<U>]>,
    shared: Arc<Shared>,
    /// How many agents each one still waits for.
    waits_for: Box<[AtomicUsize]>,
    graph: &'static Graph,
    /// For whoever watches.
    planned: Option<AllPlanned>,
}

impl<U: Done> Running<U> {
    fn start(cx: &Cx<'_>, agents: &Arc<[Vertex<U>]>, shared: Arc<Shared>, graph: &'static Graph) -> AgentTask<U> {
        let waits_for = graph.needs.iter().map(|&n| AtomicUsize::new(n)).collect();
        let planned =
            cx.may_be_watched().then(|| AllPlanned::tell(cx, agents.iter().map(Vertex::site), graph.feeds, graph.uses));
        let planned = planned.flatten();
        let running = Arc::new(Running { agents: Arc::clone(agents), shared, waits_for, graph, planned });
        let first = (0..graph.needs.len()).filter(|&agent| graph.needs[agent] == 0).collect();
        running.all(first).unwrap_or_else(|| AgentTask::from_node(Kind::Inline, Finished))
    }

    /// The agent, and then all that can start after it.
    fn agent(self: &Arc<Self>, agent: usize) -> AgentTask<U> {
        AgentTask::from_node(self.agents[agent].kind(), Started { running: Arc::clone(self), agent })
    }

    /// All of them at once, if there are any.
    fn all(self: &Arc<Self>, agents: Vec<usize>) -> Option<AgentTask<U>> {
        if let [agent] = agents[..] {
            return Some(self.agent(agent));
        }
        let kind = agents.iter().map(|&agent| self.agents[agent].kind()).reduce(Kind::join)?;
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
            Outcome::Later(pending) => go_on_later(pending, Arc::new(Started { running: Arc::clone(self), agent })),
            Outcome::Stopped => Step::Stopped,
        }
    }

    /// The first step of an agent.
    fn begin(self: &Arc<Self>, agent: usize, cx: &Cx<'_>) -> Step<U> {
        let vertex = &self.agents[agent];
        if cx.may_be_watched() && vertex.is_agent() {
            if vertex.is_code() && cx.refuses_unnamed(vertex.site()) {
                return Step::Stopped;
            }
            let (running, planned) = (Arc::clone(self), self.planned.as_ref().map(|planned| planned.agent(agent)));
            let begin = move |cx: &Cx<'_>| running.agents[agent].run(&running.shared, cx);
            return cx.watched(vertex.site(), &U::FAILURE, planned, Box::new(begin));
        }
        vertex.run(&self.shared, cx)
    }

    fn go_on(self: &Arc<Self>, agent: usize, done: U) -> Step<U> {
        if done.is_failure() {
            return Step::Done(done);
        }
        self.released_by(agent).map_or(Step::Done(done), Step::Tail)
    }

    /// The agents that wait for nothing any more, now that `agent` has finished.
    fn released_by(self: &Arc<Self>, agent: usize) -> Option<AgentTask<U>> {
        let released = self.graph.feeds[agent].iter().copied().filter(|&waiting| {
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

struct Finished;

impl<U: Done> Node<U> for Finished {
    fn run(self: Arc<Self>, _cx: &Cx<'_>) -> Step<U> {
        Step::Done(U::OK)
    }
}

struct Started<U> {
    running: Arc<Running<U>>,
    agent: usize,
}

impl<U: Done> Node<U> for Started<U> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<U> {
        let step = self.running.begin(self.agent, cx);
        go_on_from(cx, step, self)
    }
}

impl<U: Done> GoOn<U, U> for Started<U> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<U> {
        self.running.go_on(self.agent, done)
    }
}

/// Runs the graph, then `result`.
pub fn flow<E, U, V>(env: E, agents: Vec<Vertex<U>>, graph: &'static Graph, result: V) -> AgentTask<V::Value>
where
    E: Send + Sync + 'static,
    U: Ends<V::Value>,
    V: IsVertex,
{
    let (env, result) = (Arc::new(env), result.vertex());
    let shared = move || -> Arc<Shared> { Arc::new(Held { env: Arc::clone(&env), slots: Slots::empty(graph.names) }) };
    AgentTask::from_node(Kind::Inline, Plan { shared: Box::new(shared), agents: agents.into(), graph, result })
}

struct Plan<U, O> {
    /// What the agents share in a new run.
    shared: Box<dyn Fn() -> Arc<Shared> + Send + Sync>,
    agents: Arc<[Vertex<U>]>,
    graph: &'static Graph,
    result: Vertex<O>,
}

impl<U: Ends<O>, O: Send + 'static> Node<O> for Plan<U, O> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        let (graph, last) = self.in_run(cx);
        go_on_after(cx, graph, last)
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<O> {
        let (graph, last) = self.in_run(cx);
        if graph.kind().starts_something() {
            return start_first(cx, graph, last);
        }
        task::Started::Rest(Box::new(|cx| go_on_after(cx, graph, last)))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.block(self.result.step_site());
    }
}

impl<U: Ends<O>, O: Send + 'static> Plan<U, O> {
    fn in_run(self: Arc<Self>, cx: &Cx<'_>) -> (AgentTask<U>, Arc<Last<U, O>>) {
        let shared = (self.shared)();
        let graph = Running::start(cx, &self.agents, Arc::clone(&shared), self.graph);
        (graph, Arc::new(Last { plan: self, shared }))
    }
}

/// The end of a block in one run.
struct Last<U, O> {
    plan: Arc<Plan<U, O>>,
    shared: Arc<Shared>,
}

impl<U: Ends<O>, O: Send + 'static> GoOn<U, O> for Last<U, O> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<O> {
        match done.failure() {
            Some(failure) => Step::Done(failure),
            None => Step::Tail(AgentTask::of(self.plan.result.kind(), self)),
        }
    }
}

impl<U: Ends<O>, O: Send + 'static> Node<O> for Last<U, O> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        if cx.may_be_watched() && self.plan.result.is_agent() {
            let site = self.plan.result.site();
            if self.plan.result.is_code() && cx.refuses_unnamed(site) {
                return Step::Stopped;
            }
            return cx.watched(site, &U::WHOLE, None, Box::new(move |cx| self.plan.result.run(&self.shared, cx)));
        }
        self.plan.result.run(&self.shared, cx)
    }
}
