//! `?` at the end of a step.

use super::kind::Probe;
use crate::AgentTask;
use crate::error::{AgentError, BoxError};
use crate::site::StepSite;

/// The first choice: a `Result`.
pub trait IsResult {
    /// The tag.
    fn question(&self) -> Question;
}

impl<T, E: Into<BoxError>> IsResult for &Probe<Result<T, E>> {
    fn question(&self) -> Question {
        Question
    }
}

/// The second choice: any value. It was reported, and goes on as a success.
pub trait IsNoResult {
    /// The tag.
    fn question(&self) -> NoQuestion;
}

impl<T> IsNoResult for Probe<T> {
    fn question(&self) -> NoQuestion {
        NoQuestion
    }
}

/// The value can be a failure.
#[derive(Clone, Copy)]
pub struct Question;
/// The value was refused.
pub struct NoQuestion;

impl Question {
    /// The success, or the error of the agent.
    ///
    /// # Errors
    /// If the agent failed.
    pub fn ask<T, E: Into<BoxError>>(self, value: Result<T, E>, site: &'static StepSite) -> Result<T, AgentError> {
        value.map_err(|error| AgentError::new(site, error.into()))
    }

    /// The same for a task, for the policies around it.
    pub fn tried<T, E>(self, task: AgentTask<Result<T, E>>, site: &'static StepSite) -> AgentTask<Result<T, AgentError>>
    where
        T: Send + 'static,
        E: Into<BoxError> + Send + 'static,
    {
        task.map(move |value| self.ask(value, site))
    }
}

impl NoQuestion {
    /// The value.
    ///
    /// # Errors
    /// Never.
    pub fn ask<T>(self, value: T, _site: &'static StepSite) -> Result<T, AgentError> {
        Ok(value)
    }

    /// The value, which the policies around it make fail.
    pub fn tried<T: Send + 'static>(
        self,
        task: AgentTask<T>,
        _site: &'static StepSite,
    ) -> AgentTask<Result<T, AgentError>> {
        task.map(Ok)
    }
}
