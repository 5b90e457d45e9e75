//! The arithmetic of a budget.

use std::collections::{BTreeMap, HashMap};
use std::panic::Location;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::error::Charge;

/// What there is, what was spent of it, and by whom.
#[derive(Debug, Default)]
pub(super) struct Book {
    units: BTreeMap<String, Unit>,
    charges: HashMap<Payer, Charged>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Unit {
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

#[derive(Debug)]
struct Charged {
    /// It was charged after so many others for the first time.
    order: usize,
    charge: Charge,
}

impl Unit {
    fn left(&self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.spent).saturating_sub(self.reserved))
    }
}

impl Book {
    pub(super) fn set_limit(&mut self, what: String, amount: u64) {
        let unit = self.units.entry(what).or_default();
        unit.limit = Some(unit.granted.map_or(amount, |granted| granted.min(amount)));
    }

    pub(super) fn charge_notes_of(&mut self, what: String) {
        self.units.entry(what).or_default().noted = true;
    }

    pub(super) fn charges_notes_of(&self, what: &str) -> bool {
        self.units.get(what).is_some_and(|unit| unit.noted)
    }

    pub(super) fn spent(&self, what: &str) -> u64 {
        self.units.get(what).map_or(0, |unit| unit.spent)
    }

    pub(super) fn left(&self, what: &str) -> Option<u64> {
        self.units.get(what).and_then(Unit::left)
    }

    /// What is left of each unit with a limit, and whether notes of it are charged.
    pub(super) fn all_left(&self) -> impl Iterator<Item = (&str, u64, bool)> {
        self.units.iter().filter_map(|(what, unit)| Some((&**what, unit.left()?, unit.noted)))
    }

    pub(super) fn limit(&self, what: &str) -> Option<u64> {
        self.units.get(what).and_then(|unit| unit.limit)
    }

    pub(super) fn affords(&self, what: &str, amount: u64) -> bool {
        self.left(what).is_none_or(|left| amount <= left)
    }

    /// Books what it affords.
    pub(super) fn book(&mut self, charge: Charge) {
        let unit = self.units.entry(charge.what.clone()).or_default();
        unit.spent = unit.spent.saturating_add(charge.amount);
        let order = self.charges.len();
        let payer = (charge.agent.name.to_string(), charge.agent.location, charge.what.clone());
        self.charges
            .entry(payer)
            .and_modify(|charged| charged.charge.amount = charged.charge.amount.saturating_add(charge.amount))
            .or_insert(Charged { order, charge });
    }

    /// Who was charged for what, in the order of the first charges.
    pub(super) fn charges(&self) -> Vec<Charge> {
        let mut charges: Vec<&Charged> = self.charges.values().collect();
        charges.sort_by_key(|charged| charged.order);
        charges.into_iter().map(|charged| charged.charge.clone()).collect()
    }

    /// Sets all that is left aside for so many shares.
    pub(super) fn split(&mut self, n: usize) -> Vec<Book> {
        let mut shares: Vec<Book> = std::iter::repeat_with(Book::default).take(n).collect();
        let parts = n as u64;
        for (what, unit) in &mut self.units {
            let Some((left, each)) = unit.left().and_then(|left| Some((left, left.checked_div(parts)?))) else {
                continue;
            };
            unit.reserved += left;
            for (index, share) in (0..).zip(&mut shares) {
                let granted = Some(each + u64::from(index < left % parts));
                share
                    .units
                    .insert(what.clone(), Unit { limit: granted, granted, noted: unit.noted, ..Unit::default() });
            }
        }
        shares
    }

    /// What a share has left is no longer set aside, and what it spent is spent.
    pub(super) fn take_back(&mut self, share: &Book) {
        for (what, theirs) in &share.units {
            let unit = self.units.entry(what.clone()).or_default();
            unit.reserved = unit.reserved.saturating_sub(theirs.granted.unwrap_or(0));
        }
        for charge in share.charges() {
            self.book(charge);
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
