//! A budget that did not last.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::site::AgentName;

/// A [`Budget`](crate::policy::Budget) has run out: what [`charge`](crate::charge) tells the agent, and the cause of
/// the [`AgentError`](super::AgentError) that [`within`](crate::AgentTask::within) yields.
///
/// It tells who was charged for what until then, and from `within` it holds the values of collections that were there
/// when the rest was cancelled.
///
/// ```
/// use agentflow::{charge, error::OutOfBudget, executor::Inline, lazy_task, policy::Budget, sequence_tasks};
///
/// let ask = |n: u32| lazy_task(move || charge("calls", 1).map(|()| n * n)).named("ask");
/// let plan = sequence_tasks((1..=9).map(ask).collect()).within(&Budget::new().limit("calls", 3));
///
/// let error = plan.run_on(&Inline).unwrap_err();
/// let out: &OutOfBudget = error.downcast_ref().unwrap();
/// assert_eq!((out.what(), out.limit(), out.spent()), ("calls", 3, 3));
/// assert_eq!(out.to_string(), "out of calls: 3 of 3 spent, and 1 more were asked for");
/// assert_eq!((out.charges()[0].agent(), out.charges()[0].amount()), ("ask", 3));
/// assert_eq!(out.refused().unwrap().agent(), "ask");
/// let finished: Vec<Result<u32, OutOfBudget>> = out.take_values();
/// assert_eq!(finished.into_iter().flatten().collect::<Vec<_>>(), [1, 4, 9]);
/// ```
pub struct OutOfBudget {
    why: Arc<Reason>,
    /// What was finished: a `Vec` for each collection.
    values: Mutex<Vec<Box<dyn Any + Send>>>,
}

/// What a budget knows of its end.
pub(crate) struct Reason {
    pub(crate) what: String,
    pub(crate) limit: u64,
    pub(crate) spent: u64,
    /// What was asked for; nothing asks for time.
    pub(crate) asked: Option<Charge>,
    pub(crate) charges: Vec<Charge>,
}

/// What an agent was charged for, in all its runs; or, of a charge that was [refused](OutOfBudget::refused), in one.
#[derive(Clone, Debug)]
pub struct Charge {
    pub(crate) agent: AgentName,
    pub(crate) what: String,
    pub(crate) amount: u64,
}

impl Charge {
    /// The name of the agent; empty for one that has none.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent.name
    }

    /// What it used.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// How much of it.
    #[must_use]
    pub fn amount(&self) -> u64 {
        self.amount
    }
}

/// ``agent `ask` (src/main.rs:3): 812 tokens``
impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.agent, self.amount, self.what)
    }
}

impl OutOfBudget {
    pub(crate) fn new(why: Arc<Reason>, values: Vec<Box<dyn Any + Send>>) -> Self {
        OutOfBudget { why, values: Mutex::new(values) }
    }

    /// What it ran out of: a unit of the budget, or `time`.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.why.what
    }

    /// How much of that there was; of time, in milliseconds.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.why.limit
    }

    /// How much of that was spent: never more than the limit. A charge that was refused is not in it.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.why.spent
    }

    /// The charge that was refused, and whose it was; `None` if the time has run out.
    #[must_use]
    pub fn refused(&self) -> Option<&Charge> {
        self.why.asked.as_ref()
    }

    /// Who was charged for what, in the order of their first charges.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.why.charges
    }

    /// The values of type `A` that were finished when the rest was cancelled: those of the items of
    /// [`sequence_tasks`](crate::sequence_tasks), [`sequence_limited`](crate::sequence_limited), their `try_` forms and
    /// `par for`, in their order; and that of the plan itself, if it came to its end in spite of a charge that was
    /// refused.
    ///
    /// They are moved out: asked a second time, it has none of this type any more.
    #[must_use]
    pub fn take_values<A: 'static>(&self) -> Vec<A> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let (taken, left): (Vec<_>, Vec<_>) = values.drain(..).partition(|values| values.is::<Vec<A>>());
        *values = left;
        taken.into_iter().filter_map(|values| values.downcast::<Vec<A>>().ok()).flat_map(|values| *values).collect()
    }
}

/// `out of tokens: 9500 of 10000 spent, and 812 more were asked for`
impl fmt::Display for OutOfBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason { what, limit, spent, asked, .. } = &*self.why;
        match asked {
            Some(Charge { amount, .. }) => {
                write!(f, "out of {what}: {spent} of {limit} spent, and {amount} more were asked for")
            }
            None => write!(f, "out of {what}: it took longer than {limit} ms"),
        }
    }
}

/// The same as [`Display`](fmt::Display).
impl fmt::Debug for OutOfBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for OutOfBudget {}
