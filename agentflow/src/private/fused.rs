//! A block of at most one statement with a few calls: one node, one allocation.

use std::sync::Arc;

use super::leaf::{Env, Get, Leaf};
use super::step::Witness;
use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, GoOn, go_on_elsewhere, go_on_from};
use crate::task::{Kind, Node, Step};

/// What the agents of a fused block share: the outer variables, as a tuple.
pub struct Outer<E> {
    /// The variables.
    pub env: E,
}

/// The type of what they share.
pub fn outer<E>(_env: &E) -> Witness<Outer<E>> {
    Witness::new()
}

/// Runs `tree`, then `result` with its value.
pub fn fused<E, T, R>(env: E, tree: T, result: R) -> AgentTask<R::Out>
where
    E: Send + Sync + 'static,
    T: Leaf<Outer<E>, In = ()>,
    R: Leaf<Outer<E>, In = T::Out>,
{
    AgentTask::from_node(first_kind(&tree, &result), Fused { env: Outer { env }, tree, result })
}

fn first_kind<X, T: Leaf<X>, R: Leaf<X>>(tree: &T, result: &R) -> Kind {
    if tree.is_nothing() { result.kind().first() } else { tree.kind().first() }
}

struct Fused<E, T, R> {
    env: Outer<E>,
    tree: T,
    result: R,
}

impl<E, T, R: Leaf<Outer<E>>> Fused<E, T, R> {
    /// The values of agents that wait arrive on threads that poll.
    fn result_is_elsewhere(&self, cx: &Cx<'_>) -> bool {
        cx.polling && self.result.kind() == Kind::Cpu
    }
}

impl<E, T, R> Env<Outer<E>> for Fused<E, T, R>
where
    Self: Send + Sync + 'static,
{
    fn env(&self) -> &Outer<E> {
        &self.env
    }
}

struct ToTree;
struct ToResult;

impl<E, T, R> Get<Fused<E, T, R>, T> for ToTree {
    fn get(node: &Fused<E, T, R>) -> &T {
        &node.tree
    }
}

impl<E, T, R> Get<Fused<E, T, R>, R> for ToResult {
    fn get(node: &Fused<E, T, R>) -> &R {
        &node.result
    }
}

impl<E, T, R, B> Node<B> for Fused<E, T, R>
where
    E: Send + Sync + 'static,
    T: Leaf<Outer<E>, In = ()>,
    R: Leaf<Outer<E>>,
    Self: GoOn<T::Out, B> + Send + Sync + 'static,
    B: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        let step = T::run::<Self, ToTree>(&self, (), cx);
        go_on_from(cx, step, self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        match self.result.site() {
            Some(result) => sketch.block(result),
            None => sketch.unknown(),
        }
    }
}

impl<E, T, R> GoOn<T::Out, R::Out> for Fused<E, T, R>
where
    E: Send + Sync + 'static,
    T: Leaf<Outer<E>, In = ()>,
    R: Leaf<Outer<E>, In = T::Out>,
{
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is the end of `run`, in nearly all runs")]
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, value: T::Out) -> Step<R::Out> {
        if self.result_is_elsewhere(cx) {
            return go_on_elsewhere(cx, value, self);
        }
        R::run::<Self, ToResult>(&self, value, cx)
    }
}
