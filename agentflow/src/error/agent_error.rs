//! The failure of an agent, as a value.

use std::error::Error;
use std::fmt;

use crate::site::{AgentName, Site};

/// Any error that an agent can fail with.
///
/// A step of [`workflow!`](crate::workflow) may end in `?` if its error turns into this one: that is every error type that is
/// `Send`, `Sync` and `'static`, and also `String` and `&str`.
///
/// ```
/// use agentflow::workflow;
///
/// fn vote(ayes: u32) -> Result<u32, &'static str> {
///     if ayes > 2 { Ok(ayes) } else { Err("too few") }
/// }
///
/// let error = workflow! { ayes = vote(1)?; => ayes }.await_result().unwrap_err();
/// assert_eq!(error.cause().to_string(), "too few");
/// ```
pub type BoxError = Box<dyn Error + Send + Sync + 'static>;

/// The failure of an agent in a [`workflow!`](crate::workflow), from a step that ends in `?`.
///
/// It says which agent failed (the name in the block, the function, the file and line) and keeps the error that the
/// agent returned, which [`downcast_ref`](AgentError::downcast_ref) gives back with its type.
///
/// ```
/// use agentflow::{AgentError, workflow};
///
/// fn parse(text: String) -> Result<i32, std::num::ParseIntError> {
///     text.parse()
/// }
///
/// let text = String::from("forty-two");
/// let plan = workflow! { n = parse(text)?; => n + 1 };
/// let error: AgentError = plan.await_result().unwrap_err();
/// assert_eq!((error.agent(), error.function()), ("n", "parse"));
/// assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
/// assert!(error.to_string().contains("invalid digit"));
/// ```
pub struct AgentError(Box<Failure>);

struct Failure {
    agent: AgentName,
    source: BoxError,
}

impl AgentError {
    pub(crate) fn new(site: Site, source: BoxError) -> Self {
        AgentError(Box::new(Failure { agent: site.into(), source }))
    }

    /// The name of the agent: what its step is bound to; `=>` for the result of a block.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.0.agent.name
    }

    /// The function that the step calls, as it is written there; empty where a step calls none.
    #[must_use]
    pub fn function(&self) -> &str {
        self.0.agent.function
    }

    /// The source file of the step.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.0.agent.location.file()
    }

    /// The line of the step in its source file, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.0.agent.location.line()
    }

    /// The error that the agent returned.
    ///
    /// Where the agent is itself a workflow, this is the [`AgentError`] of the agent in it.
    #[must_use]
    pub fn cause(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0.source
    }

    /// The error that the agent returned, if it is an `E`; in nested workflows, that of the innermost agent.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        match (self.0.source.downcast_ref::<E>(), self.0.source.downcast_ref::<AgentError>()) {
            (Some(found), _) => Some(found),
            (None, Some(inner)) => inner.downcast_ref(),
            (None, None) => None,
        }
    }

    /// The error that the agent returned, by value.
    ///
    /// # Errors
    /// Gives `self` back if the agent returned something else than an `E`.
    ///
    /// ```
    /// use agentflow::workflow;
    /// use std::num::ParseIntError;
    ///
    /// let error = workflow! { n = "x".parse::<u8>()?; => n }.await_result().unwrap_err();
    /// let error = error.downcast::<std::io::Error>().unwrap_err(); // it is another one
    /// let cause: ParseIntError = error.downcast().unwrap();
    /// assert_eq!(cause, "x".parse::<u8>().unwrap_err());
    /// ```
    pub fn downcast<E: Error + 'static>(self) -> Result<E, Self> {
        let Failure { agent, source } = *self.0;
        match source.downcast::<E>() {
            Ok(error) => Ok(*error),
            Err(source) => Err(AgentError(Box::new(Failure { agent, source }))),
        }
    }
}

impl fmt::Display for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.0.agent, self.0.source)
    }
}

/// The same as [`Display`](fmt::Display): `fn main() -> Result<(), AgentError>` then ends in a line that can be read.
impl fmt::Debug for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for AgentError {
    /// What is behind the agent's own error, which is already in the message.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.source()
    }
}
