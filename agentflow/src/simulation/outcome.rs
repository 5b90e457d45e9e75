//! What came out of a simulated run.

use std::sync::Arc;
use std::time::Duration;

use super::Fault;
use super::record::Record;
use crate::RunError;
use crate::watch::{Event, What};

/// What came out of one run of a plan under test.
pub struct Outcome<A> {
    result: Result<A, RunError>,
    seed: u64,
    faults: Vec<Fault>,
    elapsed: Duration,
    record: Arc<Record>,
}

impl<A> Outcome<A> {
    pub(super) fn new(
        result: Result<A, RunError>,
        seed: u64,
        faults: Vec<Fault>,
        elapsed: Duration,
        record: Arc<Record>,
    ) -> Self {
        Outcome { result, seed, faults, elapsed, record }
    }

    /// The value, or why there is none.
    pub fn result(&self) -> &Result<A, RunError> {
        &self.result
    }

    /// The value.
    ///
    /// # Panics
    /// If there is none, with the error of the run.
    pub fn value(&self) -> &A {
        match &self.result {
            Ok(value) => value,
            Err(error) => panic!("the run has no value: {error}"),
        }
    }

    /// The seed of the run.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What was to go wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The virtual time that the run took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// All that happened, in order.
    pub fn events(&self) -> Vec<Event> {
        self.record.events()
    }

    /// How many agents of this name have started.
    pub fn started(&self, name: &str) -> usize {
        let started = |event: &&Event| event.name == name && event.what == What::Started;
        self.events().iter().filter(started).count()
    }

    /// All that happened as text, a line for each event with its virtual time. The same seed and the same faults give the same
    /// text.
    pub fn log(&self) -> String {
        self.record.log()
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }
}
