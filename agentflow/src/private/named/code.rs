//! A call as one node: nothing is encoded, copied or named unless an engine is there.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::AgentTask;
use crate::executor::Class;
use crate::graph::Sketch;
use crate::named::{Agent, Named};
use crate::primitive::async_task::polled_agent;
use crate::primitive::call_agent::called;
use crate::run::{Cx, run_elsewhere};
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A call of an agent.
pub(super) fn call<N, C, W>(input: N::Input, code: C) -> AgentTask<N::Value>
where
    N: Agent<Input: Clone + Send + Sync, Value: Send>,
    C: Copy + Send + Sync + 'static,
    W: Way<N, C>,
{
    AgentTask::from_node(W::KIND, Called::<N, C, W> { input, code, way: PhantomData })
}

pub(super) struct Called<N: Named, C, W> {
    input: N::Input,
    code: C,
    way: PhantomData<fn() -> W>,
}

impl<N, C, W> Node<N::Value> for Called<N, C, W>
where
    N: Agent<Input: Clone + Send + Sync, Value: Send>,
    C: Copy + Send + Sync + 'static,
    W: Way<N, C>,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<N::Value> {
        if let Some(calling) = cx.calling() {
            let here = || AgentTask::of(W::KIND, Arc::clone(&self) as _);
            return called(cx, &calling, (N::NAME, N::NATURE), N::site().location, N::wire().codec, &self.input, here);
        }
        cx.agent(Site::Step(N::site()), move |cx| W::begin(self, cx))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.called(N::NAME);
    }
}

impl<N, C, W> Called<N, C, W>
where
    N: Named<Input: Clone>,
    C: Copy,
{
    /// Calls the code. A call that nobody else holds gives its input away.
    fn call<R>(self: Arc<Self>) -> R
    where
        C: Fn(N::Input) -> R,
    {
        let code = self.code;
        code(Arc::try_unwrap(self).map_or_else(|shared| shared.input.clone(), |own| own.input))
    }
}

/// How the code of an agent is run.
pub(super) trait Way<N: Named, C>: Sized + 'static {
    /// What is known of it before.
    const KIND: Kind;

    fn begin(call: Arc<Called<N, C, Self>>, cx: &Cx<'_>) -> Step<N::Value>;
}

pub(super) struct Computing;
pub(super) struct Blocking;
pub(super) struct Awaiting;

impl<N, C> Way<N, C> for Computing
where
    N: Named<Input: Clone>,
    C: Fn(N::Input) -> N::Value + Copy,
{
    const KIND: Kind = Kind::Cpu;

    fn begin(call: Arc<Called<N, C, Self>>, cx: &Cx<'_>) -> Step<N::Value> {
        cx.value_of(Site::Step(N::site()), || call.call())
    }
}

impl<N, C> Way<N, C> for Blocking
where
    N: Agent<Input: Clone + Send + Sync, Value: Send>,
    C: Fn(N::Input) -> N::Value + Copy + Send + Sync + 'static,
{
    const KIND: Kind = Kind::Async;

    fn begin(call: Arc<Called<N, C, Self>>, cx: &Cx<'_>) -> Step<N::Value> {
        let run = move |cx: &Cx<'_>| cx.value_of(Site::Step(N::site()), || call.call());
        Step::Later(run_elsewhere(*cx, Class::Blocking, run).into())
    }
}

impl<N, C, F> Way<N, C> for Awaiting
where
    N: Agent<Input: Clone + Send + Sync, Value: Send>,
    C: Fn(N::Input) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = N::Value> + Send + 'static,
{
    const KIND: Kind = Kind::Async;

    fn begin(call: Arc<Called<N, C, Self>>, _cx: &Cx<'_>) -> Step<N::Value> {
        Step::Later(polled_agent(Site::Step(N::site()), move || call.call()))
    }
}
