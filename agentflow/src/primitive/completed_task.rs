//! A value that is already there.

use crate::AgentTask;
use crate::task::{Form, Ready};

/// A task whose value is already there.
///
/// Running it costs nothing; each run of a description that is run again gets a clone.
///
/// Law: `completed_task(a).await_result() == a`.
///
/// ```
/// use agentflow::completed_task;
///
/// assert_eq!(completed_task(42).await_result(), 42);
/// ```
///
/// In the literature: `unit`, `pure`, `return`.
#[doc(alias = "unit")]
#[doc(alias = "pure")]
pub fn completed_task<A: Clone + Send + 'static>(value: A) -> AgentTask<A> {
    AgentTask(Form::Ready(Ready::new(value)))
}

impl<A: Clone + Send + 'static> AgentTask<A> {
    /// The associated form of [`completed_task`].
    pub fn completed_task(value: A) -> Self {
        completed_task(value)
    }
}
