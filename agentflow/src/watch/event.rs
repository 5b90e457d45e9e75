//! What happens to agents.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::Note;

/// An agent of a run: one start of one step. A step that is tried again is another agent each time.
///
/// Numbers begin at 1 in each run of a [watched](crate::AgentTask::watched) task.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AgentId(pub(crate) u64);

/// The number.
impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Something that happened to an agent.
///
/// As text, it is one line: `` 3 `news` (search_news, src/main.rs:12) started ``.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The agent.
    pub agent: AgentId,
    /// The agent that planned it, if one did.
    pub parent: Option<AgentId>,
    /// Its name in the block, or the one that [`named`](crate::AgentTask::named) gave it; else empty.
    pub name: Cow<'static, str>,
    /// The function that it calls, as written in the block; else empty.
    pub function: &'static str,
    /// Where it is written.
    pub location: &'static Location<'static>,
    /// When, by the clock of the executor.
    pub at: Instant,
    /// The thread on which it happened.
    pub thread: Thread,
    /// What happened.
    pub what: What,
}

impl Event {
    /// What the agent is called where no more than a word fits: its name, else its place.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.name, self.location)
    }
}

pub(super) fn label(name: &str, location: &Location<'_>) -> String {
    if name.is_empty() { format!("{}:{}", location.file(), location.line()) } else { name.to_owned() }
}

/// What can happen to an agent. The first that is heard of it is that it was planned or queued; the last that is heard of it is that it finished, failed or was
/// cancelled, and that is heard once.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum What {
    /// A step of a block that waits for others, and is queued when they have finished.
    Planned {
        /// What it waits for.
        needs: Vec<AgentId>,
        /// Whose values it uses. It waits for others only because they are written before it.
        uses: Vec<AgentId>,
    },
    /// All that it waited for is there.
    Queued,
    /// Its code runs.
    Started,
    /// It failed, and will be tried again.
    Retried {
        /// How often it was tried so far.
        tries: u32,
        /// The wait before the next try.
        wait: Duration,
        /// Why it failed.
        error: String,
    },
    /// A value was there already: [`cached`](crate::AgentTask::cached) had it.
    Cached,
    /// It says something of itself, by [`note`](super::note).
    Noted {
        /// What it tells of, such as `"tokens"`.
        key: Cow<'static, str>,
        /// How much, or what.
        value: Note,
    },
    /// It has its value.
    Finished,
    /// It ended the run, or its block, with this error.
    Failed(String),
    /// Nobody needs its value any more.
    Cancelled,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = crate::site::AgentName { name: self.name.clone(), function: self.function, location: self.location };
        write!(f, "{} {} {}", self.agent, name.in_place(), self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Planned { needs, .. } => {
                f.write_str("waits for")?;
                needs
                    .iter()
                    .enumerate()
                    .try_for_each(|(i, agent)| write!(f, "{} {agent}", if i == 0 { "" } else { "," }))
            }
            What::Queued => f.write_str("queued"),
            What::Started => f.write_str("started"),
            What::Retried { tries, wait, error } => write!(f, "failed in try {tries}, next in {wait:?}: {error}"),
            What::Cached => f.write_str("had its value already"),
            What::Noted { key, value } => write!(f, "noted {key}: {value}"),
            What::Finished => f.write_str("finished"),
            What::Failed(error) => write!(f, "failed: {error}"),
            What::Cancelled => f.write_str("cancelled"),
        }
    }
}
