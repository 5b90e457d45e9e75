//! What a journal tells of runs and calls.

use std::time::{Duration, SystemTime};

use super::super::{CallId, Recorded, Spent};

/// A run in a [`Journal`](super::Journal).
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RunEntry {
    /// Its id.
    pub id: String,
    /// What [`Journaled::about`](super::Journaled::about) says of it.
    pub about: String,
    /// When it was begun for the first time.
    pub began: SystemTime,
    /// When it came to its end; `None` while it is under way, and when it was cut short.
    pub ended: Option<SystemTime>,
    /// How many calls are remembered.
    pub calls: usize,
    /// How many of these failed.
    pub failed: usize,
    /// How many effects began, and nobody knows whether they are done: see [`Journal::begun`](super::Journal::begun).
    pub begun: usize,
}

/// An effect in a [`Journal`](super::Journal) that began, and may be done or not.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct BegunEntry {
    /// Which call of its plan it is.
    pub id: CallId,
    /// The agent.
    pub agent: String,
    /// Where it stands in its plan.
    pub place: String,
    /// What the agent was given, encoded.
    pub input: Vec<u8>,
    /// When it began.
    pub began: SystemTime,
}

/// A call in a [`Journal`](super::Journal).
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct CallEntry {
    /// Which call of its plan it is.
    pub id: CallId,
    /// The agent.
    pub agent: String,
    /// Where it stands in its plan.
    pub place: String,
    /// What the agent was given, encoded.
    pub input: Vec<u8>,
    /// What it gave, encoded.
    pub value: Vec<u8>,
    /// Whether that is a failure.
    pub failed: bool,
    /// What the agent spent.
    pub spent: Spent,
    /// When it ended.
    pub ended: SystemTime,
    /// How long it took, waiting for a worker included.
    pub took: Duration,
}

impl CallEntry {
    pub(super) fn recorded(self) -> Recorded {
        Recorded { value: self.value, failed: self.failed, spent: self.spent, refused: None }
    }
}
