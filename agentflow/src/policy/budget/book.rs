//! The arithmetic of a budget.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::error::Charge;

/// What there is, what was spent of it, and by whom.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// In alphabetical order.
    units: Vec<Unit>,
    /// In the order of the first charges.
    charges: Vec<Charge>,
    /// Where those of each are.
    places: HashMap<Payer, usize>,
}

#[derive(Debug, Default)]
struct Unit {
    what: String,
    limit: Option<u64>,
    spent: u64,
    /// Set aside for shares.
    reserved: u64,
    /// In a share: what was set aside for it.
    granted: Option<u64>,
    /// What agents note of it is charged.
    noted: bool,
}

/// An agent, by its name and its place, and a unit.
type Payer = (String, &'static Location<'static>, String);

impl Unit {
    fn left(&self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.spent).saturating_sub(self.reserved))
    }
}

impl Book {
    fn unit(&mut self, what: &str) -> &mut Unit {
        let index = self.index(what).unwrap_or_else(|index| {
            self.units.insert(index, Unit { what: what.to_owned(), ..Unit::default() });
            index
        });
        &mut self.units[index]
    }

    fn known(&self, what: &str) -> Option<&Unit> {
        self.index(what).ok().map(|index| &self.units[index])
    }

    /// Where it is, or would be.
    fn index(&self, what: &str) -> Result<usize, usize> {
        self.units.binary_search_by(|unit| (*unit.what).cmp(what))
    }

    pub(super) fn set_limit(&mut self, what: &str, amount: u64) {
        let unit = self.unit(what);
        unit.limit = Some(unit.granted.map_or(amount, |granted| granted.min(amount)));
    }

    pub(super) fn charge_notes_of(&mut self, what: &str) {
        self.unit(what).noted = true;
    }

    pub(super) fn charges_notes_of(&self, what: &str) -> bool {
        self.known(what).is_some_and(|unit| unit.noted)
    }

    pub(super) fn spent(&self, what: &str) -> u64 {
        self.known(what).map_or(0, |unit| unit.spent)
    }

    pub(super) fn left(&self, what: &str) -> Option<u64> {
        self.known(what).and_then(Unit::left)
    }

    /// What is left of each unit with a limit, and whether notes of it are charged.
    pub(super) fn all_left(&self) -> impl Iterator<Item = (&str, u64, bool)> {
        self.units.iter().filter_map(|unit| Some((&*unit.what, unit.left()?, unit.noted)))
    }

    pub(super) fn limit(&self, what: &str) -> Option<u64> {
        self.known(what).and_then(|unit| unit.limit)
    }

    pub(super) fn affords(&self, what: &str, amount: u64) -> bool {
        self.left(what).is_none_or(|left| amount <= left)
    }

    /// Books what it affords.
    pub(super) fn book(&mut self, charge: Charge) {
        let unit = self.unit(&charge.what);
        unit.spent = unit.spent.saturating_add(charge.amount);
        let payer = (charge.agent.name.to_string(), charge.agent.location, charge.what.clone());
        let place = *self.places.entry(payer).or_insert(self.charges.len());
        match self.charges.get_mut(place) {
            Some(charged) => charged.amount = charged.amount.saturating_add(charge.amount),
            None => self.charges.push(charge),
        }
    }

    /// Who was charged for what, in the order of the first charges.
    pub(super) fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// Sets all that is left aside for so many shares.
    pub(super) fn split(&mut self, n: usize) -> Vec<Book> {
        let mut shares: Vec<Book> = (0..n).map(|_| Book::default()).collect();
        let parts = n as u64;
        for unit in &mut self.units {
            let Some((left, each)) = unit.left().and_then(|left| Some((left, left.checked_div(parts)?))) else {
                continue;
            };
            unit.reserved += left;
            for (index, share) in (0..).zip(&mut shares) {
                let granted = Some(each + u64::from(index < left % parts));
                let what = unit.what.clone();
                share.units.push(Unit { what, limit: granted, granted, noted: unit.noted, ..Unit::default() });
            }
        }
        shares
    }

    /// What a share has left is no longer set aside, and what it spent is spent.
    pub(super) fn take_back(&mut self, share: &Book) {
        for theirs in &share.units {
            let unit = self.unit(&theirs.what);
            unit.reserved = unit.reserved.saturating_sub(theirs.granted.unwrap_or(0));
        }
        for charge in &share.charges {
            self.book(charge.clone());
        }
    }
}

/// The time of a budget and its shares.
pub(super) struct Clock {
    limit: Duration,
    start: OnceLock<Instant>,
}

impl Clock {
    pub(super) fn new(limit: Duration) -> Self {
        Clock { limit, start: OnceLock::new() }
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// What is left of it. It starts when this is asked for the first time.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let start = *self.start.get_or_init(|| now);
        self.limit.saturating_sub(now.saturating_duration_since(start))
    }
}
