//! A task that runs for somebody else, who pays.

use std::sync::Arc;

use super::Budget;
use super::ledger::Ledger;
use crate::error::AgentError;
use crate::executor::{Allowance, Refused, Spent};
use crate::run::Cx;
use crate::task::{Node, Step};
use crate::{AgentTask, completed_task};

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
