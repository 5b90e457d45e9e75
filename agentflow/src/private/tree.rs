//! Agents that start at once, put together in one node: a tree of pairs.

use std::marker::PhantomData;
use std::sync::Arc;

use super::leaf::{Env, Get, Leaf};
use crate::error::AgentError;
use crate::run::Cx;
use crate::run::join::{Merge, both, both_sides, start_both};
use crate::task::{Kind, Started, Step};

/// No agent at all.
pub struct Nothing;

/// A block without statements.
pub fn nothing() -> Nothing {
    Nothing
}

impl<X: 'static> Leaf<X> for Nothing {
    type In = ();
    type Out = ();

    fn kind(&self) -> Kind {
        Kind::Inline
    }

    fn is_nothing(&self) -> bool {
        true
    }

    fn run<N: Env<X>, G: Get<N, Self>>(_node: &Arc<N>, (): (), _cx: &Cx<'_>) -> Step<()> {
        Step::Done(())
    }
}

/// No agent at all, where agents can fail.
pub struct TryNothing;

/// A block without statements whose result can fail.
pub fn try_nothing() -> TryNothing {
    TryNothing
}

impl<X: 'static> Leaf<X> for TryNothing {
    type In = ();
    type Out = Result<(), AgentError>;

    fn kind(&self) -> Kind {
        Kind::Inline
    }

    fn is_nothing(&self) -> bool {
        true
    }

    fn run<N: Env<X>, G: Get<N, Self>>(_node: &Arc<N>, (): (), _cx: &Cx<'_>) -> Step<Self::Out> {
        Step::Done(Ok(()))
    }
}

/// Two trees at once.
pub struct Two<L, R, M> {
    left: L,
    right: R,
    pair: M,
}

/// Both values are waited for.
pub fn two<L, R>(left: L, right: R) -> Two<L, R, Pair> {
    Two { left, right, pair: Pair }
}

/// Puts two values together.
pub trait Pairs<A, B>: Merge<A, B, Self::Out> + Copy {
    /// The pair.
    type Out: Send + 'static;
}

/// A pair of values.
#[derive(Clone, Copy)]
pub struct Pair;

impl<A: Send + 'static, B: Send + 'static> Pairs<A, B> for Pair {
    type Out = (A, B);
}

impl<A, B> Merge<A, B, (A, B)> for Pair {
    fn merge(&self, _cx: &Cx<'_>, a: A, b: B) -> Step<(A, B)> {
        Step::Done((a, b))
    }
}

impl<X, L, R, M> Leaf<X> for Two<L, R, M>
where
    X: 'static,
    L: Leaf<X, In = ()>,
    R: Leaf<X, In = ()>,
    M: Pairs<L::Out, R::Out>,
{
    type In = ();
    type Out = M::Out;

    fn kind(&self) -> Kind {
        self.left.kind().join(self.right.kind())
    }

    #[inline]
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, (): (), cx: &Cx<'_>) -> Step<M::Out> {
        let Two { left, right, pair } = G::get(node);
        let one_waits = left.kind().starts_something() || right.kind().starts_something();
        if one_waits || !cx.forks() {
            return Self::run_as_tasks::<X, N, G>(node, cx);
        }
        both_sides(
            cx,
            *pair,
            move |cx| L::run::<N, ToLeft<G, (R, M)>>(node, (), cx),
            move |cx| R::run::<N, ToRight<G, (L, M)>>(node, (), cx),
        )
    }

    fn start<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, (): (), cx: &Cx<'_>) -> Started<M::Out> {
        let pair: Arc<dyn Merge<L::Out, R::Out, M::Out>> = Arc::new(G::get(node).pair);
        let (left, right) = (L::task::<N, ToLeft<G, (R, M)>>(node), R::task::<N, ToRight<G, (L, M)>>(node));
        start_both(cx, left, right, pair)
    }
}

impl<L, R, M> Two<L, R, M> {
    #[inline(never)]
    fn run_as_tasks<X, N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, cx: &Cx<'_>) -> Step<M::Out>
    where
        X: 'static,
        L: Leaf<X, In = ()>,
        R: Leaf<X, In = ()>,
        M: Pairs<L::Out, R::Out>,
    {
        let (left, right) = (L::task::<N, ToLeft<G, (R, M)>>(node), R::task::<N, ToRight<G, (L, M)>>(node));
        both(cx, left, right, Arc::new(G::get(node).pair))
    }
}

/// The way to the left side of what `G` leads to. `O` is what else is there, which only its type needs.
struct ToLeft<G, O>(PhantomData<fn() -> (G, O)>);
/// The way to the right side of what `G` leads to.
struct ToRight<G, O>(PhantomData<fn() -> (G, O)>);

impl<N, G, L, R, M> Get<N, L> for ToLeft<G, (R, M)>
where
    G: Get<N, Two<L, R, M>>,
    L: 'static,
    R: 'static,
    M: 'static,
{
    fn get(node: &N) -> &L {
        &G::get(node).left
    }
}

impl<N, G, L, R, M> Get<N, R> for ToRight<G, (L, M)>
where
    G: Get<N, Two<L, R, M>>,
    L: 'static,
    R: 'static,
    M: 'static,
{
    fn get(node: &N) -> &R {
        &G::get(node).right
    }
}
