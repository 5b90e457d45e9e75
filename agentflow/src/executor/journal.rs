//! A store on disk that remembers what named agents gave, so that a run goes on after a crash where it was.

mod doubt;
mod entry;
mod error;
mod file;
mod opening;
mod run;
mod store;
mod table;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::{CallId, Executor};

pub use entry::{BegunEntry, CallEntry, RunEntry};
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
/// that. An [effect](super::Nature::Effect) does not: that it begins is on the disk before, and if it was cut short, the run ends
/// with an error until somebody has looked what became of it ([`begun`](Journal::begun)). What a plan does between agents is done again by each run and must be pure: a clock, a random number or the order of
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
    /// A value that is a failure is remembered as any other is: else a run that is taken up could come to something else. The
    /// failure of an effect stays, because a try that failed may have done it: [`forget_call`](Journal::forget_call) if it has not.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn forget_failures(&self, id: &str) -> Result<usize, JournalError> {
        self.0.forget_failures(id)
    }

    /// The effects of a run that began and did not end, so that nobody knows whether they are done: the process was killed
    /// meanwhile, they panicked, or nobody waited for them any more. In the order in which they began.
    ///
    /// A run that comes to one of them ends with an error, until somebody has looked and says it: [`forget_call`](Journal::forget_call)
    /// for what was not done, [`settle`](Journal::settle) for what was.
    ///
    /// # Errors
    /// If the journal can't be read.
    ///
    /// # Examples
    ///
    #[cfg_attr(feature = "named", doc = "```")]
    #[cfg_attr(not(feature = "named"), doc = "```ignore")]
    /// use agentflow::agent;
    /// use agentflow::executor::{Journal, Pool};
    ///
    /// #[agent(effect)]
    /// fn charge_card(cents: u64) -> String {
    ///     if cents > 100 { panic!("no connection") } else { format!("{cents} charged") }
    /// }
    ///
    /// # let folder = tempfile::tempdir()?;
    /// let journal = Journal::open(folder.path().join("runs.journal"))?;
    /// let charge = || charge_card(120).unguarded().try_run_on(&journal.wrap("monday", Pool::shared()));
    /// assert!(charge().unwrap_err().is_panic()); // did the bank hear of it?
    /// assert!(charge().unwrap_err().to_string().contains("it may be done or not"));
    ///
    /// let [effect] = &journal.begun("monday")?[..] else { panic!("there is one") };
    /// assert_eq!((&*effect.agent, &*effect.input), ("charge_card", &b"[120]"[..]));
    /// // The bank says that it has.
    /// journal.settle("monday", effect.id, br#""120 charged""#)?;
    /// assert_eq!(charge()?, "120 charged");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn begun(&self, id: &str) -> Result<Vec<BegunEntry>, JournalError> {
        self.0.begun(id)
    }

    /// Says that an effect which [`began`](Journal::begun) is done and gave this value, encoded as the agent's values are (as JSON,
    /// for an [`agent`](crate::agent)). Gives whether it had begun. What was said can be said again, if it was wrong.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn settle(&self, id: &str, call: CallId, value: impl Into<Vec<u8>>) -> Result<bool, JournalError> {
        self.0.settle(id, call, value.into())
    }

    /// Forgets a call, so that it is made again: such as an effect which [`began`](Journal::begun) and was not done. Gives whether
    /// there was one.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn forget_call(&self, id: &str, call: CallId) -> Result<bool, JournalError> {
        self.0.forget_call(id, call)
    }

    /// Forgets a run. Gives whether there was one.
    ///
    /// # Errors
    /// If the run is under way, or the journal can't be written.
    pub fn delete(&self, id: &str) -> Result<bool, JournalError> {
        self.0.delete(id)
    }
}
