//! What is done with the value of a step.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::leaf::Env;
use crate::AgentTask;
use crate::run::{Cx, Outcome, Pending, Wait};
use crate::task::Step;

/// What is done with the value of an agent. What it knows besides the value are places for it.
pub trait Finish<X, R>: Copy + Send + Sync + 'static {
    /// What becomes of it.
    type Out: Send + 'static;

    /// Does it.
    fn finish(&self, env: &X, value: R) -> Self::Out;

    /// Does it later. What it does not need of `node` is dropped at once.
    fn later<N: Env<X>>(self, node: Arc<N>) -> impl Fn(R) -> Self::Out + Send + 'static;
}

/// What is done with the value of a task.
pub trait FinishTask<X, R>: Finish<X, R> {
    /// Goes on with `task`, and then with what `finish` makes of its value in `node`.
    fn go_on<N>(cx: &Cx<'_>, task: AgentTask<R>, node: &Arc<N>, finish: fn(&N, R) -> Self::Out) -> Step<Self::Out>
    where
        N: Send + Sync + 'static;
}

/// Nothing: so that the last task of a chain is a tail call.
#[derive(Clone, Copy)]
pub struct Keep;

impl<X, R: Send + 'static> Finish<X, R> for Keep {
    type Out = R;

    fn finish(&self, _env: &X, value: R) -> R {
        value
    }

    fn later<N: Env<X>>(self, _node: Arc<N>) -> impl Fn(R) -> R + Send + 'static {
        |value| value
    }
}

impl<X, R: Send + 'static> FinishTask<X, R> for Keep {
    fn go_on<N>(_cx: &Cx<'_>, task: AgentTask<R>, _node: &Arc<N>, _finish: fn(&N, R) -> R) -> Step<R>
    where
        N: Send + Sync + 'static,
    {
        Step::Tail(task)
    }
}

/// What a closure says.
#[derive(Clone, Copy)]
pub struct Then<F>(pub(super) F);

impl<X, R, O, F> Finish<X, R> for Then<F>
where
    O: Send + 'static,
    F: Fn(&X, R) -> O + Copy + Send + Sync + 'static,
{
    type Out = O;

    fn finish(&self, env: &X, value: R) -> O {
        (self.0)(env, value)
    }

    fn later<N: Env<X>>(self, node: Arc<N>) -> impl Fn(R) -> O + Send + 'static {
        move |value| (self.0)(node.env(), value)
    }
}

impl<X, R, O, F> FinishTask<X, R> for Then<F>
where
    R: Send + 'static,
    O: Send + 'static,
    F: Fn(&X, R) -> O + Copy + Send + Sync + 'static,
{
    #[inline]
    fn go_on<N>(cx: &Cx<'_>, task: AgentTask<R>, node: &Arc<N>, finish: fn(&N, R) -> O) -> Step<O>
    where
        N: Send + Sync + 'static,
    {
        match cx.drive(task) {
            Outcome::Done(value) => Step::Done(finish(node, value)),
            Outcome::Later(pending) => Step::Later(finish_later(pending, Arc::clone(node), finish)),
            Outcome::Stopped => Step::Stopped,
        }
    }
}

#[cold]
fn finish_later<R, O, N>(first: Pending<R>, node: Arc<N>, finish: fn(&N, R) -> O) -> Pending<O>
where
    R: Send + 'static,
    O: Send + 'static,
    N: Send + Sync + 'static,
{
    Pending::new(Finishing { first, node, finish })
}

/// A task whose value is still to be finished.
struct Finishing<R, O, N> {
    first: Pending<R>,
    node: Arc<N>,
    finish: fn(&N, R) -> O,
}

impl<R: Send + 'static, O: Send + 'static, N: Send + Sync + 'static> Wait<O> for Finishing<R, O, N> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<O>> {
        let value = ready!(self.first.poll_value(at, cx));
        Poll::Ready(Step::Done((self.finish)(&self.node, value)))
    }

    fn leaves(&self) -> u32 {
        self.first.leaves()
    }
}
