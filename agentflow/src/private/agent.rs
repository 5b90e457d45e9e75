//! An agent of a block: a step, and what is done with its value.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::finish::{Finish, FinishTask};
use super::kind::{Fut, FutOf, Plain, Task};
use super::leaf::{Env, Get, Leaf, Owner};
use super::step::Begun;
use crate::executor::Class;
use crate::primitive::async_task::polled_agent;
use crate::run::{Cx, Failure, run_elsewhere};
use crate::site::{Site, StepSite};
use crate::task::{Kind, Step};

/// An agent of a block.
pub struct Agent<X, I, W, S, F> {
    pub(super) step: Begun<X, I, W, S>,
    pub(super) finish: F,
}

impl<X, I, W, S, F> Agent<X, I, W, S, F> {
    pub(super) fn new(step: Begun<X, I, W, S>, finish: F) -> Self {
        Agent { step, finish }
    }
}

impl<X, I, R, T, S, F> Leaf<X> for Agent<X, I, Plain<R>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    R: 'static,
    T: Fn(&X, I) -> Plain<R> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, R>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        self.step.kind()
    }

    fn site(&self) -> Option<&'static StepSite> {
        Some(self.step.site)
    }

    #[inline]
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.may_be_watched() && G::get(node).kind() != Kind::Inline {
            let agent = &G::get(node).step;
            let run = if agent.only_merges() { watched } else { unnamed };
            return run(node, input, cx, agent.site, Self::begin::<N, G>);
        }
        Self::begin::<N, G>(node, input, cx)
    }
}

impl<X, I, R, T, S, F> Agent<X, I, Plain<R>, (T, S), F>
where
    I: Send + 'static,
    T: Fn(&X, I) -> Plain<R>,
    F: Finish<X, R>,
{
    #[inline]
    fn begin<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out>
    where
        Self: Leaf<X>,
    {
        if G::get(node).kind() == Kind::Async {
            return on_blocking_thread(node, input, cx, Self::call::<N, G>);
        }
        Self::call::<N, G>(node, input, cx)
    }

    #[inline]
    fn call<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (agent, env) = (G::get(node), node.env());
        cx.value_of(Site::Step(agent.step.site), || {
            let Plain(value) = (agent.step.closures.0)(env, input);
            agent.finish.finish(env, value)
        })
    }
}

/// An agent with what it is given, in a node.
type Begin<N, I, O> = fn(&Arc<N>, I, &Cx<'_>) -> Step<O>;

/// An agent that somebody may watch.
#[cold]
fn watched<N, I, O>(node: &Arc<N>, input: I, cx: &Cx<'_>, site: &'static StepSite, begin: Begin<N, I, O>) -> Step<O>
where
    N: Send + Sync + 'static,
    I: Send + 'static,
    O: Send + 'static,
{
    let node = Arc::clone(node);
    cx.watched(Site::Step(site), &Failure::UNKNOWN, None, Box::new(move |cx| begin(&node, input, cx)))
}

/// The same, where it is a user's code: on an engine, all that does something has a name.
#[cold]
fn unnamed<N, I, O>(node: &Arc<N>, input: I, cx: &Cx<'_>, site: &'static StepSite, begin: Begin<N, I, O>) -> Step<O>
where
    N: Send + Sync + 'static,
    I: Send + 'static,
    O: Send + 'static,
{
    if cx.refuses_unnamed(Site::Step(site)) { Step::Stopped } else { watched(node, input, cx, site, begin) }
}

/// A call that waits for something outside.
#[cold]
fn on_blocking_thread<N, I, O>(node: &Arc<N>, input: I, cx: &Cx<'_>, call: Begin<N, I, O>) -> Step<O>
where
    N: Send + Sync + 'static,
    I: Send + 'static,
    O: Send + 'static,
{
    let node = Arc::clone(node);
    Step::Later(run_elsewhere(*cx, Class::Blocking, move |cx: &Cx<'_>| call(&node, input, cx)).into())
}

impl<X, I, A, T, S, F> Leaf<X> for Agent<X, I, Task<A>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    A: Send + 'static,
    T: Fn(&X, I) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: FinishTask<X, A>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        self.step.kind_of_task()
    }

    fn site(&self) -> Option<&'static StepSite> {
        Some(self.step.site)
    }

    #[inline]
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.may_be_watched() {
            return watched(node, input, cx, G::get(node).step.site, Self::begin::<N, G>);
        }
        Self::begin::<N, G>(node, input, cx)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join")]
    fn run_here<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.may_be_watched() {
            return Self::run::<N, G>(node, input, cx);
        }
        Self::begin_here::<N, G>(node, input, cx)
    }
}

impl<X, I, A, T, S, F> Agent<X, I, Task<A>, (T, S), F>
where
    X: 'static,
    A: Send + 'static,
    T: Fn(&X, I) -> Task<A>,
    F: FinishTask<X, A>,
{
    /// Calls the step for its task, and goes on with that.
    fn begin<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        Self::begin_here::<N, G>(node, input, cx)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join")]
    fn begin_here<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let agent = G::get(node);
        let Some(Task(task)) = cx.call(Site::Step(agent.step.site), || (agent.step.closures.0)(node.env(), input))
        else {
            return Step::Stopped;
        };
        F::go_on::<_, true>(cx, task, node, |node, value| G::get(node).finish.finish(node.env(), value))
    }
}

impl<X, I, Fu, T, S, F> Leaf<X> for Agent<X, I, Fut<Fu>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    Fu: Future + Send + 'static,
    T: Fn(&X, I) -> Fut<Fu> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, Fu::Output>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        Kind::Async
    }

    fn site(&self) -> Option<&'static StepSite> {
        Some(self.step.site)
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.may_be_watched() {
            return unnamed(node, input, cx, G::get(node).step.site, Self::begin::<N, G>);
        }
        Self::begin::<N, G>(node, input, cx)
    }
}

impl<X, I, Fu, T, S, F> Agent<X, I, Fut<Fu>, (T, S), F>
where
    Fu: Future + Send + 'static,
    X: 'static,
    I: Send + 'static,
    T: Fn(&X, I) -> Fut<Fu> + Send + Sync + 'static,
    F: Finish<X, Fu::Output>,
{
    fn begin<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, _cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(site, move || {
            let Fut(future) = (G::get(&node).step.closures.0)(node.env(), input);
            Finished { future, finish: G::get(&node).finish.later(node) }
        }))
    }
}

impl<X, I, O, T, S, Fu, F> Leaf<X> for Agent<X, I, FutOf<O>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    O: 'static,
    T: Send + Sync + 'static,
    S: Fn(Owner<X>, I) -> Fu + Send + Sync + 'static,
    Fu: Future<Output = O> + Send + 'static,
    F: Finish<X, O>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        Kind::Async
    }

    fn site(&self) -> Option<&'static StepSite> {
        Some(self.step.site)
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.may_be_watched() {
            return unnamed(node, input, cx, G::get(node).step.site, Self::begin::<N, G>);
        }
        Self::begin::<N, G>(node, input, cx)
    }
}

impl<X, I, O, T, S, Fu, F> Agent<X, I, FutOf<O>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    O: 'static,
    S: Fn(Owner<X>, I) -> Fu + Send + Sync + 'static,
    Fu: Future<Output = O> + Send + 'static,
    F: Finish<X, O>,
{
    fn begin<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, _cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(site, move || {
            let owner: Owner<X> = Arc::clone(&node) as Owner<X>;
            let future = (G::get(&node).step.closures.1)(owner, input);
            Finished { future, finish: G::get(&node).finish.later(node) }
        }))
    }
}

pin_project! {
    /// A future whose value is finished. An `async` block would keep the future twice.
    pub(super) struct Finished<Fu, F> {
        #[pin]
        pub(super) future: Fu,
        pub(super) finish: F,
    }
}

impl<Fu, F, O> Future for Finished<Fu, F>
where
    Fu: Future,
    F: Fn(Fu::Output) -> O,
{
    type Output = O;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        let this = self.project();
        this.future.poll(cx).map(&*this.finish)
    }
}
