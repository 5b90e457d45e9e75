//! The failure of an agent, as a value.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::TimedOut;
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

/// The failure of an agent: of a step of a [`workflow!`](crate::workflow) that ends in `?`, or of a task under a
/// [policy](crate::policy).
///
/// It says which agent failed (the name in the block, the function, the file and line), how often it was tried and how
/// long that took, where a policy knows it, and keeps the error that the agent returned, which
/// [`downcast_ref`](AgentError::downcast_ref) gives back with its type. A clone shares that error.
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
#[derive(Clone)]
pub struct AgentError(Box<Failure>);

#[derive(Clone)]
struct Failure {
    /// The agent, and the agents that it is a part of, from the inside out.
    agents: Vec<AgentName>,
    source: Arc<BoxError>,
    tries: u32,
    took: Option<Duration>,
}

impl AgentError {
    /// The failure of the agent at `site`. Where that agent is a workflow, the failure is that of an agent in it, which
    /// stays what it is.
    pub(crate) fn new(site: &'static StepSite, source: BoxError) -> Self {
        let agent = Site::Step(site);
        match source.downcast::<AgentError>() {
            Ok(inner) if site.is_result() => *inner,
            Ok(mut inner) => {
                inner.0.agents.push(agent.into());
                *inner
            }
            Err(source) => AgentError::of(agent, source),
        }
    }

    /// The failure of an agent. An error that already is one stays what it is: nobody has to know which policy it passed.
    pub(crate) fn of(agent: impl Into<AgentName>, source: BoxError) -> Self {
        match source.downcast::<AgentError>() {
            Ok(inner) => *inner,
            Err(source) => {
                let (agents, source) = (vec![agent.into()], Arc::new(source));
                AgentError(Box::new(Failure { agents, source, tries: 1, took: None }))
            }
        }
    }

    /// The same failure, and it took `tries` in all: those of an inner retry are to be counted in.
    pub(crate) fn after_tries(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    /// The same failure, and it took so long: what an outer policy measures holds what an inner one did.
    pub(crate) fn having_taken(mut self, time: Duration) -> Self {
        self.0.took = Some(time);
        self
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

    /// How often the agent was tried: 1, unless it was [retried](crate::AgentTask::retry). Retries inside of a retry are
    /// all counted, as far as they came to an end: a timeout that cuts a retry short can't tell how far it was.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// let error = lazy_task(|| "x".parse::<u8>()).retry(3).await_result().unwrap_err();
    /// assert_eq!(error.tries(), 3);
    /// ```
    #[must_use]
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    /// How long it took until the agent had failed, all tries and the waits between them included; `None` if no policy
    /// measured it. Where several did, the outermost one counts.
    ///
    /// ```
    /// use agentflow::{lazy_task, policy::Retry};
    /// use std::time::Duration;
    ///
    /// let plan = lazy_task(|| "x".parse::<u8>()).retry(Retry::times(3).constant(Duration::from_millis(2)));
    /// assert!(plan.await_result().unwrap_err().took() >= Some(Duration::from_millis(4)));
    /// ```
    #[must_use]
    pub fn took(&self) -> Option<Duration> {
        self.0.took
    }

    /// Whether the agent failed because it had no value in time: whether its cause is [`TimedOut`].
    ///
    /// ```
    /// use agentflow::timer;
    /// use std::time::Duration;
    ///
    /// let error = timer(Duration::from_secs(60)).timeout(Duration::from_millis(5)).await_result().unwrap_err();
    /// assert!(error.is_timeout());
    /// ```
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.downcast_ref::<TimedOut>().is_some()
    }

    /// The error that the agent returned.
    #[must_use]
    pub fn cause(&self) -> &(dyn Error + Send + Sync + 'static) {
        &**self.0.source
    }

    /// The error that the agent returned, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.source.downcast_ref()
    }

    /// The error that the agent returned, by value.
    ///
    /// # Errors
    /// Gives `self` back if the agent returned something else than an `E`, or if a clone of `self` has it too.
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
        let failure = *self.0;
        let back = match Arc::try_unwrap(failure.source) {
            Ok(source) => match source.downcast::<E>() {
                Ok(error) => return Ok(*error),
                Err(source) => Arc::new(source),
            },
            Err(shared) => shared,
        };
        Err(AgentError(Box::new(Failure { source: back, ..failure })))
    }
}

/// ``agent `answer` > `verdict` (judge, src/main.rs:12) failed after 3 tries in 5.02s: connection refused``
impl fmt::Display for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { agents, source, tries, took } = &*self.0;
        if let [agent] = &agents[..] {
            write!(f, "{agent} failed")?;
        } else {
            write!(f, "agent ")?;
            for outer in self.path() {
                write!(f, "`{outer}` > ")?;
            }
            write!(f, "{} failed", self.innermost().in_place())?;
        }
        if *tries > 1 {
            write!(f, " after {tries} tries")?;
        }
        if let Some(took) = took {
            write!(f, " in {took:.2?}")?;
        }
        write!(f, ": {source}")
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
