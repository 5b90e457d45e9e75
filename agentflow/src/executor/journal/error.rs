//! What can be wrong with a journal.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::BoxError;

/// What is wrong with a [`Journal`](super::Journal): it says which file, and what to do.
#[derive(Debug)]
pub struct JournalError {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Open,
    UnderWay(String),
    Foreign(BoxError),
    Version(u64),
    Damaged(String),
    Storage(BoxError),
}

impl JournalError {
    pub(super) fn open(path: &Path) -> Self {
        Self::new(path, Kind::Open)
    }

    pub(super) fn under_way(path: &Path, id: &str) -> Self {
        Self::new(path, Kind::UnderWay(id.to_owned()))
    }

    pub(super) fn foreign(path: &Path, why: impl Into<BoxError>) -> Self {
        Self::new(path, Kind::Foreign(why.into()))
    }

    pub(super) fn version(path: &Path, version: u64) -> Self {
        Self::new(path, Kind::Version(version))
    }

    pub(super) fn damaged(path: &Path, what: String) -> Self {
        Self::new(path, Kind::Damaged(what))
    }

    pub(super) fn storage(path: &Path, source: impl Into<BoxError>) -> Self {
        Self::new(path, Kind::Storage(source.into()))
    }

    fn new(path: &Path, kind: Kind) -> Self {
        JournalError { path: path.to_owned(), kind }
    }

    /// Whether another process, or another part of this one, has the journal open.
    #[must_use]
    pub fn is_open_elsewhere(&self) -> bool {
        matches!(self.kind, Kind::Open)
    }

    /// Whether the run is under way.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.kind, Kind::UnderWay(_))
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.kind {
            Kind::Open => {
                write!(
                    f,
                    "the journal {path} is open already: wait until the process that has it ends, or share a clone"
                )
            }
            Kind::UnderWay(id) => {
                write!(f, "the run `{id}` of the journal {path} is under way: give this one another id")
            }
            Kind::Foreign(why) => write!(f, "{path} is no journal, or is damaged: {why}"),
            Kind::Version(version) => write!(
                f,
                "the journal {path} has version {version}, and this program knows version {}: open it with the program that \
                 wrote it, or begin another one",
                super::table::VERSION
            ),
            Kind::Damaged(what) => write!(f, "the journal {path} is damaged: {what}"),
            Kind::Storage(why) => write!(f, "the journal {path} can't be read or written: {why}"),
        }
    }
}

impl Error for JournalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Foreign(why) | Kind::Storage(why) => Some(&**why),
            _ => None,
        }
    }
}
