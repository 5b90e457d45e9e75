//! What is where in the file.

use std::hash::Hasher;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redb::TableDefinition;
use siphasher::sip128::{Hasher128, SipHasher13};

use super::super::{CallId, Spent};
use super::entry::{BegunEntry, CallEntry};

/// Of what is in the tables below.
pub(super) const VERSION: u64 = 3;

/// `version`.
pub(super) const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("agentflow");

/// By the id of a run: when it began, when it ended, and what somebody wanted to be kept of it.
pub(super) const RUNS: TableDefinition<'_, &str, (u64, Option<u64>, &str)> = TableDefinition::new("runs");

/// By the id of a run and that of a call.
pub(super) const CALLS: TableDefinition<'_, (&str, [u8; 16]), Row<'_>> = TableDefinition::new("calls");

/// Agent, place, input, value, whether it failed, what it spent, when it ended, how long it took, and a sum of all that and of the
/// key.
pub(super) type Row<'a> = (&'a str, &'a str, &'a [u8], &'a [u8], bool, Units<'a>, u64, u64, u128);

/// What was spent: a unit, how much of it, and whether it was noted.
type Units<'a> = Vec<(&'a str, u64, bool)>;

/// By the same, effects that began. They stay when they have ended: it is known by them which calls were effects.
pub(super) const BEGUN: TableDefinition<'_, (&str, [u8; 16]), BegunRow<'_>> = TableDefinition::new("begun");

/// Agent, place, input, when it began, and a sum of all that and of the key.
pub(super) type BegunRow<'a> = (&'a str, &'a str, &'a [u8], u64, u128);

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
        let (ended, took) = (stamp(self.ended), micros(self.took));
        let row = |sum| {
            let CallEntry { agent, place, input, value, failed, spent, .. } = self;
            (&**agent, &**place, &**input, &**value, *failed, units(spent), ended, took, sum)
        };
        row(Self::sum(run, self.id, &row(0)))
    }

    /// `None` if it is not what was written.
    pub(super) fn of_row(run: &str, id: CallId, row: &Row<'_>) -> Option<Self> {
        let &(agent, place, input, value, failed, ref units, ended, took, written) = row;
        (Self::sum(run, id, row) == written).then(|| CallEntry {
            id,
            agent: agent.to_owned(),
            place: place.to_owned(),
            input: input.to_vec(),
            value: value.to_vec(),
            failed,
            spent: spent(units),
            ended: time(ended),
            took: Duration::from_micros(took),
        })
    }

    fn sum(run: &str, id: CallId, row: &Row<'_>) -> u128 {
        let &(agent, place, input, value, failed, ref units, ended, took, _) = row;
        let (failed, ended, took) = ([u8::from(failed)], ended.to_le_bytes(), took.to_le_bytes());
        let units: Vec<_> = units.iter().map(|(what, n, noted)| (what, n.to_le_bytes(), [u8::from(*noted)])).collect();
        let units = units.iter().flat_map(|(what, amount, noted)| [what.as_bytes(), amount, noted]);
        let parts = [agent.as_bytes(), place.as_bytes(), input, value, &failed, &ended, &took];
        sum(run, id, &parts.into_iter().chain(units).collect::<Vec<_>>())
    }
}

fn units(spent: &Spent) -> Units<'_> {
    let charges = spent.charges.iter().map(|(what, amount)| (&**what, *amount, false));
    let notes = spent.notes.iter().map(|(what, amount)| (&**what, *amount, true));
    charges.chain(notes).collect()
}

fn spent(units: &Units<'_>) -> Spent {
    let of = |noted| {
        let units = units.iter().filter(move |unit| unit.2 == noted);
        units.map(|&(what, amount, _)| (what.to_owned(), amount)).collect()
    };
    Spent { charges: of(false), notes: of(true) }
}

impl BegunEntry {
    pub(super) fn row(&self, run: &str) -> BegunRow<'_> {
        let row = |sum| (&*self.agent, &*self.place, &*self.input, stamp(self.began), sum);
        row(Self::sum(run, self.id, &row(0)))
    }

    /// `None` if it is not what was written.
    pub(super) fn of_row(run: &str, id: CallId, row: &BegunRow<'_>) -> Option<Self> {
        let &(agent, place, input, began, written) = row;
        (Self::sum(run, id, row) == written).then(|| BegunEntry {
            id,
            agent: agent.to_owned(),
            place: place.to_owned(),
            input: input.to_vec(),
            began: time(began),
        })
    }

    fn sum(run: &str, id: CallId, &(agent, place, input, began, _): &BegunRow<'_>) -> u128 {
        sum(run, id, &[agent.as_bytes(), place.as_bytes(), input, &began.to_le_bytes()])
    }
}

/// The store does not look whether its pages are what they were, unless it was not closed.
fn sum(run: &str, id: CallId, parts: &[&[u8]]) -> u128 {
    let mut hasher = SipHasher13::new();
    let key = [run.as_bytes(), &id.to_bytes()];
    for part in key.iter().chain(parts) {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_u128()
}
