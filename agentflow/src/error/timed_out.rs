//! An agent that took too long.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// An agent had no value within its time limit: the cause of an [`AgentError`](super::AgentError), from
/// [`timeout`](crate::AgentTask::timeout).
///
/// ```
/// use agentflow::{error::TimedOut, timer};
/// use std::time::Duration;
///
/// let error = timer(Duration::from_secs(60)).timeout(Duration::from_millis(5)).await_result().unwrap_err();
/// let cause: &TimedOut = error.downcast_ref().unwrap();
/// assert_eq!(cause.limit(), Duration::from_millis(5));
/// assert_eq!(cause.to_string(), "no answer within 5ms");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimedOut {
    limit: Duration,
}

impl TimedOut {
    pub(crate) fn new(limit: Duration) -> Self {
        TimedOut { limit }
    }

    /// The time that it had.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer within {:?}", self.limit)
    }
}

impl Error for TimedOut {}
