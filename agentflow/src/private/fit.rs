//! Plans that have to yield the same type, or a certain one, and what stands in for one that does not.
//!
//! Whether a plan fits is asked with a trait of [`require`](crate::require), which has the message. What does not fit was
//! reported then, so its stand-in passes.

use std::ops::ControlFlow;

use super::kind::Probe;
use crate::AgentTask;
use crate::error::AgentError;

const NEVER: &str = "what does not fit is a compile error";

impl<T> Probe<T> {
    /// The type of the success of this task.
    pub fn of_tried(_task: &AgentTask<Result<T, AgentError>>) -> Self {
        Probe::new()
    }

    /// Both types.
    pub fn and<U>(&self, _other: &Probe<U>) -> Probe<(T, U)> {
        Probe::new()
    }
}

/// The first choice: both types are the same.
pub trait Fits {
    /// The tag.
    fn fits(&self) -> Fit;
}

impl<T> Fits for &Probe<(T, T)> {
    fn fits(&self) -> Fit {
        Fit
    }
}

/// The second choice: any two types.
pub trait FitsNot {
    /// The tag.
    fn fits(&self) -> Misfit;
}

impl<T, U> FitsNot for Probe<(T, U)> {
    fn fits(&self) -> Misfit {
        Misfit
    }
}

/// The plan fits.
pub struct Fit;
/// The plan was refused.
pub struct Misfit;

impl Fit {
    /// The plan.
    pub fn plan<A>(self, plan: AgentTask<A>) -> AgentTask<A> {
        plan
    }
}

impl Misfit {
    /// Its stand-in.
    pub fn plan<A, B>(self, _plan: AgentTask<A>) -> AgentTask<B> {
        unreachable!("{NEVER}")
    }
}

/// What [`EndsOrGoesOn`](crate::require::EndsOrGoesOn) asks for; apart from it, so that no message shows this `impl`.
pub trait TurnOf<S> {}

impl<B, S> TurnOf<S> for ControlFlow<B, S> {}

/// The first choice: a turn of a loop with this state.
pub trait IsTurn {
    /// The tag.
    fn turn(&self) -> Turn;
}

impl<B, S> IsTurn for &Probe<(ControlFlow<B, S>, S)> {
    fn turn(&self) -> Turn {
        Turn
    }
}

/// The second choice: any value and any state.
pub trait IsNoTurn<R, S> {
    /// The tag.
    fn turn(&self) -> NoTurn<S>;
}

impl<R, S> IsNoTurn<R, S> for Probe<(R, S)> {
    fn turn(&self) -> NoTurn<S> {
        NoTurn(Probe::new())
    }
}

/// The plan is that of a turn.
pub struct Turn;
/// The plan was refused.
pub struct NoTurn<S>(Probe<S>);

impl Turn {
    /// The plan.
    pub fn plan<R>(self, plan: AgentTask<R>) -> AgentTask<R> {
        plan
    }

    /// The same where a turn can fail.
    pub fn try_plan<R>(self, plan: AgentTask<R>) -> AgentTask<R> {
        plan
    }
}

impl<S> NoTurn<S> {
    /// The stand-in of a plan, as if its value ended the loop.
    pub fn plan<R>(self, _plan: AgentTask<R>) -> AgentTask<ControlFlow<R, S>> {
        unreachable!("{NEVER}")
    }

    /// The same where a turn can fail.
    pub fn try_plan<R>(
        self,
        _plan: AgentTask<Result<R, AgentError>>,
    ) -> AgentTask<Result<ControlFlow<R, S>, AgentError>> {
        unreachable!("{NEVER}")
    }
}
