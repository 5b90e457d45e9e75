//! What a step is: the type of its expression decides, at compile time.
//!
//! `(&&&&Probe::of(&value)).kind()` finds the first of these methods whose `impl` fits, from the most references to the
//! fewest, and gives a tag that knows what to do with the value.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;

use super::hold::PassFuture;
use crate::AgentTask;
use crate::require::KnownType;

/// Carries the type of a value to the choice of a method.
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    pub(super) fn new() -> Self {
        Probe(PhantomData)
    }

    /// The type of this value.
    pub fn of(_value: &T) -> Self {
        Probe::new()
    }

    /// The type of the value of this task.
    pub fn of_task(_task: &AgentTask<T>) -> Self {
        Probe::new()
    }
}

/// The first choice, which no known type fits: it catches a type that is still open where the step stands. Inference
/// goes on after the choice, so the message can name the type.
pub trait IsOpen {
    /// The tag.
    fn kind(&self) -> PlainTag;
}

impl<T: KnownType> IsOpen for &&&Probe<T> {
    fn kind(&self) -> PlainTag {
        PlainTag
    }
}

/// The second choice: the step gives a task, which is run.
pub trait AsTask {
    /// The tag.
    fn kind(&self) -> TaskTag;
}

impl<A> AsTask for &&Probe<AgentTask<A>> {
    fn kind(&self) -> TaskTag {
        TaskTag
    }
}

/// The third choice: the step gives a future, which is awaited. Whether it is `Send` is asked afterwards.
pub trait AsFuture {
    /// The tag.
    fn kind(&self) -> FutureTag;
}

impl<F: Future> AsFuture for &Probe<F> {
    fn kind(&self) -> FutureTag {
        FutureTag
    }
}

/// The last choice: the step gives a value.
pub trait AsPlain {
    /// The tag.
    fn kind(&self) -> PlainTag;
}

impl<T> AsPlain for Probe<T> {
    fn kind(&self) -> PlainTag {
        PlainTag
    }
}

/// The step gives a task.
#[derive(Clone, Copy, Default)]
pub struct TaskTag;
/// The step gives a future.
#[derive(Clone, Copy, Default)]
pub struct FutureTag;
/// The step gives a value.
#[derive(Clone, Copy, Default)]
pub struct PlainTag;

/// A value of a step, with what it is.
pub struct Plain<R>(pub(super) R);
/// A task of a step.
pub struct Task<A>(pub(super) AgentTask<A>);
/// A future of a step.
pub struct Fut<F>(pub(super) F);
/// A step that gives a future of an `O`, which borrows and so is made anew inside the agent that owns what it borrows.
pub struct FutOf<O>(PhantomData<fn() -> O>);

impl PlainTag {
    /// Nothing to ask of a value here.
    pub fn check<R>(self, _value: &R) {}

    /// Tells what the value is.
    pub fn wrap<R, P>(self, value: R, _pass: P) -> Plain<R> {
        Plain(value)
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<R>(self, value: R) -> Plain<R> {
        Plain(value)
    }

    /// The value, inside an async agent.
    pub fn resolve<R>(self, value: R) -> impl Future<Output = R> {
        std::future::ready(value)
    }
}

impl TaskTag {
    /// Nothing to ask of a task here.
    pub fn check<A>(self, _task: &AgentTask<A>) {}

    /// Tells what the value is.
    pub fn wrap<A, P>(self, task: AgentTask<A>, _pass: P) -> Task<A> {
        Task(task)
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<A>(self, task: AgentTask<A>) -> Task<A> {
        Task(task)
    }

    /// The value, inside an async agent.
    pub fn resolve<A: Send + 'static>(self, task: AgentTask<A>) -> impl Future<Output = A> {
        task.into_future()
    }
}

impl FutureTag {
    /// Any thread may poll an agent's future. The error of a cast is shorter than that of a bound.
    pub fn check(self, _future: &dyn Send) {}

    /// Tells what the value is.
    pub fn wrap<F: Future, P: PassFuture>(self, future: F, pass: P) -> Fut<P::Passed<F>> {
        Fut(pass.pass(future))
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<F: Future>(self, _future: F) -> FutOf<F::Output> {
        FutOf(PhantomData)
    }

    /// The value, inside an async agent.
    pub fn resolve<F: Future>(self, future: F) -> F {
        future
    }
}
