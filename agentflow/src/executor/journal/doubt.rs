//! Effects that began, and of which nobody knows whether they are done: somebody has to look, and to say it.

use std::time::{Duration, SystemTime};

use super::super::{CallId, Spent};
use super::entry::{BegunEntry, CallEntry};
use super::error::JournalError;
use super::store::{Store, all_of};
use super::table::{BEGUN, CALLS};

impl Store {
    /// Whether an effect began, now or in an earlier run.
    pub(super) fn begun_call(&self, run: &str, id: CallId) -> Result<Option<BegunEntry>, JournalError> {
        let found = self.read(|tables| {
            let row = tables.open_table(BEGUN)?.get((run, id.to_bytes()))?;
            Ok(row.map(|row| BegunEntry::of_row(run, id, &row.value())))
        });
        found?.map(|entry| entry.ok_or_else(|| self.damaged(run, id))).transpose()
    }

    /// Those without a value.
    pub(super) fn begun(&self, run: &str) -> Result<Vec<BegunEntry>, JournalError> {
        let entries = self.read(|tables| {
            let (begun, calls) = (tables.open_table(BEGUN)?, tables.open_table(CALLS)?);
            let mut entries = Vec::new();
            for effect in begun.range(all_of(run))? {
                let (key, row) = effect?;
                if calls.get(key.value())?.is_none() {
                    let id = CallId::from_bytes(key.value().1);
                    entries.push((id, BegunEntry::of_row(run, id, &row.value())));
                }
            }
            Ok(entries)
        })?;
        let entries = entries.into_iter().map(|(id, entry)| entry.ok_or_else(|| self.damaged(run, id)));
        let mut entries: Vec<BegunEntry> = entries.collect::<Result<_, _>>()?;
        entries.sort_by_key(|entry| (entry.began, entry.id));
        Ok(entries)
    }

    pub(super) fn forget_call(&self, run: &str, id: CallId) -> Result<bool, JournalError> {
        let _alone = self.alone(run)?;
        self.write(|tables| {
            let key = (run, id.to_bytes());
            let began = tables.open_table(BEGUN)?.remove(key)?.is_some();
            let ended = tables.open_table(CALLS)?.remove(key)?.is_some();
            Ok(began || ended)
        })
    }

    pub(super) fn settle(&self, run: &str, id: CallId, value: Vec<u8>) -> Result<bool, JournalError> {
        let _alone = self.alone(run)?;
        let Some(BegunEntry { agent, place, input, .. }) = self.begun_call(run, id)? else { return Ok(false) };
        let (ended, took) = (SystemTime::now(), Duration::ZERO);
        let entry = CallEntry { id, agent, place, input, value, failed: false, spent: Spent::default(), ended, took };
        self.write(|tables| {
            tables.open_table(CALLS)?.insert((run, id.to_bytes()), entry.row(run))?;
            Ok(true)
        })
    }
}

impl BegunEntry {
    /// Why it does not run.
    pub(super) fn is_in_doubt(&self, run: &str) -> String {
        let BegunEntry { id, place, .. } = self;
        let input = String::from_utf8_lossy(&self.input);
        format!(
            "it is an effect that began at `{place}` with {input} and was cut short, so it may be done or not: look, and then \
             say it. If it was not done, `journal.forget_call(\"{run}\", call)` has it run again; if it was, \
             `journal.settle(\"{run}\", call, value)` tells what it gave. The call is {id}"
        )
    }
}
