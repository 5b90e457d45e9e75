//! The file, and what is asked of it.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use redb::{ReadTransaction, ReadableDatabase, ReadableTable, WriteTransaction};

use super::super::CallId;
use super::entry::{CallEntry, RunEntry};
use super::error::JournalError;
use super::file::File;
use super::opening;
use super::table::{BEGUN, CALLS, RUNS, stamp, time};
use super::writer::Writer;

pub(super) struct Store {
    pub(super) path: PathBuf,
    /// Writes what runs have to remember. It ends before the file is closed.
    pub(super) writer: Writer,
    file: Arc<File>,
    under_way: Mutex<HashSet<String>>,
}

impl Store {
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        let file = Arc::new(opening::open(path)?);
        let writer = Writer::start(Arc::clone(&file)).map_err(|error| JournalError::storage(path, error))?;
        Ok(Store { path: path.to_owned(), writer, file, under_way: Mutex::default() })
    }

    pub(super) fn read<R>(
        &self,
        work: impl FnOnce(&ReadTransaction) -> Result<R, redb::Error>,
    ) -> Result<R, JournalError> {
        self.storage(|| work(&self.file.begin_read()?))
    }

    pub(super) fn write<R>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<R, redb::Error>,
    ) -> Result<R, JournalError> {
        self.storage(|| {
            let transaction = self.file.begin_write()?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })
    }

    fn storage<R>(&self, work: impl FnOnce() -> Result<R, redb::Error>) -> Result<R, JournalError> {
        match unharmed(work) {
            Ok(result) => result.map_err(|error| JournalError::storage(&self.path, error)),
            Err(why) => Err(JournalError::damaged(&self.path, why)),
        }
    }

    /// What is known of a call.
    pub(super) fn call(&self, run: &str, id: CallId) -> Result<Option<CallEntry>, JournalError> {
        let found = self.read(|tables| {
            let row = tables.open_table(CALLS)?.get((run, id.to_bytes()))?;
            Ok(row.map(|row| CallEntry::of_row(run, id, &row.value())))
        });
        match found? {
            None => Ok(None),
            Some(Some(entry)) => Ok(Some(entry)),
            Some(None) => Err(self.damaged(run, id)),
        }
    }

    pub(super) fn damaged(&self, run: &str, id: CallId) -> JournalError {
        JournalError::damaged(&self.path, format!("call {id} of the run `{run}` is not what was written"))
    }

    pub(super) fn calls(&self, run: &str) -> Result<Vec<CallEntry>, JournalError> {
        let entries = self.read(|tables| {
            let mut entries = Vec::new();
            for call in tables.open_table(CALLS)?.range(all_of(run))? {
                let (key, row) = call?;
                let id = CallId::from_bytes(key.value().1);
                entries.push((id, CallEntry::of_row(run, id, &row.value())));
            }
            Ok(entries)
        })?;
        let entries = entries.into_iter().map(|(id, entry)| entry.ok_or_else(|| self.damaged(run, id)));
        let mut entries: Vec<CallEntry> = entries.collect::<Result<_, _>>()?;
        entries.sort_by_key(|entry| (entry.ended, entry.id));
        Ok(entries)
    }

    pub(super) fn runs(&self) -> Result<Vec<RunEntry>, JournalError> {
        let runs = self.read(|tables| {
            let mut runs = Vec::new();
            for run in tables.open_table(RUNS)?.iter()? {
                let (id, run) = run?;
                let (began, ended, about) = run.value();
                runs.push((id.value().to_owned(), about.to_owned(), time(began), ended.map(time)));
            }
            Ok(runs)
        })?;
        let runs = runs.into_iter();
        runs.map(|(id, about, began, ended)| {
            let calls = self.calls(&id)?;
            let failed = calls.iter().filter(|call| call.failed).count();
            let begun = self.begun(&id)?.len();
            Ok(RunEntry { id, about, began, ended, calls: calls.len(), failed, begun })
        })
        .collect()
    }

    pub(super) fn forget_failures(&self, run: &str) -> Result<usize, JournalError> {
        let _alone = self.alone(run)?;
        let failed = self.calls(run)?.into_iter().filter(|call| call.failed);
        let failed: Vec<CallId> = failed.map(|call| call.id).collect();
        self.write(|tables| {
            let (mut calls, effects) = (tables.open_table(CALLS)?, tables.open_table(BEGUN)?);
            let mut forgotten = 0;
            for id in &failed {
                let key = (run, id.to_bytes());
                if effects.get(key)?.is_none() {
                    calls.remove(key)?;
                    forgotten += 1;
                }
            }
            Ok(forgotten)
        })
    }

    pub(super) fn delete(&self, run: &str) -> Result<bool, JournalError> {
        let _alone = self.alone(run)?;
        self.write(|tables| {
            let was_there = tables.open_table(RUNS)?.remove(run)?.is_some();
            tables.open_table(CALLS)?.retain_in(all_of(run), |_, _| false)?;
            tables.open_table(BEGUN)?.retain_in(all_of(run), |_, _| false)?;
            Ok(was_there)
        })
    }

    /// A run begins, or is taken up.
    pub(super) fn begin(&self, run: &str, about: Option<&str>) -> Result<Alone<'_>, JournalError> {
        let alone = self.alone(run)?;
        self.write(|tables| {
            let mut runs = tables.open_table(RUNS)?;
            let before = begun(&runs, run)?;
            let (began, before) = before.unwrap_or_else(|| (stamp(SystemTime::now()), String::new()));
            runs.insert(run, (began, None, about.unwrap_or(&before)))?;
            Ok(())
        })?;
        Ok(alone)
    }

    /// A run has come to its end.
    pub(super) fn end(&self, run: &str) -> Result<(), JournalError> {
        self.write(|tables| {
            let mut runs = tables.open_table(RUNS)?;
            if let Some((began, about)) = begun(&runs, run)? {
                runs.insert(run, (began, Some(stamp(SystemTime::now())), &*about))?;
            }
            Ok(())
        })
    }

    /// Nobody else has this run until it is dropped.
    pub(super) fn alone(&self, run: &str) -> Result<Alone<'_>, JournalError> {
        if self.lock().insert(run.to_owned()) {
            Ok(Alone { store: self, run: run.to_owned() })
        } else {
            Err(JournalError::under_way(&self.path, run))
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keys of what is known of a run.
pub(super) fn all_of(run: &str) -> RangeInclusive<(&str, [u8; 16])> {
    (run, [0; 16])..=(run, [u8::MAX; 16])
}

/// When a run began, and what is kept of it.
fn begun(
    runs: &impl ReadableTable<&'static str, (u64, Option<u64>, &'static str)>,
    run: &str,
) -> Result<Option<(u64, String)>, redb::Error> {
    Ok(runs.get(run)?.map(|run| {
        let (began, _, about) = run.value();
        (began, about.to_owned())
    }))
}

pub(super) struct Alone<'a> {
    store: &'a Store,
    run: String,
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.store.lock().remove(&self.run);
    }
}

/// What `work` gives, or what it says when it panics: the store panics where a page is not what it wrote.
pub(super) fn unharmed<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        text.unwrap_or_else(|| "the store panicked".to_owned())
    })
}
