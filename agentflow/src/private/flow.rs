//! A block as a graph: each agent starts when the agents that it waits for have finished. There are no layers.

use std::sync::Arc;

use super::leaf::Env;
use super::slots::Slots;
use super::step::Witness;
use super::vertex::{IsVertex, Shared, Vertex};
use crate::error::AgentError;
use crate::run::{AllPlanned, Cx, Failure, GoOn, go_on_from, start_first};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::task::{self, Kind, Node, Step};
use crate::{AgentTask, join_results, try_join_results};

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
    /// Both at once.
    fn both(left: AgentTask<Self>, right: AgentTask<Self>) -> AgentTask<Self>;
}

impl Done for () {
    const OK: Self = ();
    const FAILURE: Failure<Self> = Failure::UNKNOWN;

    fn is_failure(&self) -> bool {
        false
    }

    fn both(left: AgentTask<()>, right: AgentTask<()>) -> AgentTask<()> {
        join_results(left, right, |(), ()| ())
    }
}

impl Done for Result<(), AgentError> {
    const OK: Self = Ok(());
    const FAILURE: Failure<Self> = Failure::ERROR;

    fn is_failure(&self) -> bool {
        self.is_err()
    }

    fn both(left: AgentTask<Self>, right: AgentTask<Self>) -> AgentTask<Self> {
        try_join_results(left, right, |(), ()| ())
    }
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
        let first = (0..graph.needs.len()).filter(|&agent| graph.needs[agent] == 0);
        let first = first.map(|agent| running.agent(agent)).collect();
        all(first).unwrap_or_else(|| AgentTask::from_node(Kind::Inline, Finished))
    }

    /// The agent, and then all that can start after it.
    fn agent(self: &Arc<Self>, agent: usize) -> AgentTask<U> {
        AgentTask::from_node(self.agents[agent].kind(), Started { running: Arc::clone(self), agent })
    }

    /// The agents that wait for nothing any more, now that `agent` has finished.
    fn released_by(self: &Arc<Self>, agent: usize) -> Option<AgentTask<U>> {
        let released = self.graph.feeds[agent].iter().filter(|&&waiting| {
            // The last of those that it waits for must see what all the others have left in their slots.
            self.waits_for[waiting].fetch_sub(1, Ordering::AcqRel) == 1
        });
        all(released.map(|&agent| self.agent(agent)).collect())
    }
}

/// All tasks at once, as a balanced tree.
fn all<U: Done>(mut tasks: Vec<AgentTask<U>>) -> Option<AgentTask<U>> {
    if tasks.len() <= 1 {
        return tasks.pop();
    }
    let right = tasks.split_off(tasks.len() / 2);
    Some(U::both(all(tasks)?, all(right)?))
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
        let step = if cx.may_be_watched() && self.vertex().is_agent() {
            let (site, this) = (self.vertex().site(), Arc::clone(&self));
            let planned = self.running.planned.as_ref().map(|planned| planned.agent(self.agent));
            cx.watched(site, &U::FAILURE, planned, Box::new(move |cx| this.begin(cx)))
        } else {
            self.begin(cx)
        };
        go_on_from(cx, step, self)
    }
}

impl<U: Done> Started<U> {
    fn vertex(&self) -> &Vertex<U> {
        &self.running.agents[self.agent]
    }

    fn begin(&self, cx: &Cx<'_>) -> Step<U> {
        self.vertex().run(&self.running.shared, cx)
    }
}

impl<U: Done> GoOn<U, U> for Started<U> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<U> {
        if done.is_failure() {
            return Step::Done(done);
        }
        self.running.released_by(self.agent).map_or(Step::Done(done), Step::Tail)
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
        go_on_from(cx, Step::Tail(graph), last)
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<O> {
        let (graph, last) = self.in_run(cx);
        if graph.kind().starts_something() {
            return start_first(cx, graph, last);
        }
        task::Started::Rest(Box::new(|cx| go_on_from(cx, Step::Tail(graph), last)))
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
            return cx.watched(site, &U::WHOLE, None, Box::new(move |cx| self.plan.result.run(&self.shared, cx)));
        }
        self.plan.result.run(&self.shared, cx)
    }
}
