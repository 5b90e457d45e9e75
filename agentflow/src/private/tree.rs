//! Agents that start at once, put together in one node: a tree of pairs.

use std::marker::PhantomData;
use std::sync::Arc;

use super::leaf::{Env, Get, Leaf};
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

/// Two trees at once.
pub struct Two<L, R> {
    left: L,
    right: R,
}

/// Both values are waited for.
pub fn two<L, R>(left: L, right: R) -> Two<L, R> {
    Two { left, right }
}

/// Puts two values together.
#[derive(Clone, Copy)]
struct Pair;

impl<A, B> Merge<A, B, (A, B)> for Pair {
    fn merge(&self, _cx: &Cx<'_>, a: A, b: B) -> Step<(A, B)> {
        Step::Done((a, b))
    }
}

impl<X, L, R> Leaf<X> for Two<L, R>
where
    X: 'static,
    L: Leaf<X, In = ()>,
    R: Leaf<X, In = ()>,
{
    type In = ();
    type Out = (L::Out, R::Out);

    fn kind(&self) -> Kind {
        self.left.kind().join(self.right.kind())
    }

    #[inline]
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, (): (), cx: &Cx<'_>) -> Step<Self::Out> {
        let Two { left, right } = G::get(node);
        let one_waits = left.kind().starts_something() || right.kind().starts_something();
        if one_waits || !cx.forks() {
            return Self::run_as_tasks::<X, N, G>(node, cx);
        }
        both_sides(
            cx,
            Pair,
            move |cx| L::run_here::<N, ToLeft<G, R>>(node, (), cx),
            move |cx| R::run_here::<N, ToRight<G, L>>(node, (), cx),
        )
    }

    fn start<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, (): (), cx: &Cx<'_>) -> Started<Self::Out> {
        let (left, right) = (L::task::<N, ToLeft<G, R>>(node), R::task::<N, ToRight<G, L>>(node));
        start_both(cx, left, right, Arc::new(Pair))
    }
}

impl<L, R> Two<L, R> {
    #[inline(never)]
    fn run_as_tasks<X, N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, cx: &Cx<'_>) -> Step<(L::Out, R::Out)>
    where
        X: 'static,
        L: Leaf<X, In = ()>,
        R: Leaf<X, In = ()>,
    {
        let (left, right) = (L::task::<N, ToLeft<G, R>>(node), R::task::<N, ToRight<G, L>>(node));
        both(cx, left, right, Pair)
    }
}

/// The way to the left side of what `G` leads to. `R` is the other side, which only its type needs.
struct ToLeft<G, R>(PhantomData<fn() -> (G, R)>);
/// The way to the right side of what `G` leads to.
struct ToRight<G, L>(PhantomData<fn() -> (G, L)>);

impl<N, G, L, R> Get<N, L> for ToLeft<G, R>
where
    G: Get<N, Two<L, R>>,
    L: 'static,
    R: 'static,
{
    fn get(node: &N) -> &L {
        &G::get(node).left
    }
}

impl<N, G, L, R> Get<N, R> for ToRight<G, L>
where
    G: Get<N, Two<L, R>>,
    L: 'static,
    R: 'static,
{
    fn get(node: &N) -> &R {
        &G::get(node).right
    }
}
