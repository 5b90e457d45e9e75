//! `?` at the end of a step.

use std::sync::Arc;

use super::kind::Probe;
use crate::AgentTask;
use crate::error::{AgentError, BoxError};
use crate::run::{Cx, Failure};
use crate::site::{Role, Site, StepSite};
use crate::task::{Node, Started, Step};

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

/// Compiled once for each type of error.
#[cold]
#[inline(never)]
fn failed<E: Into<BoxError>>(site: &'static StepSite, error: E) -> AgentError {
    AgentError::new(site, error.into())
}

impl Question {
    /// The success, or the error of the agent.
    ///
    /// # Errors
    /// If the agent failed.
    pub fn ask<T, E: Into<BoxError>>(self, value: Result<T, E>, site: &'static StepSite) -> Result<T, AgentError> {
        value.map_err(|error| failed(site, error))
    }

    /// The same for a task, for the policies around it.
    pub fn tried<T, E>(self, task: AgentTask<Result<T, E>>, site: &'static StepSite) -> AgentTask<Result<T, AgentError>>
    where
        T: Send + 'static,
        E: Into<BoxError> + Send + 'static,
    {
        tried(site, task.map(move |value| self.ask(value, site)))
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
        site: &'static StepSite,
    ) -> AgentTask<Result<T, AgentError>> {
        tried(site, task.map(Ok))
    }
}

/// Each run of `task` is a try of the step.
fn tried<T: Send + 'static>(site: &'static StepSite, task: Attempt<T>) -> Attempt<T> {
    AgentTask::from_node(task.kind(), Try { site, task })
}

type Attempt<T> = AgentTask<Result<T, AgentError>>;

struct Try<T> {
    site: &'static StepSite,
    task: Attempt<T>,
}

impl<T> Try<T> {
    /// A step with bodies is told of as a whole.
    fn is_watched(&self, cx: &Cx<'_>) -> bool {
        cx.may_be_watched() && self.site.role == Role::Asked
    }
}

impl<T: Send + 'static> Node<Result<T, AgentError>> for Try<T> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<T, AgentError>> {
        let task = self.task.clone();
        if self.is_watched(cx) {
            return cx.watched(Site::Step(self.site), &Failure::ERROR, None, Box::new(|_| Step::Tail(task)));
        }
        Step::Tail(task)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<Result<T, AgentError>> {
        if self.is_watched(cx) { Started::Step(self.run(cx)) } else { cx.start(self.task.clone()) }
    }
}
