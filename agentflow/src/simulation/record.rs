//! What happened in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::watch::{Event, Observer};

#[derive(Default)]
pub(super) struct Record(Mutex<State>);

#[derive(Default)]
struct State {
    begin: Option<Instant>,
    events: Vec<Event>,
    log: String,
    starts: Vec<Start>,
    counts: BTreeMap<String, u64>,
    hits: BTreeSet<usize>,
}

/// An agent that started, or would have if it had no fault.
#[derive(Clone)]
pub(super) struct Start {
    pub(super) agent: String,
    /// Which start of an agent of this name it was.
    pub(super) nth: u64,
    pub(super) can_fail: bool,
}

impl Record {
    pub(super) fn begins(&self, now: Instant) {
        self.lock().begin.get_or_insert(now);
    }

    pub(super) fn start(&self, agent: String, can_fail: bool) {
        let mut state = self.lock();
        let nth = state.counts.entry(agent.clone()).or_default();
        *nth += 1;
        let nth = *nth;
        state.starts.push(Start { agent, nth, can_fail });
    }

    pub(super) fn hit(&self, fault: usize) {
        self.lock().hits.insert(fault);
    }

    pub(super) fn starts(&self) -> Vec<Start> {
        self.lock().starts.clone()
    }

    pub(super) fn hits(&self) -> BTreeSet<usize> {
        self.lock().hits.clone()
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.lock().events.clone()
    }

    pub(super) fn log(&self) -> String {
        self.lock().log.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Record {
    fn event(&self, event: &Event) {
        let mut state = self.lock();
        let begin = *state.begin.get_or_insert(event.at);
        let time = event.at.saturating_duration_since(begin);
        // Writing to a text can't fail.
        let _ = writeln!(state.log, "{:>12.6}s  {event}", time.as_secs_f64());
        state.events.push(event.clone());
    }
}
