//! The failure of an agent, as a value.

use std::error::Error;
use std::fmt;

use crate::site::{AgentName, Site, StepSite};

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
    /// The agent, and the agents that it is a part of, from the inside out.
    agents: Vec<AgentName>,
    source: BoxError,
}

impl AgentError {
    /// The failure of the agent at `site`. Where that agent is a workflow, the failure is that of an agent in it, which
    /// stays what it is.
    pub(crate) fn new(site: &'static StepSite, source: BoxError) -> Self {
        let agent = Site::Step(site).into();
        match source.downcast::<AgentError>() {
            Ok(inner) if site.is_result() => *inner,
            Ok(mut inner) => {
                inner.0.agents.push(agent);
                *inner
            }
            Err(source) => AgentError(Box::new(Failure { agents: vec![agent], source })),
        }
    }

    fn innermost(&self) -> &AgentName {
        &self.0.agents[0]
    }

    /// The name of the agent: what its step is bound to; `=>` for the result of a block.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.innermost().name
    }

    /// The function that the step calls, as it is written there; empty where a step calls none.
    #[must_use]
    pub fn function(&self) -> &str {
        self.innermost().function
    }

    /// The source file of the step.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.innermost().location.file()
    }

    /// The line of the step in its source file, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.innermost().location.line()
    }

    /// The names of the agents that this one is a part of, from the outside in: a workflow is itself an agent of the
    /// workflow that it is a step of.
    ///
    /// ```
    /// use agentflow::workflow;
    ///
    /// let plan = workflow! {
    ///     total = workflow! { n = "seven".parse::<u32>()?; => n }?;
    ///     => total
    /// };
    /// let error = plan.await_result().unwrap_err();
    /// assert_eq!(error.path().collect::<Vec<_>>(), ["total"]);
    /// assert_eq!(error.agent(), "n");
    /// assert!(error.to_string().starts_with("agent `total` > `n` (parse, "));
    /// ```
    pub fn path(&self) -> impl Iterator<Item = &str> {
        self.0.agents[1..].iter().rev().map(|agent| &*agent.name)
    }

    /// The error that the agent returned.
    #[must_use]
    pub fn cause(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0.source
    }

    /// The error that the agent returned, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.source.downcast_ref()
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
        let Failure { agents, source } = *self.0;
        match source.downcast::<E>() {
            Ok(error) => Ok(*error),
            Err(source) => Err(AgentError(Box::new(Failure { agents, source }))),
        }
    }
}

/// ``agent `answer` > `verdict` (judge, src/main.rs:12) failed: connection refused``
impl fmt::Display for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "agent ")?;
        for outer in self.path() {
            write!(f, "`{outer}` > ")?;
        }
        write!(f, "{}", self.innermost().in_place())?;
        write!(f, " failed: {}", self.0.source)
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
