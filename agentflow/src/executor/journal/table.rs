//! What is where in the file.

use std::hash::Hasher;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redb::TableDefinition;
use siphasher::sip128::{Hasher128, SipHasher13};

use super::super::CallId;
use super::entry::CallEntry;

/// Of what is in the tables below.
pub(super) const VERSION: u64 = 1;

/// `version`.
pub(super) const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("agentflow");

/// By the id of a run: when it began, when it ended, and what somebody wanted to be kept of it.
pub(super) const RUNS: TableDefinition<'_, &str, (u64, Option<u64>, &str)> = TableDefinition::new("runs");

/// By the id of a run and that of a call.
pub(super) const CALLS: TableDefinition<'_, (&str, [u8; 16]), Row<'_>> = TableDefinition::new("calls");

/// Agent, place, input, value, whether it failed, when it ended, how long it took, and a sum of all that and of the key.
pub(super) type Row<'a> = (&'a str, &'a str, &'a [u8], &'a [u8], bool, u64, u64, u128);

/// Microseconds since 1970.
pub(super) fn stamp(time: SystemTime) -> u64 {
    micros(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

pub(super) fn time(stamp: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(stamp)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl CallEntry {
    pub(super) fn row(&self, run: &str) -> Row<'_> {
        let row = |sum| {
            let (ended, took) = (stamp(self.ended), micros(self.took));
            (&*self.agent, &*self.place, &*self.input, &*self.value, self.failed, ended, took, sum)
        };
        row(sum(run, self.id, &row(0)))
    }

    /// `None` if it is not what was written.
    pub(super) fn of_row(run: &str, id: CallId, row: &Row<'_>) -> Option<Self> {
        let &(agent, place, input, value, failed, ended, took, written) = row;
        (sum(run, id, row) == written).then(|| CallEntry {
            id,
            agent: agent.to_owned(),
            place: place.to_owned(),
            input: input.to_vec(),
            value: value.to_vec(),
            failed,
            ended: time(ended),
            took: Duration::from_micros(took),
        })
    }
}

/// The store does not look whether its pages are what they were, unless it was not closed.
fn sum(run: &str, id: CallId, &(agent, place, input, value, failed, ended, took, _): &Row<'_>) -> u128 {
    let mut hasher = SipHasher13::new();
    let parts = [run.as_bytes(), &id.to_bytes(), agent.as_bytes(), place.as_bytes(), input, value];
    for part in parts {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.write(&[u8::from(failed)]);
    hasher.write(&ended.to_le_bytes());
    hasher.write(&took.to_le_bytes());
    hasher.finish128().as_u128()
}
