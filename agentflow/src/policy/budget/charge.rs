//! Agents that pay.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::tab::Tab;
use super::{Shared, State};
use crate::error::{Charge, OutOfBudget, Reason};
use crate::run::{Ambient, Scope};
use crate::watch::What;

/// Charges every budget that the agent which calls this runs [within](crate::AgentTask::within).
///
/// Where there are several, all of them pay, or none does. A share pays for the budget that it was
/// [split](crate::policy::Budget::split) from. Outside of any budget it costs nothing.
///
/// It is to be called in the agent itself: in its closure, or wherever its future is polled. Threads that the agent
/// starts by itself, and tasks that it hands to a runtime, are not known to be a part of it. A plan that it runs and
/// waits for is. Whoever [watches](crate::AgentTask::watched) hears of what was charged as of a [`note`](crate::watch::note).
///
/// # Errors
/// If it would exceed a limit. Then nothing is charged, that budget is out, and all that runs within it is cancelled:
/// the agent should come to its end.
///
/// ```
/// use agentflow::{charge, error::OutOfBudget, lazy_task, policy::Budget};
///
/// fn ask(question: &str) -> Result<String, OutOfBudget> {
///     charge("tokens", question.len() as u64)?;
///     Ok(format!("{question} Yes."))
/// }
///
/// let budget = Budget::new().limit("tokens", 100);
/// assert!(lazy_task(|| ask("Is it true?")).try_within(&budget).await_result().is_ok());
/// assert_eq!(budget.spent("tokens"), 11);
/// assert!(ask("And here?").is_ok()); // nobody pays
/// ```
pub fn charge(what: &str, amount: u64) -> Result<(), OutOfBudget> {
    let Some(agent) = Ambient::current() else { return Ok(()) };
    // Others may wait for what is shared inside of the budget, without spending from it.
    pay(&agent, &payers(&agent.scope), what, amount).inspect_err(|_| agent.scope.spoil_shared_inside(Tab::is_out))?;
    agent.scope.tell(|| What::Noted { key: what.to_owned().into(), value: amount.into() });
    Ok(())
}

/// Charges what an agent has noted to the budgets that want it.
pub(crate) fn charge_note(agent: &Ambient, what: &str, amount: u64) {
    let mut payers = payers(&agent.scope);
    payers.retain(|payer| payer.lock().book.charges_notes_of(what));
    if !payers.is_empty() {
        // The agent hears of it when it is cancelled.
        let _ = pay(agent, &payers, what, amount);
    }
}

fn pay(agent: &Ambient, payers: &[&Arc<Shared>], what: &str, amount: u64) -> Result<(), OutOfBudget> {
    let charge = Charge { agent: agent.name(), what: what.to_owned(), amount };
    book(payers, &charge).map_err(|(tabs, why)| {
        for tab in tabs {
            tab.cancel();
        }
        OutOfBudget::new(why, Vec::new())
    })
}

/// The budgets that pay, from the inside out, each once. A share pays for the budget that it is a share of.
fn payers(scope: &Scope) -> Vec<&Arc<Shared>> {
    let mut payers: Vec<&Arc<Shared>> = Vec::new();
    for tab in scope.carried::<Tab>() {
        let is_paid = |payer: &&Arc<Shared>| Arc::ptr_eq(payer, tab.budget()) || payer.is_share_of(tab.budget());
        if !payers.iter().any(is_paid) {
            payers.push(tab.budget());
        }
    }
    payers
}

/// Books the charge on all of them, or else says what is to be cancelled, and why.
fn book(payers: &[&Arc<Shared>], charge: &Charge) -> Result<(), (Vec<Arc<Tab>>, Arc<Reason>)> {
    // Whoever locks more than one budget has this, so that no two of them wait for each other.
    static SEVERAL: Mutex<()> = Mutex::new(());
    let _several = (payers.len() > 1).then(|| SEVERAL.lock().unwrap_or_else(PoisonError::into_inner));
    let mut states: Vec<MutexGuard<'_, State>> = payers.iter().map(|payer| payer.lock()).collect();
    let refused =
        |state: &&mut MutexGuard<'_, State>| state.out.is_some() || !state.book.affords(&charge.what, charge.amount);
    if let Some(state) = states.iter_mut().find(refused) {
        return Err(state.run_out(&charge.what, Some(charge.amount)));
    }
    for state in &mut states {
        state.book.book(charge.clone());
    }
    Ok(())
}

impl State {
    /// The budget is out, if it was not before: what is to be cancelled, and why.
    pub(super) fn run_out(&mut self, what: &str, asked: Option<u64>) -> (Vec<Arc<Tab>>, Arc<Reason>) {
        let why = self.out.take().unwrap_or_else(|| self.reason(what, asked));
        self.out = Some(Arc::clone(&why));
        (self.tabs.drain(..).filter_map(|tab| tab.upgrade()).collect(), why)
    }

    fn reason(&self, what: &str, asked: Option<u64>) -> Arc<Reason> {
        let (limit, spent) = match (asked, &self.clock) {
            (None, Some(clock)) => {
                let limit = u64::try_from(clock.limit().as_millis()).unwrap_or(u64::MAX);
                (limit, limit)
            }
            _ => (self.book.limit(what).unwrap_or(0), self.book.spent(what)),
        };
        Arc::new(Reason { what: what.to_owned(), limit, spent, asked, charges: self.book.charges() })
    }
}
