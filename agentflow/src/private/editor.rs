//! What editors are shown of a workflow: functions that are there for their types, and never run.
//!
//! The macro `workflow_for_editors` calls them. It stands in for `workflow` where the crate is read by rust-analyzer.

use std::future::Future;

use super::kind::{FutureTag, PlainTag, TaskTag};
use super::question::{NoQuestion, Question};
use crate::AgentTask;
use crate::error::{AgentError, OutOfTurns};

const ONLY_TYPES: &str = "this is there for its types";

/// The workflow.
pub fn shown<A>(_workflow: impl Future<Output = A>) -> AgentTask<A> {
    unreachable!("{ONLY_TYPES}")
}

/// What is not written yet.
pub fn shown_missing<T>() -> T {
    unreachable!("{ONLY_TYPES}")
}

/// A value before its `?`.
///
/// # Errors
/// If the agent failed.
pub fn shown_question<T, E>(_value: Result<T, E>) -> Result<T, AgentError> {
    unreachable!("{ONLY_TYPES}")
}

/// The value of a workflow that can fail.
///
/// # Errors
/// Never.
pub fn shown_success<T>(_value: T) -> Result<T, AgentError> {
    unreachable!("{ONLY_TYPES}")
}

/// An item of a collection.
pub fn shown_item<I: IntoIterator>(_items: I) -> I::Item {
    unreachable!("{ONLY_TYPES}")
}

/// What is made of all items.
pub fn shown_all<T>(_one: T) -> Vec<T> {
    unreachable!("{ONLY_TYPES}")
}

/// The first of several values.
pub fn shown_first<T, const N: usize>(_all: [T; N]) -> T {
    unreachable!("{ONLY_TYPES}")
}

/// The state that a turn of a loop is given.
pub fn shown_state<S>(_seed: &S) -> S {
    unreachable!("{ONLY_TYPES}")
}

/// What a loop ends with.
///
/// # Errors
/// If there were too many turns.
pub fn shown_turn<B, S>(_seed: &S, _turn: std::ops::ControlFlow<B, S>) -> Result<B, OutOfTurns<S>> {
    unreachable!("{ONLY_TYPES}")
}

/// The value of a step, or of what is done instead.
pub fn shown_either<T>(_step: Result<T, AgentError>, _fallback: T) -> T {
    unreachable!("{ONLY_TYPES}")
}

impl PlainTag {
    /// The value.
    pub fn shown<T>(self, value: T) -> T {
        value
    }
}

impl TaskTag {
    /// The value of the task.
    pub fn shown<A>(self, _task: AgentTask<A>) -> A {
        unreachable!("{ONLY_TYPES}")
    }
}

impl FutureTag {
    /// The value of the future.
    pub fn shown<F: Future>(self, _future: F) -> F::Output {
        unreachable!("{ONLY_TYPES}")
    }
}

impl Question {
    /// The value as a result of this language.
    ///
    /// # Errors
    /// If the agent failed.
    pub fn shown<T, E>(self, _value: Result<T, E>) -> Result<T, AgentError> {
        unreachable!("{ONLY_TYPES}")
    }
}

impl NoQuestion {
    /// The value, which a policy makes fail.
    ///
    /// # Errors
    /// Never.
    pub fn shown<T>(self, _value: T) -> Result<T, AgentError> {
        unreachable!("{ONLY_TYPES}")
    }
}
