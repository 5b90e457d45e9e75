//! How often a task is tried, and how long it waits between the tries.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use crate::AgentError;

/// How often a task is tried, how long it waits in between, and after which errors: for
/// [`AgentTask::retry`](crate::AgentTask::retry).
///
/// A number is a policy of so many tries without waits: `task.retry(3)`.
///
/// | policy | tries after |
/// |---|---|
/// | `Retry::times(4)` | no wait |
/// | `Retry::times(4).constant(d)` | `d`, `d`, `d` |
/// | `Retry::times(4).exponential(d)` | `d`, `2 d`, `4 d` |
/// | `Retry::times(4).exponential(d).at_most(3 * d)` | `d`, `2 d`, `3 d` |
///
/// Waits are rounded to microseconds.
///
/// ```
/// use agentflow::{lazy_task, policy::Retry};
/// use std::io::{Error, ErrorKind};
/// use std::time::Duration;
///
/// let policy = Retry::times(5)
///     .exponential(Duration::from_millis(100))
///     .at_most(Duration::from_secs(2))
///     .jitter()
///     .when(|error| error.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::TimedOut));
///
/// let read = lazy_task(|| Err::<u32, _>(Error::from(ErrorKind::NotFound)));
/// assert_eq!(read.retry(policy).await_result().unwrap_err().tries(), 1); // another try would find nothing either
/// ```
#[derive(Clone)]
#[must_use = "a policy does nothing until a task is given it"]
pub struct Retry {
    times: u32,
    first: Duration,
    doubles: bool,
    at_most: Duration,
    jitter: bool,
    when: Option<Arc<When>>,
}

type When = dyn Fn(&AgentError) -> bool + Send + Sync;

impl Retry {
    /// So many tries in all, the first one included, without waits in between. There must be at least 1: see
    /// [`AgentTask::retry`](crate::AgentTask::retry).
    pub fn times(times: u32) -> Self {
        let none = Duration::ZERO;
        Retry { times, first: none, doubles: false, at_most: Duration::MAX, jitter: false, when: None }
    }

    /// The same wait before each new try.
    pub fn constant(self, wait: Duration) -> Self {
        Retry { first: wait, doubles: false, ..self }
    }

    /// A wait before the second try, and twice the wait before each one after that.
    pub fn exponential(self, first: Duration) -> Self {
        Retry { first, doubles: true, ..self }
    }

    /// No wait is longer than this, before its [`jitter`](Retry::jitter).
    pub fn at_most(self, longest: Duration) -> Self {
        Retry { at_most: longest, ..self }
    }

    /// Adds to each wait a random part of it, so that many who failed together do not all come back together. A wait is
    /// then up to twice as long.
    pub fn jitter(self) -> Self {
        Retry { jitter: true, ..self }
    }

    /// Tries again only after errors for which `predicate` holds; any other error is the last one. It runs between the
    /// tries and should return at once.
    ///
    /// The error tells of the tries so far.
    ///
    /// ```
    /// use agentflow::{lazy_task, policy::Retry};
    ///
    /// let policy = Retry::times(10).when(|error| error.tries() < 4);
    /// let error = lazy_task(|| Err::<(), _>("down")).retry(policy).await_result().unwrap_err();
    /// assert_eq!(error.tries(), 4);
    /// ```
    pub fn when(self, predicate: impl Fn(&AgentError) -> bool + Send + Sync + 'static) -> Self {
        Retry { when: Some(Arc::new(predicate)), ..self }
    }

    pub(super) fn tries(&self) -> u32 {
        self.times
    }

    pub(super) fn applies_to(&self, error: &AgentError) -> bool {
        self.when.as_ref().is_none_or(|when| when(error))
    }

    /// The waits of one run.
    pub(super) fn waits(&self) -> Waits {
        let first = self.first.min(self.at_most);
        let longest = if self.doubles { self.at_most } else { first };
        let backoff = ExponentialBuilder::new().with_min_delay(first).with_max_delay(longest).without_max_times();
        let backoff = if self.jitter { backoff.with_jitter() } else { backoff };
        Waits(Box::new(backoff.build()))
    }
}

/// A number of tries, without waits in between.
impl From<u32> for Retry {
    fn from(times: u32) -> Self {
        Retry::times(times)
    }
}

/// One wait after the other.
pub(super) struct Waits(Box<dyn Iterator<Item = Duration> + Send>);

impl Waits {
    pub(super) fn next(&mut self) -> Duration {
        whole_micros(self.0.next().unwrap_or_default())
    }
}

/// Takes away what `f32`, in which the waits are computed, adds to them: twice 100 ms are 3 ns too long.
fn whole_micros(wait: Duration) -> Duration {
    let nanos = wait.as_nanos() + 500;
    u64::try_from(nanos / 1000).map_or(wait, Duration::from_micros)
}
