//! A loop that did not come to its end.

use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A [`loop_task`](crate::loop_task) has had all its turns, and none of them ended it. It keeps the last state.
///
/// ```
/// use std::ops::ControlFlow;
/// use agentflow::{AgentTask, completed_task, loop_task};
///
/// let halve = |n: u32| -> AgentTask<ControlFlow<(), u32>> { completed_task(ControlFlow::Continue(n / 2)) };
/// let error = loop_task(3, 80, halve).await_result().unwrap_err();
/// assert_eq!(error.to_string(), "no end after 3 turns");
/// assert_eq!((error.turns(), error.into_state()), (3, 10));
/// ```
pub struct OutOfTurns<S> {
    turns: usize,
    /// The mutex makes the error `Sync`, which a state need not be.
    state: Mutex<S>,
}

impl<S> OutOfTurns<S> {
    pub(crate) fn new(turns: usize, state: S) -> Self {
        OutOfTurns { turns, state: Mutex::new(state) }
    }

    /// How many turns the loop has had: all that it may have.
    #[must_use]
    pub fn turns(&self) -> usize {
        self.turns
    }

    /// The state that the next turn would have begun with; the seed if there was no turn at all.
    #[must_use]
    pub fn into_state(self) -> S {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `no end after 20 turns`
impl<S> fmt::Display for OutOfTurns<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = if self.turns == 1 { "" } else { "s" };
        write!(f, "no end after {} turn{s}", self.turns)
    }
}

/// The same as [`Display`](fmt::Display), so that a state need not be `Debug`.
impl<S> fmt::Debug for OutOfTurns<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<S> Error for OutOfTurns<S> {}
