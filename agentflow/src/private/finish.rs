//! What is done with the value of a step.

use std::sync::Arc;

use super::hold::{Refused, Stays};
use crate::AgentTask;
use crate::run::{Cx, Driving, Outcome, Pending};
use crate::task::Step;

/// What is done with the value of an agent. What it knows besides the value are places for it.
pub trait Finish<X, R>: Copy + Send + Sync + 'static {
    /// What becomes of it.
    type Out: Send + 'static;

    /// Does it.
    fn finish(&self, env: &X, value: R) -> Self::Out;
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
}

impl<X, R: Send + 'static> FinishTask<X, R> for Keep {
    fn go_on<N>(_cx: &Cx<'_>, task: AgentTask<R>, _node: &Arc<N>, _finish: fn(&N, R) -> R) -> Step<R>
    where
        N: Send + Sync + 'static,
    {
        Step::Tail(task)
    }
}

/// The stand-in of a value that must not pass.
#[derive(Clone, Copy)]
pub struct Refuse;

impl<X, R: 'static> Finish<X, R> for Refuse {
    type Out = Refused<R>;

    fn finish(&self, _env: &X, value: R) -> Refused<R> {
        Stays.hold(value)
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
}

impl<X, R, O, F> FinishTask<X, R> for Then<F>
where
    R: Send + 'static,
    O: Send + 'static,
    F: Fn(&X, R) -> O + Copy + Send + Sync + 'static,
{
    fn go_on<N>(cx: &Cx<'_>, task: AgentTask<R>, node: &Arc<N>, finish: fn(&N, R) -> O) -> Step<O>
    where
        N: Send + Sync + 'static,
    {
        match cx.deeper().drive(task) {
            Outcome::Done(value) => Step::Done(finish(node, value)),
            Outcome::Later(pending) => {
                let leaves = pending.leaves();
                let driving = Driving::new(pending, Arc::clone(cx.scope), cx.depth + 1);
                let node = Arc::clone(node);
                Step::Later(Pending::of(async move { Step::Done(finish(&node, driving.await)) }, leaves))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }
}
