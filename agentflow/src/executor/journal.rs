//! A store on disk that remembers what named agents gave, so that a run goes on after a crash where it was.

mod entry;
mod error;
mod opening;
mod run;
mod store;
mod table;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::Executor;

pub use entry::{CallEntry, RunEntry};
pub use error::JournalError;
pub use run::Journaled;
use store::Store;

/// A store on disk that remembers what the named agents of a run gave.
///
/// A plan that runs in it under some id asks it before each call of a [named agent](crate::call_agent). What the agent gave in
/// an earlier run under that id is used again; else the agent runs, on the executor that was wrapped, and nobody goes on with its
/// value before that is on the disk. So a run that was cut short (a crash, a `kill -9`, a deployment) is taken up by running the
/// same plan again under the same id: it calls what is missing, and comes to the value to which it would have come.
///
/// Which call is which depends on where it stands in the plan, on the agent and on its input ([`CallId`](super::CallId)). An
/// edited plan calls again what the edit reaches, and nothing else.
///
/// An agent that was running when the process died runs again, because nobody knows how far it had come: agents have to bear
/// that. What a plan does between agents is done again by each run and must be pure: a clock, a random number or the order of
/// a hash map there makes other calls. An agent without a name is refused.
///
/// One process at a time may have a journal open. Clones are the same journal.
///
/// ```
/// use agentflow::executor::{Journal, Pool};
/// use agentflow::{Codec, call_agent, lazy_task};
///
/// let codec = Codec {
///     encode: |text: &String| Ok(text.clone().into_bytes()),
///     encode_value: |length: &usize| Ok(length.to_string().into_bytes()),
///     decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
///     failed: |_| false,
/// };
/// let length = |text: &str| call_agent("length", text.to_owned(), codec, |text| lazy_task(move || text.len()));
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("runs.journal");
/// let journal = Journal::open(path)?;
/// let pool = journal.wrap("2026-11-25", Pool::shared());
/// assert_eq!(length("agent").run_on(&pool), 5);
/// assert_eq!(length("agent").run_on(&pool), 5); // what it gave is known
/// assert_eq!(journal.calls("2026-11-25")?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Journal(Arc<Store>);

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Journal").field(&self.0.path).finish()
    }
}

impl Journal {
    /// Opens the journal in this file, or begins one.
    ///
    /// A thread of its own writes to it, until the last clone is dropped.
    ///
    /// # Errors
    /// If another process has it open, if the file is no journal, or one of another version, and if it can't be read or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        Store::open(path.as_ref()).map(|store| Journal(Arc::new(store)))
    }

    /// `executor` with a memory: what a plan does on it belongs to the run `id`.
    ///
    /// One run at a time may have an id. The calls of a second one end it with an error that says so.
    pub fn wrap<E: Executor>(&self, id: impl Into<String>, executor: E) -> Journaled<E> {
        Journaled::new(Arc::clone(&self.0), id.into(), executor)
    }

    /// All runs, by their ids.
    ///
    /// # Errors
    /// If the journal can't be read.
    pub fn runs(&self) -> Result<Vec<RunEntry>, JournalError> {
        self.0.runs()
    }

    /// What the agents of a run gave, in the order in which they ended; nothing if there is no such run.
    ///
    /// # Errors
    /// If the journal can't be read.
    pub fn calls(&self, id: &str) -> Result<Vec<CallEntry>, JournalError> {
        self.0.calls(id)
    }

    /// Forgets the failures of a run, so that these agents are tried again. Gives how many there were.
    ///
    /// A value that is a failure is remembered as any other is: else a run that is taken up could come to something else.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn forget_failures(&self, id: &str) -> Result<usize, JournalError> {
        self.0.forget_failures(id)
    }

    /// Forgets a run. Gives whether there was one.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn delete(&self, id: &str) -> Result<bool, JournalError> {
        self.0.delete(id)
    }
}
