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
use crate::run::{Cx, run_elsewhere};
use crate::site::Site;
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

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let elsewhere = match G::get(node).kind() {
            Kind::Async => Class::Blocking,
            Kind::Cpu if cx.polling => Class::Cpu,
            _ => return Self::call::<N, G>(node, input, cx),
        };
        let node = Arc::clone(node);
        let call = move |cx: &Cx<'_>| Self::call::<N, G>(&node, input, cx);
        Step::Later(run_elsewhere(*cx, elsewhere, call).into())
    }
}

impl<X, I, R, T, S, F> Agent<X, I, Plain<R>, (T, S), F>
where
    T: Fn(&X, I) -> Plain<R>,
    F: Finish<X, R>,
{
    fn call<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (agent, env) = (G::get(node), node.env());
        let value = cx.call(Site::Step(agent.step.site), || {
            let Plain(value) = (agent.step.closures.0)(env, input);
            agent.finish.finish(env, value)
        });
        value.map_or(Step::Stopped, Step::Done)
    }
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

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.polling && G::get(node).kind() == Kind::Cpu {
            let node = Arc::clone(node);
            let call = move |cx: &Cx<'_>| Self::call::<N, G>(&node, input, cx);
            return Step::Later(run_elsewhere(*cx, Class::Cpu, call).into());
        }
        Self::call::<N, G>(node, input, cx)
    }
}

impl<X, I, A, T, S, F> Agent<X, I, Task<A>, (T, S), F>
where
    T: Fn(&X, I) -> Task<A>,
    F: FinishTask<X, A>,
    Self: Send + Sync + 'static,
{
    fn call<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let agent = G::get(node);
        let Some(Task(task)) = cx.call(Site::Step(agent.step.site), || (agent.step.closures.0)(node.env(), input))
        else {
            return Step::Stopped;
        };
        F::go_on(cx, task, node, |node, value| G::get(node).finish.finish(node.env(), value))
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

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(cx, site, move || {
            let Fut(future) = (G::get(&node).step.closures.0)(node.env(), input);
            Finished { future, finish: move |value| G::get(&node).finish.finish(node.env(), value) }
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

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(cx, site, move || {
            let owner: Owner<X> = Arc::clone(&node) as Owner<X>;
            let future = (G::get(&node).step.closures.1)(owner, input);
            Finished { future, finish: move |value| G::get(&node).finish.finish(node.env(), value) }
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
