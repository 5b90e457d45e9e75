//! What a step is: the type of its expression decides, at compile time.
//!
//! `StepOf::of(&value).kind()` finds the first of these methods whose `impl` fits, from [`StepOf`] on along `Deref`, and
//! gives a tag that knows what to do with the value.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use super::hold::PassFuture;
use crate::AgentTask;
use crate::require::{KnownType, NoEffect, StepOf};

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

/// No type is open: it is where inference has not come to it yet.
pub trait Open {}

/// The first choice, which no known type fits: it catches a type that is still open where the step stands. Inference
/// goes on after the choice, so the message can name the type.
#[diagnostic::do_not_recommend]
impl<T: Open> KnownType<T> for StepOf<T> {
    fn kind(&self) -> PlainTag {
        PlainTag
    }
}

/// The second choice: the step gives a task, which is run.
pub struct OrTask<T>(OrFuture<T>);

impl<A> OrTask<AgentTask<A>> {
    /// The tag.
    pub fn kind(&self) -> TaskTag {
        TaskTag
    }
}

/// The third choice: the step gives a future, which is awaited. Whether it is `Send` is asked afterwards.
pub struct OrFuture<T>(OrPlain<T>);

impl<F: Future> OrFuture<F> {
    /// The tag.
    pub fn kind(&self) -> FutureTag {
        FutureTag
    }
}

/// The last choice: the step gives a value.
pub struct OrPlain<T>(PhantomData<fn() -> T>);

impl<T> OrPlain<T> {
    /// The tag.
    pub fn kind(&self) -> PlainTag {
        PlainTag
    }
}

impl<T> StepOf<T> {
    /// The step that gives this value.
    pub fn of(_value: &T) -> Self {
        StepOf(OrTask(OrFuture(OrPlain(PhantomData))))
    }
}

impl<T> Deref for StepOf<T> {
    type Target = OrTask<T>;

    fn deref(&self) -> &OrTask<T> {
        &self.0
    }
}

impl<T> Deref for OrTask<T> {
    type Target = OrFuture<T>;

    fn deref(&self) -> &OrFuture<T> {
        &self.0
    }
}

impl<T> Deref for OrFuture<T> {
    type Target = OrPlain<T>;

    fn deref(&self) -> &OrPlain<T> {
        &self.0
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

/// What gives values, futures and tasks may be called more than once.
macro_rules! may_run_again {
    ($($tag:ty),*) => {
        $(impl $tag {
            /// The agent that the step calls, as far as it must not be called twice.
            pub fn effect(self) -> Probe<NoEffect> {
                Probe::new()
            }
        })*
    };
}

may_run_again!(PlainTag, TaskTag, FutureTag);

/// A value of a step, with what it is.
pub struct Plain<R>(pub(super) R);
/// A task of a step.
pub struct Task<A>(pub(super) AgentTask<A>);
/// A future of a step.
pub struct Fut<F>(pub(super) F);
/// A step that gives a future of an `O`, which borrows and so is made anew inside the agent that owns what it borrows.
pub struct FutOf<O>(PhantomData<fn() -> O>);

/// A step that may borrow is written in two forms, as a closure and as a future. Both have to have their types, but only one
/// of them is run. The other one ends where it comes to this, so that what follows is read for its types alone: rustc has
/// nothing to say of its borrows.
pub(super) const OTHER_FORM: &str = "this is the other form of the step";

impl PlainTag {
    /// Nothing to ask of a value here.
    pub fn check<R>(self, _value: &R) {}

    /// The form of a value.
    pub fn as_closure(self) {}

    /// Not the form of a value.
    pub fn as_future(self) -> ! {
        unreachable!("{OTHER_FORM}")
    }

    /// What must not borrow from the step.
    pub fn gives<R>(self, _value: &R) -> Probe<R> {
        Probe::new()
    }

    /// Tells what the value is.
    pub fn wrap<R, P>(self, value: R, _pass: P) -> Plain<R> {
        Plain(value)
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<R>(self, value: R) -> Plain<R> {
        Plain(value)
    }

    /// The value, as a future has it.
    pub fn resolve<R>(self, value: R) -> Ready<R> {
        ready(value)
    }
}

impl TaskTag {
    /// Nothing to ask of a task here.
    pub fn check<A>(self, _task: &AgentTask<A>) {}

    /// The form of a task.
    pub fn as_closure(self) {}

    /// Not the form of a task.
    pub fn as_future(self) -> ! {
        unreachable!("{OTHER_FORM}")
    }

    /// A task borrows from nothing.
    pub fn gives<A>(self, _task: &AgentTask<A>) -> Probe<()> {
        Probe::new()
    }

    /// Tells what the value is.
    pub fn wrap<A, P>(self, task: AgentTask<A>, _pass: P) -> Task<A> {
        Task(task)
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<A>(self, task: AgentTask<A>) -> Task<A> {
        Task(task)
    }

    /// The value, as a future has it.
    pub fn resolve<A>(self, _task: AgentTask<A>) -> Ready<A> {
        unreachable!("{OTHER_FORM}")
    }
}

impl FutureTag {
    /// Any thread may poll an agent's future. The error of a cast is shorter than that of a bound.
    pub fn check(self, _future: &dyn Send) {}

    /// Not the form of a future.
    pub fn as_closure(self) -> ! {
        unreachable!("{OTHER_FORM}")
    }

    /// The form of a future.
    pub fn as_future(self) {}

    /// What it gives is asked where it is awaited.
    pub fn gives<F>(self, _future: &F) -> Probe<()> {
        Probe::new()
    }

    /// Tells what the value is.
    pub fn wrap<F: Future, P: PassFuture>(self, future: F, pass: P) -> Fut<P::Passed<F>> {
        Fut(pass.pass(future))
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing<F: Future>(self, _future: F) -> FutOf<F::Output> {
        FutOf(PhantomData)
    }

    /// What is awaited.
    pub fn resolve<F: Future>(self, future: F) -> F {
        future
    }
}
