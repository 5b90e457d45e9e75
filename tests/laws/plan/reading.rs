//! What is known while a plan is read: who has started how often, and which values are kept.

use std::collections::HashMap;

use super::outcomes::{Outcome, Outcomes};

/// So often at least, and at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) min: u32,
    pub(crate) max: u32,
}

#[derive(Clone)]
pub(super) struct Reading {
    pub(super) starts: Vec<Count>,
    /// Paid to the innermost budget.
    pub(super) charges: Count,
    /// A charge may be refused, too.
    pub(super) refuses: bool,
    /// The values of this run.
    pub(super) kept: HashMap<usize, Kept>,
    /// The values of all runs of the plan.
    pub(super) stored: HashMap<usize, Kept>,
}

#[derive(Clone)]
pub(super) struct Kept {
    pub(super) outcomes: Outcomes,
    /// It is there.
    pub(super) surely: bool,
}

/// What a part of a plan did at least, so that it can be taken back: it may not have come so far.
pub(super) struct Done {
    starts: Vec<(usize, u32)>,
    charges: u32,
    kept: Vec<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum Keeps {
    /// Whatever it is, for a run.
    All,
    Successes,
    /// Whatever it is, for all runs.
    Stored,
    StoredSuccesses,
}

impl Count {
    pub(super) fn add(&mut self, n: u32) {
        self.min += n;
        self.max += n;
    }
}

impl Reading {
    pub(super) fn of_size(size: usize) -> Self {
        Reading {
            starts: vec![Count::default(); size],
            charges: Count::default(),
            refuses: false,
            kept: HashMap::new(),
            stored: HashMap::new(),
        }
    }

    pub(super) fn traced<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> (R, Done) {
        let (before, charges) = (self.starts.clone(), self.charges.min);
        let known = |reading: &Self| -> Vec<usize> {
            let sure = |(id, kept): (&usize, &Kept)| kept.surely.then_some(*id);
            reading.kept.iter().chain(&reading.stored).filter_map(sure).collect()
        };
        let known_before = known(self);
        let result = read(self);
        let grown = |(id, (before, after)): (usize, (&Count, &Count))| (id, after.min - before.min);
        let starts = before.iter().zip(&self.starts).enumerate().map(grown).filter(|(_, n)| *n > 0).collect();
        let kept = known(self).into_iter().filter(|id| !known_before.contains(id)).collect();
        (result, Done { starts, charges: self.charges.min.saturating_sub(charges), kept })
    }

    pub(super) fn take_back(&mut self, done: &Done) {
        for (id, n) in &done.starts {
            self.starts[*id].min -= n;
        }
        self.charges.min -= done.charges;
        self.doubt(done);
    }

    /// What it kept may not be there.
    pub(super) fn doubt(&mut self, done: &Done) {
        for (id, kept) in self.kept.iter_mut().chain(&mut self.stored) {
            kept.surely &= !done.kept.contains(id);
        }
    }

    /// Reads what may not run, or not to its end.
    pub(super) fn maybe<R>(&mut self, surely: bool, read: impl FnOnce(&mut Self) -> R) -> R {
        let (result, done) = self.traced(read);
        if !surely {
            self.take_back(&done);
        }
        result
    }

    /// A part whose value is kept under its number: it runs if there is none.
    pub(super) fn once(&mut self, id: usize, keeps: Keeps, read: impl FnOnce(&mut Self) -> Outcomes) -> Outcomes {
        let before = self.table(keeps).get(&id).cloned();
        let there = before.as_ref().map_or_else(Outcomes::default, |kept| kept.outcomes.only(|o| keeps.may_keep(o)));
        if before.is_some_and(|kept| kept.surely && kept.outcomes.must(|o| keeps.must_keep(o))) {
            return there;
        }
        let runs = there.is_none();
        let fresh = self.maybe(runs, read);
        let surely = runs && fresh.must(Outcome::is_value);
        let outcomes = there.or(fresh);
        self.table(keeps).insert(id, Kept { outcomes: outcomes.clone(), surely });
        outcomes
    }

    fn table(&mut self, keeps: Keeps) -> &mut HashMap<usize, Kept> {
        match keeps {
            Keeps::All | Keeps::Successes => &mut self.kept,
            Keeps::Stored | Keeps::StoredSuccesses => &mut self.stored,
        }
    }
}

impl Keeps {
    fn may_keep(self, outcome: &Outcome) -> bool {
        match self {
            Keeps::All | Keeps::Stored => outcome.is_value(),
            Keeps::Successes | Keeps::StoredSuccesses => outcome.may_succeed(),
        }
    }

    fn must_keep(self, outcome: &Outcome) -> bool {
        match self {
            Keeps::All | Keeps::Stored => outcome.is_value(),
            Keeps::Successes | Keeps::StoredSuccesses => matches!(outcome, Outcome::Value(Ok(_))),
        }
    }
}
