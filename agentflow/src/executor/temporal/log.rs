//! What a plan was told so far, in the order in which it was told: told again, it is where it was.
//!
//! A run whose history gets too long for a server goes on as a new one, which is handed the log. Values that are too much for
//! that stay where they are, in the history of an earlier run, and are read from there.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{CallId, Recorded};
use super::spending;
use crate::error::BoxError;

/// What is carried along at most, in bytes of values.
const CARRIED: usize = 1_000_000;
/// A value of this length is no longer than what stands for it.
const SHORT: usize = 64;

/// What a plan was told, and when: milliseconds from its beginning.
pub(super) struct Told {
    pub(super) at: u64,
    pub(super) what: What,
}

pub(super) enum What {
    /// A call has this value; `None` if it is to be read from the history of the run in which it came. And what it spent.
    Value(CallId, Option<String>, Option<String>),
    Woke(u64),
}

/// All that a plan was told.
#[derive(Default)]
pub(super) struct Log {
    pub(super) told: Vec<Told>,
    /// The earlier runs, and how much had been told at the end of each.
    pub(super) runs: Vec<(String, usize)>,
}

/// What a run hands to the one that follows.
pub(super) struct Carried {
    /// When the plan began: milliseconds since the epoch.
    pub(super) began: u64,
    pub(super) log: Log,
    /// What was said, and nobody has heard yet.
    pub(super) mail: Vec<(String, Vec<u8>)>,
    /// Effects that may be done or not.
    pub(super) doubts: BTreeSet<CallId>,
}

/// The log, the runs, the mail, the doubts, and what calls have spent, by their index in the log.
type Written = (
    u64,
    Vec<(u64, String, Option<String>)>,
    Vec<(String, usize)>,
    Vec<(String, String)>,
    Vec<String>,
    BTreeMap<usize, String>,
);

impl Log {
    pub(super) fn value(&mut self, at: u64, call: CallId, recorded: &Recorded) {
        let value = String::from_utf8_lossy(&recorded.value).into_owned();
        self.told.push(Told { at, what: What::Value(call, Some(value), spending::of(recorded)) });
    }

    pub(super) fn woke(&mut self, at: u64, sleep: u64) {
        self.told.push(Told { at, what: What::Woke(sleep) });
    }

    /// The run `id` ends here.
    pub(super) fn end_of_run(&mut self, id: &str) {
        self.runs.push((id.to_owned(), self.told.len()));
    }

    /// The run in which something was told.
    pub(super) fn run_of(&self, index: usize) -> Option<&str> {
        let run = self.runs.iter().find(|(_, end)| index < *end)?;
        Some(&run.0)
    }
}

impl Carried {
    pub(super) fn write(&self) -> Vec<u8> {
        let values = self.log.told.iter().map(|told| match &told.what {
            What::Value(_, value, _) => value.as_ref().map_or(0, String::len),
            What::Woke(_) => 0,
        });
        let keep = if values.sum::<usize>() > CARRIED { SHORT } else { usize::MAX };
        let told = self.log.told.iter().map(|told| match &told.what {
            What::Value(call, value, _) => {
                (told.at, call.to_string(), value.clone().filter(|value| value.len() <= keep))
            }
            What::Woke(sleep) => (told.at, sleep.to_string(), None),
        });
        let mail = self.mail.iter().map(|(name, answer)| (name.clone(), String::from_utf8_lossy(answer).into_owned()));
        let doubts = self.doubts.iter().map(CallId::to_string);
        let spent = self.log.told.iter().enumerate().filter_map(|(index, told)| match &told.what {
            What::Value(_, _, spending) => Some((index, spending.clone()?)),
            What::Woke(_) => None,
        });
        let runs = self.log.runs.clone();
        let written: Written = (self.began, told.collect(), runs, mail.collect(), doubts.collect(), spent.collect());
        serde_json::to_vec(&written).expect("numbers and strings can be written")
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, BoxError> {
        let (began, told, runs, mail, doubts, mut spent): Written = serde_json::from_slice(bytes)?;
        let told = told.into_iter().enumerate().map(|(index, (at, id, value))| {
            // The number of a call has 32 digits, and no sleep has.
            let what = if id.len() == 32 {
                What::Value(id.parse()?, value, spent.remove(&index))
            } else {
                What::Woke(id.parse()?)
            };
            Ok(Told { at, what })
        });
        let log = Log { told: told.collect::<Result<_, BoxError>>()?, runs };
        let mail = mail.into_iter().map(|(name, answer)| (name, answer.into_bytes())).collect();
        let doubts = doubts.iter().map(|id| id.parse()).collect::<Result<_, BoxError>>()?;
        Ok(Carried { began, log, mail, doubts })
    }
}
