//! What one call of a named agent has spent, for an engine.

use std::sync::{Mutex, PoisonError};

use crate::executor::{Refused, Spent};

/// It is carried around the agent, and all that the agent is charged for is entered.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    spent: Spent,
    refused: Option<Refused>,
}

/// How something came to be charged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    Charge,
    /// Only budgets that want it pay.
    Note,
}

impl Ledger {
    pub(super) fn enter(&self, charged: As, what: &str, amount: u64) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let units = match charged {
            As::Charge => &mut entries.spent.charges,
            As::Note => &mut entries.spent.notes,
        };
        let total = units.entry(what.to_owned()).or_default();
        *total = total.saturating_add(amount);
    }

    pub(super) fn refuse(&self, what: &str, amount: u64) {
        let refused = Refused { what: what.to_owned(), amount };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused.get_or_insert(refused);
    }

    /// What was spent, and the charge that was refused by a budget around the call, if one was.
    pub(crate) fn close(&self) -> (Spent, Option<Refused>) {
        let Entries { spent, refused } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        (spent, refused)
    }
}
