//! What the agents of a block are parts of: a node that keeps what they share.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::AgentTask;
use crate::run::Cx;
use crate::site::StepSite;
use crate::task::{Kind, Node, Started, Step};

/// A node that keeps what the agents of a block share.
pub trait Env<X>: Send + Sync + 'static {
    /// What they share.
    fn env(&self) -> &X;
}

/// What the agents of a block share, for an agent that outlives the call: a future.
pub type Owner<X> = Arc<dyn Env<X>>;

/// The way from a node to one of its leaves, as a type.
pub trait Get<N, L>: Send + Sync + 'static {
    /// Goes it.
    fn get(node: &N) -> &L;
}

/// An agent, or a tree of agents, in a node that it is a part of.
pub trait Leaf<X>: Send + Sync + Sized + 'static {
    /// What it is given when it starts.
    type In: Send + 'static;
    /// What it yields.
    type Out: Send + 'static;

    /// Where it may start.
    fn kind(&self) -> Kind;

    /// Where it is written, if it is one agent.
    fn site(&self) -> Option<&'static StepSite> {
        None
    }

    /// Whether it does nothing at all.
    fn is_nothing(&self) -> bool {
        false
    }

    /// Takes its first step, on a thread for its kind.
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: Self::In, cx: &Cx<'_>) -> Step<Self::Out>;

    /// The same, compiled into its caller. That is for what every join does: it spares a call, and is one more copy.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "this is all that it is for")]
    fn run_here<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: Self::In, cx: &Cx<'_>) -> Step<Self::Out> {
        Self::run::<N, G>(node, input, cx)
    }

    /// Starts what is asynchronous in it and leaves its CPU work for later.
    fn start<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: Self::In, cx: &Cx<'_>) -> Started<Self::Out> {
        Started::Step(Self::run::<N, G>(node, input, cx))
    }

    /// The same as a task of its own.
    fn task<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>) -> AgentTask<Self::Out>
    where
        Self: Leaf<X, In = ()>,
        X: 'static,
    {
        let kind = G::get(node).kind();
        AgentTask::from_node(kind, LeafTask { node: Arc::clone(node), leaf: PhantomData::<fn() -> (X, Self, G)> })
    }
}

struct LeafTask<N, P> {
    node: Arc<N>,
    leaf: PhantomData<fn() -> P>,
}

impl<X, L, G, N> Node<L::Out> for LeafTask<N, (X, L, G)>
where
    X: 'static,
    L: Leaf<X, In = ()>,
    G: Get<N, L>,
    N: Env<X>,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<L::Out> {
        L::run::<N, G>(&self.node, (), cx)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<L::Out> {
        L::start::<N, G>(&self.node, (), cx)
    }
}

/// What the agents of a block share, from a handle to it.
pub fn env_of<X: 'static>(owner: &Owner<X>) -> &X {
    owner.env()
}
