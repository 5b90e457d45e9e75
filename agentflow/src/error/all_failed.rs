//! The failures of several agents of which one had to succeed.

use std::error::Error;
use std::fmt;

use super::AgentError;

/// None of several agents succeeded, where one would have been enough: the cause of an [`AgentError`].
///
/// It holds the failure of each. A failure that is itself such a list is taken apart, so that a chain of fallbacks is one
/// list.
///
/// ```
/// use agentflow::error::AllFailed;
/// use agentflow::lazy_task;
///
/// let web = lazy_task(|| Err::<u32, _>("no route")).named("web");
/// let disk = lazy_task(|| Err("no such file")).named("disk");
/// let error = web.try_fallback(disk).await_result().unwrap_err();
///
/// let all: &AllFailed = error.downcast_ref().unwrap();
/// assert_eq!(all.errors().iter().map(|error| error.agent()).collect::<Vec<_>>(), ["web", "disk"]);
/// ```
#[derive(Clone)]
pub struct AllFailed(Vec<AgentError>);

impl AllFailed {
    pub(crate) fn new(errors: Vec<AgentError>) -> Self {
        AllFailed(errors.into_iter().flat_map(apart).collect())
    }

    /// The failures, in the order of the agents.
    #[must_use]
    pub fn errors(&self) -> &[AgentError] {
        &self.0
    }
}

/// The failures in this one. The way through other workflows is part of a failure: where there is one, it stays whole.
fn apart(error: AgentError) -> Vec<AgentError> {
    match error.downcast_ref::<AllFailed>() {
        Some(all) if error.path().next().is_none() => all.0.clone(),
        _ => vec![error],
    }
}

/// All of them in one line: ``agent `web` (src/main.rs:5) failed: no route; agent `disk` (src/main.rs:6) failed: ..``
impl fmt::Display for AllFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if index > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

/// The same as [`Display`](fmt::Display).
impl fmt::Debug for AllFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for AllFailed {}
