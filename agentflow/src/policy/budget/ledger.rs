//! What one call of a named agent has spent, for an engine.

use std::sync::{Arc, Mutex, PoisonError};

use super::Budget;
use crate::error::AgentError;
use crate::executor::{Allowance, Refused, Spent};
use crate::run::Cx;
use crate::task::{Node, Step};
use crate::{AgentTask, completed_task};

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

/// `task`, which may spend so much, with what it spent. If it is refused a charge, it is cancelled and has no value.
pub(crate) fn metered<A: Send + 'static>(
    allowance: &Allowance,
    task: AgentTask<A>,
) -> AgentTask<(Result<A, AgentError>, Spent, Option<Refused>)> {
    let allowance = allowance.clone();
    completed_task(()).and_then(move |()| {
        let ledger = Arc::<Ledger>::default();
        let task =
            AgentTask::from_node(task.kind().first(), Metered { ledger: Arc::clone(&ledger), task: task.clone() });
        let (charges, notes) = (allowance.charges.iter(), allowance.notes.iter());
        let charges = charges.fold(Budget::new(), |budget, (what, left)| budget.limit(what, *left));
        let notes = notes.fold(Budget::new(), |budget, (what, left)| budget.limit_noted(what, *left));
        task.within(&notes).try_within(&charges).map(move |value| {
            let (spent, refused) = ledger.close();
            (value, spent, refused)
        })
    })
}

struct Metered<A> {
    ledger: Arc<Ledger>,
    task: AgentTask<A>,
}

impl<A: Send + 'static> Node<A> for Metered<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.drive_part(cx.scope.part_with(Arc::clone(&self.ledger)), self.task.clone())
    }
}
