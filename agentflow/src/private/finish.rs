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
    fn later<N: Env<X>>(self, node: Arc<N>) -> impl Fn(R) -> Self::Out + Send + 'static {
        move |value| self.finish(node.env(), value)
    }
}

/// What is done with the value of a task.
pub trait FinishTask<X, R: Send + 'static>: Finish<X, R> {
    /// Goes on with `task`, and then with what `finish` makes of its value at `place`, which is copied if that is later. It is `HERE`
    /// that its first step is compiled into, too.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join, where it is more than that")]
    fn go_on<P, const HERE: bool>(
        cx: &Cx<'_>,
        task: AgentTask<R>,
        place: &P,
        finish: fn(&P, R) -> Self::Out,
    ) -> Step<Self::Out>
    where
        P: Clone + Send + Unpin + 'static,
    {
        match if HERE { cx.drive_here(task) } else { cx.drive(task) } {
            Outcome::Done(value) => Step::Done(finish(place, value)),
            Outcome::Later(pending) => Step::Later(finish_later(pending, place.clone(), finish)),
            Outcome::Stopped => Step::Stopped,
        }
    }
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
    fn go_on<P, const HERE: bool>(_cx: &Cx<'_>, task: AgentTask<R>, _place: &P, _finish: fn(&P, R) -> R) -> Step<R>
    where
        P: Clone + Send + Unpin + 'static,
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
}

impl<X, R, O, F> FinishTask<X, R> for Then<F>
where
    R: Send + 'static,
    O: Send + 'static,
    F: Fn(&X, R) -> O + Copy + Send + Sync + 'static,
{
}

#[cold]
fn finish_later<R, O, P>(first: Pending<R>, place: P, finish: fn(&P, R) -> O) -> Pending<O>
where
    R: Send + 'static,
    O: Send + 'static,
    P: Send + Unpin + 'static,
{
    Pending::new(Finishing { first, place, finish })
}

/// A task whose value is still to be finished.
struct Finishing<R, O, P> {
    first: Pending<R>,
    place: P,
    finish: fn(&P, R) -> O,
}

impl<R: Send + 'static, O: Send + 'static, P: Send + Unpin + 'static> Wait<O> for Finishing<R, O, P> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<O>> {
        let value = ready!(self.first.poll_value(at, cx));
        // What was waited for is dropped before anybody goes on with its value.
        self.first = Pending::never();
        Poll::Ready(Step::Done((self.finish)(&self.place, value)))
    }

    fn leaves(&self) -> u32 {
        self.first.leaves()
    }
}
