//! How a block ends: with a value, or with a task of it.

use std::marker::PhantomData;

use super::running::Done;
use super::{Plan, Share};
use crate::AgentTask;
use crate::error::AgentError;
use crate::private::agent::Agent;
use crate::private::finish::{Finish, FinishTask, Keep, Then};
use crate::private::kind::{Fut, FutOf, Plain, Task};
use crate::private::slots::Slots;
use crate::private::step::Value;
use crate::private::vertex::{Does, IntoVertex};
use crate::run::Failure;

/// How a graph ends whose result is an `O`.
pub trait Ends<O>: Done {
    /// How failures of the whole block look.
    const WHOLE: Failure<O>;
    /// The failure, if it is one.
    fn failure(self) -> Option<O>;
    /// Leaves the value of the block in its slot.
    fn leave(value: O, slots: &Slots) -> Self;
    /// The value of the block.
    fn value(self, slots: &Slots) -> O;
}

impl<O: Send + 'static> Ends<O> for () {
    const WHOLE: Failure<O> = Failure::UNKNOWN;

    fn failure(self) -> Option<O> {
        None
    }

    fn leave(value: O, slots: &Slots) {
        slots.put_last(value);
    }

    fn value(self, slots: &Slots) -> O {
        slots.take_last()
    }
}

impl<O: Send + 'static> Ends<Result<O, AgentError>> for Result<(), AgentError> {
    const WHOLE: Failure<Result<O, AgentError>> = Failure::ERROR;

    fn failure(self) -> Option<Result<O, AgentError>> {
        self.err().map(Err)
    }

    fn leave(value: Result<O, AgentError>, slots: &Slots) -> Self {
        value.map(|value| slots.put_last(value))
    }

    #[inline(never)]
    fn value(self, slots: &Slots) -> Result<O, AgentError> {
        self.map(|()| slots.take_last())
    }
}

/// The result of a block whose other agents leave a `U` behind. It says itself what it yields: where a workflow of another type is
/// expected, that is compared with the workflow then, and not with its parts.
pub trait Ending<U> {
    /// What it yields.
    type Value: Send + 'static;
    /// The block.
    fn end(self, plan: Plan<U>) -> AgentTask<Self::Value>;
}

/// The value is there when the agent has finished.
pub trait GivesValue: Value {}

impl<R> GivesValue for Plain<R> {}
impl<F: Future> GivesValue for Fut<F> {}
impl<O> GivesValue for FutOf<O> {}

impl<X, W, S, U> Ending<U> for Agent<X, (), W, S, Keep>
where
    W: GivesValue<Raw: Send + 'static>,
    U: Ends<W::Raw>,
    Agent<X, (), W, S, Leave<Keep, U>>: IntoVertex<X, U>,
{
    type Value = W::Raw;

    fn end(self, plan: Plan<U>) -> AgentTask<W::Raw> {
        plan.and_value(Agent::new(self.step, Leave::after(self.finish)).into_vertex())
    }
}

impl<X, W, S, F, O, U> Ending<U> for Agent<X, (), W, S, Then<F>>
where
    W: Value,
    F: Fn(&X, W::Raw) -> O,
    O: Send + 'static,
    U: Ends<O>,
    Agent<X, (), W, S, Leave<Then<F>, U>>: IntoVertex<X, U>,
{
    type Value = O;

    fn end(self, plan: Plan<U>) -> AgentTask<O> {
        plan.and_value(Agent::new(self.step, Leave::after(self.finish)).into_vertex())
    }
}

impl<X, A, T, S, U> Ending<U> for Agent<X, (), Task<A>, (T, S), Keep>
where
    X: Share,
    A: Send + 'static,
    T: Fn(&X, ()) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    U: Ends<A>,
{
    type Value = A;

    fn end(self, plan: Plan<U>) -> AgentTask<A> {
        plan.and_task(self.step.kind_of_task(), self.step.site, Box::new(Does::of(self)))
    }
}

/// What becomes of the value of a block: it goes to the last of the slots.
pub struct Leave<F, U>(F, PhantomData<fn() -> U>);

impl<F, U> Leave<F, U> {
    fn after(finish: F) -> Self {
        Leave(finish, PhantomData)
    }
}

impl<F: Copy, U> Clone for Leave<F, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Copy, U> Copy for Leave<F, U> {}

impl<X, R, F, U> Finish<X, R> for Leave<F, U>
where
    X: Share,
    F: Finish<X, R>,
    U: Ends<F::Out>,
{
    type Out = U;

    fn finish(&self, env: &X, value: R) -> U {
        U::leave(self.0.finish(env, value), env.slots())
    }
}

impl<X: Share, R: Send + 'static, F: Finish<X, R>, U: Ends<F::Out>> FinishTask<X, R> for Leave<F, U> {}
