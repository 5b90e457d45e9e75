//! A call that must not be made twice.

use super::Agent;
use crate::AgentTask;
use crate::require::{MayBeCached, MayBeHedged, MayBeRetried};

/// What calling an agent with `#[agent(effect)]` makes: a task that nothing may run twice or leave half done.
///
/// It has no methods that would, such as `retry`, and is no [`AgentTask`] that could be raced. In a [`workflow!`](crate::workflow)
/// it is a step as any other, except under `#[retry]`, `#[hedge]` and `#[cached]` and in a `race`, where it does not compile.
///
/// ```
/// use agentflow::{agent, workflow};
///
/// #[agent(effect)]
/// fn charge_card(cents: u64) -> Result<u64, String> {
///     if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
/// }
///
/// let plan = workflow! { receipt = charge_card(1_200)?; => receipt };
/// assert_eq!(plan.await_result().unwrap(), 1_200);
/// ```
#[must_use = "descriptions are lazy and do nothing unless run"]
pub struct Effect<N: Agent>(pub(crate) AgentTask<N::Value>);

impl<N: Agent> Effect<N> {
    /// The task, for whom it may concern: whoever runs it twice, races it or drops it half done answers for that.
    ///
    /// It is the way to functions that take tasks, such as [`join_results`](crate::join_results), and to effects that can be
    /// tried again because the other side knows each request by a number.
    ///
    /// ```
    /// use agentflow::{agent, join_results};
    ///
    /// #[agent(effect)]
    /// fn send(line: &str) -> usize {
    ///     line.len()
    /// }
    ///
    /// // A join runs each side once.
    /// let both = join_results(send("a").unguarded(), send("bc").unguarded(), |a, b| a + b);
    /// assert_eq!(both.await_result(), 3);
    /// ```
    pub fn unguarded(self) -> AgentTask<N::Value> {
        self.0
    }
}

impl<N: Agent> Effect<N>
where
    N::Value: Send,
{
    /// Runs it and waits: see [`AgentTask::await_result`].
    pub fn await_result(self) -> N::Value {
        self.0.await_result()
    }
}

/// What would run it twice: there for the compile error.
#[doc(hidden)]
impl<N: Agent> Effect<N> {
    pub fn retry<P>(self, _policy: P) -> AgentTask<N::Value>
    where
        N: MayBeRetried,
    {
        self.0
    }

    pub fn hedge<D>(self, _delay: D) -> AgentTask<N::Value>
    where
        N: MayBeHedged,
    {
        self.0
    }

    pub fn cached<K>(self, _key: K) -> AgentTask<N::Value>
    where
        N: MayBeCached,
    {
        self.0
    }
}
