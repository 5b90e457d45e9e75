//! A run that does not end with its value.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::site::AgentName;

/// Why a run ended without a value: an agent panicked, or the run was cancelled.
///
/// An agent that *fails* is not a `RunError`: its `Err` is the value of the run.
///
/// ```
/// use agentflow::lazy_task;
///
/// let plan = lazy_task(|| -> u32 { panic!("no such source") }).named("search");
/// let error = plan.try_await_result().unwrap_err();
/// assert!(error.is_panic());
/// assert!(error.to_string().starts_with("agent `search`"));
/// assert!(error.to_string().ends_with("panicked: no such source"));
/// ```
pub struct RunError(Reason);

enum Reason {
    /// The mutex makes the error `Sync`, which a payload is not.
    Panicked {
        /// `None` for a value that was dropped outside of all agents.
        agent: Option<AgentName>,
        payload: Mutex<Option<Box<dyn Any + Send>>>,
        message: String,
    },
    Cancelled,
    Refused(String),
}

impl RunError {
    pub(crate) fn panicked(agent: AgentName, payload: Box<dyn Any + Send>) -> Self {
        RunError::of_panic(Some(agent), payload)
    }

    /// A value panicked when the run dropped it.
    pub(crate) fn value_panicked(payload: Box<dyn Any + Send>) -> Self {
        RunError::of_panic(None, payload)
    }

    fn of_panic(agent: Option<AgentName>, payload: Box<dyn Any + Send>) -> Self {
        let message = panic_message(&*payload);
        RunError(Reason::Panicked { agent, payload: Mutex::new(Some(payload)), message })
    }

    pub(crate) fn cancelled() -> Self {
        RunError(Reason::Cancelled)
    }

    /// The run could not be done as it was described.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        RunError(Reason::Refused(why.into()))
    }

    /// Whether an agent panicked, or a value when the run dropped it.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Reason::Panicked { .. })
    }

    /// Whether the run was cancelled from outside, for instance because its executor was shut down.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self.0, Reason::Cancelled)
    }

    /// The name of the agent that panicked, if it has one.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        match &self.0 {
            Reason::Panicked { agent: Some(agent), .. } if !agent.name.is_empty() => Some(&agent.name),
            _ => None,
        }
    }

    /// The payload of the panic, as [`std::thread::JoinHandle::join`] would give it; `None` if no agent panicked.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// let plan = lazy_task(|| -> u32 { std::panic::panic_any(7_u8) });
    /// let payload = plan.try_await_result().unwrap_err().into_panic();
    /// assert_eq!(payload.and_then(|payload| payload.downcast::<u8>().ok()), Some(Box::new(7)));
    /// ```
    #[must_use]
    pub fn into_panic(self) -> Option<Box<dyn Any + Send>> {
        match self.0 {
            Reason::Panicked { payload, .. } => payload.into_inner().unwrap_or_else(PoisonError::into_inner),
            _ => None,
        }
    }

    /// Goes on with the panic of the agent on this thread; the end of every run without a `Result`.
    pub(crate) fn resume(self) -> ! {
        let message = self.to_string();
        match self.into_panic() {
            Some(payload) => std::panic::resume_unwind(payload),
            None => panic!("{message}"),
        }
    }
}

pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is not text".to_owned())
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Panicked { agent: None, message, .. } => {
                write!(f, "a value panicked when the run dropped it: {message}")
            }
            Reason::Panicked { agent: Some(agent), message, .. } => write!(f, "{agent} panicked: {message}"),
            Reason::Cancelled => write!(f, "the run was cancelled before it had its value"),
            Reason::Refused(why) => write!(f, "{why}"),
        }
    }
}

impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for RunError {}
