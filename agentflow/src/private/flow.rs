//! A block as a graph: each agent starts when the agents that it waits for have finished. There are no layers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::leaf::{Env, Get, Leaf};
use super::slots::Slots;
use super::step::Witness;
use crate::error::AgentError;
use crate::run::{Cx, GoOn, go_on_from, start_first};
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

/// An agent of a graph, made for a run: from what the run holds.
pub type Vertex<X, U> = Box<dyn Fn(&Arc<X>) -> AgentTask<U> + Send + Sync>;

/// An agent of a graph.
pub fn vertex<X, U, L>(_held: Witness<X>, leaf: L) -> Vertex<X, U>
where
    X: Send + Sync + 'static,
    U: Send + 'static,
    L: Leaf<X, In = (), Out = U>,
{
    let leaf = Arc::new(leaf);
    Box::new(move |held| {
        let node = Arc::new(InRun { held: Arc::clone(held), leaf: Arc::clone(&leaf) });
        L::task::<InRun<X, L>, ToLeaf>(&node)
    })
}

/// The agents of a graph. It is a function of its own for a list that may be empty.
pub fn vertices<X, U, const N: usize>(agents: [Vertex<X, U>; N]) -> Vec<Vertex<X, U>> {
    agents.into()
}

/// An agent in a run.
struct InRun<X, L> {
    held: Arc<X>,
    leaf: Arc<L>,
}

struct ToLeaf;

impl<X, L> Get<InRun<X, L>, L> for ToLeaf {
    fn get(node: &InRun<X, L>) -> &L {
        &node.leaf
    }
}

impl<X, L> Env<X> for InRun<X, L>
where
    Self: Send + Sync + 'static,
{
    fn env(&self) -> &X {
        &self.held
    }
}

/// What an agent of a graph leaves behind: its value is in its slot.
pub trait Done: Send + Sized + 'static {
    /// It has finished, and the graph goes on.
    const OK: Self;
    /// Whether the graph ends here.
    fn is_failure(&self) -> bool;
    /// Both at once.
    fn both(left: AgentTask<Self>, right: AgentTask<Self>) -> AgentTask<Self>;
}

impl Done for () {
    const OK: Self = ();

    fn is_failure(&self) -> bool {
        false
    }

    fn both(left: AgentTask<()>, right: AgentTask<()>) -> AgentTask<()> {
        join_results(left, right, |(), ()| ())
    }
}

impl Done for Result<(), AgentError> {
    const OK: Self = Ok(());

    fn is_failure(&self) -> bool {
        self.is_err()
    }

    fn both(left: AgentTask<Self>, right: AgentTask<Self>) -> AgentTask<Self> {
        try_join_results(left, right, |(), ()| ())
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
}

/// A graph of agents in one run.
struct Running<U> {
    agents: Vec<AgentTask<U>>,
    /// How many agents each one still waits for.
    waits_for: Vec<AtomicUsize>,
    graph: &'static Graph,
}

impl<U: Done> Running<U> {
    fn start(agents: Vec<AgentTask<U>>, graph: &'static Graph) -> AgentTask<U> {
        let waits_for = graph.needs.iter().map(|&n| AtomicUsize::new(n)).collect();
        let running = Arc::new(Running { agents, waits_for, graph });
        let first = (0..graph.needs.len()).filter(|&agent| graph.needs[agent] == 0);
        let first = first.map(|agent| running.vertex(agent)).collect();
        all(first).unwrap_or_else(|| AgentTask::from_node(Kind::Inline, Finished))
    }

    /// The agent, and then all that can start after it.
    fn vertex(self: &Arc<Self>, agent: usize) -> AgentTask<U> {
        let kind = self.agents[agent].kind().first();
        AgentTask::from_node(kind, Started { running: Arc::clone(self), agent })
    }

    /// The agents that wait for nothing any more, now that `agent` has finished.
    fn released_by(self: &Arc<Self>, agent: usize) -> Option<AgentTask<U>> {
        let released = self.graph.feeds[agent].iter().filter(|&&waiting| {
            // The last of those that it waits for must see what all the others have left in their slots.
            self.waits_for[waiting].fetch_sub(1, Ordering::AcqRel) == 1
        });
        all(released.map(|&agent| self.vertex(agent)).collect())
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
        go_on_from(cx, Step::Tail(self.running.agents[self.agent].clone()), self)
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
pub fn flow<E, R>(env: E, agents: Vec<Vertex<Held<E>, ()>>, graph: &'static Graph, result: R) -> AgentTask<R::Out>
where
    E: Send + Sync + 'static,
    R: Leaf<Held<E>, In = ()>,
{
    let result = Arc::new(result);
    plan(env, agents, graph, move |held, (): ()| run_result(held, &result))
}

/// The same where agents can fail: the first failure is the value.
pub fn try_flow<E, R, O>(
    env: E,
    agents: Vec<Vertex<Held<E>, Result<(), AgentError>>>,
    graph: &'static Graph,
    result: R,
) -> AgentTask<Result<O, AgentError>>
where
    E: Send + Sync + 'static,
    R: Leaf<Held<E>, In = (), Out = Result<O, AgentError>>,
    O: Send + 'static,
{
    let result = Arc::new(result);
    plan(env, agents, graph, move |held, done| match done {
        Ok(()) => run_result(held, &result),
        Err(error) => Step::Done(Err(error)),
    })
}

/// The rest of a block after its graph.
type Rest<X, U, O> = Box<dyn Fn(&Arc<X>, U) -> Step<O> + Send + Sync>;

struct Plan<E, U, O> {
    env: Arc<E>,
    agents: Vec<Vertex<Held<E>, U>>,
    graph: &'static Graph,
    rest: Rest<Held<E>, U, O>,
}

fn plan<E, U, O>(
    env: E,
    agents: Vec<Vertex<Held<E>, U>>,
    graph: &'static Graph,
    rest: impl Fn(&Arc<Held<E>>, U) -> Step<O> + Send + Sync + 'static,
) -> AgentTask<O>
where
    E: Send + Sync + 'static,
    U: Done,
    O: Send + 'static,
{
    let (env, rest) = (Arc::new(env), Box::new(rest));
    AgentTask::from_node(Kind::Inline, Plan { env, agents, graph, rest })
}

impl<E, U, O> Node<O> for Plan<E, U, O>
where
    E: Send + Sync + 'static,
    U: Done,
    O: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        let (graph, ending) = self.in_run();
        go_on_from(cx, Step::Tail(graph), ending)
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<O> {
        let (graph, ending) = self.in_run();
        if graph.kind().starts_something() {
            return start_first(cx, graph, ending);
        }
        task::Started::Rest(Box::new(|cx| go_on_from(cx, Step::Tail(graph), ending)))
    }
}

impl<E, U, O> Plan<E, U, O>
where
    E: Send + Sync + 'static,
    U: Done,
    O: Send + 'static,
{
    fn in_run(self: Arc<Self>) -> (AgentTask<U>, Arc<Ending<E, U, O>>) {
        let held = Arc::new(Held { env: Arc::clone(&self.env), slots: Slots::empty(self.graph.names) });
        let agents = self.agents.iter().map(|vertex| vertex(&held)).collect();
        let graph = Running::start(agents, self.graph);
        (graph, Arc::new(Ending { plan: self, held }))
    }
}

/// The end of a block in one run.
struct Ending<E, U, O> {
    plan: Arc<Plan<E, U, O>>,
    held: Arc<Held<E>>,
}

impl<E, U, O> GoOn<U, O> for Ending<E, U, O>
where
    E: Send + Sync,
{
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<O> {
        (self.plan.rest)(&self.held, done)
    }
}

fn run_result<X, R>(held: &Arc<X>, result: &Arc<R>) -> Step<R::Out>
where
    X: Send + Sync + 'static,
    R: Leaf<X, In = ()>,
{
    let node = Arc::new(InRun { held: Arc::clone(held), leaf: Arc::clone(result) });
    Step::Tail(R::task::<InRun<X, R>, ToLeaf>(&node))
}
