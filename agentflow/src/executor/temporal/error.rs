//! What can be wrong on the way to a server, and how a run ends that has no value.

use std::error::Error;
use std::fmt;

use crate::error::BoxError;

/// What is wrong with a [`Temporal`](super::Temporal): it says with which plan, agent or server, and what to do.
#[derive(Debug)]
pub struct TemporalError(Kind);

#[derive(Debug)]
enum Kind {
    Unreachable { address: String, source: BoxError },
    Unknown { id: String },
    Failed { id: String, why: String },
    Cancelled { id: String },
    Stuck { id: String, why: String },
    InDoubt { id: String, why: String },
    Other { what: String, source: BoxError },
}

impl TemporalError {
    pub(super) fn unreachable(address: &str, source: impl Into<BoxError>) -> Self {
        TemporalError(Kind::Unreachable { address: address.to_owned(), source: source.into() })
    }

    pub(super) fn unknown(id: &str) -> Self {
        TemporalError(Kind::Unknown { id: id.to_owned() })
    }

    pub(super) fn failed(id: &str, why: String) -> Self {
        TemporalError(Kind::Failed { id: id.to_owned(), why })
    }

    pub(super) fn cancelled(id: &str) -> Self {
        TemporalError(Kind::Cancelled { id: id.to_owned() })
    }

    pub(super) fn stuck(id: &str, why: String) -> Self {
        TemporalError(Kind::Stuck { id: id.to_owned(), why })
    }

    pub(super) fn in_doubt(id: &str, why: String) -> Self {
        TemporalError(Kind::InDoubt { id: id.to_owned(), why })
    }

    pub(super) fn other(what: impl Into<String>, source: impl Into<BoxError>) -> Self {
        TemporalError(Kind::Other { what: what.into(), source: source.into() })
    }

    /// Whether no server answered.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self.0, Kind::Unreachable { .. })
    }

    /// Whether the run was cancelled, or terminated.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self.0, Kind::Cancelled { .. })
    }

    /// Whether the run can't go on with the workers that are there, and will with others: see
    /// [`Run::result`](super::Run::result).
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        matches!(self.0, Kind::Stuck { .. })
    }

    /// Whether the run goes on once somebody has said if an effect was done whose worker was lost: by
    /// [`Run::answer_at`](super::Run::answer_at) or [`Run::begin_again`](super::Run::begin_again).
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        matches!(self.0, Kind::InDoubt { .. })
    }
}

impl fmt::Display for TemporalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Unreachable { address, source } => write!(
                f,
                "no Temporal server answers at {address}: start one, `temporal server start-dev`, or give another address: {source}"
            ),
            Kind::Unknown { id } => {
                write!(f, "there is no run `{id}` that goes on: it was not submitted, or has ended")
            }
            Kind::Failed { id, why } => write!(f, "the run `{id}` failed: {why}"),
            Kind::Cancelled { id } => write!(f, "the run `{id}` was cancelled"),
            Kind::Stuck { id, why } => {
                write!(f, "the run `{id}` waits for a worker that can go on with it, and nothing is lost: {why}")
            }
            Kind::InDoubt { id, why } => {
                write!(f, "the run `{id}` waits for somebody who looks, and nothing is lost: {why}")
            }
            Kind::Other { what, source } => write!(f, "{what}: {source}"),
        }
    }
}

impl Error for TemporalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Kind::Unreachable { source, .. } | Kind::Other { source, .. } => Some(&**source),
            _ => None,
        }
    }
}
