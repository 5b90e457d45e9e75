//! Agents that pay.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ledger::{As, Ledger};
use super::tab::Tab;
use super::{Shared, State};
use crate::error::{Charge, OutOfBudget, Reason};
use crate::executor::{Allowance, Refused, Spent};
use crate::run::{Ambient, Scope};
use crate::site::AgentName;
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
/// What a [named agent](crate::call_agent) is charged for goes into the record of its call, so that the budgets around it
/// pay also where it does not run: because it ran elsewhere, or before a crash.
///
/// # Errors
/// If it would exceed a limit. Then nothing is charged, that budget is out, and all that runs within it is cancelled:
/// the agent should come to its end. What it gives then is not recorded by an engine.
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
    let paid = pay(&agent.scope, &agent.name(), As::Charge, what, amount);
    paid.inspect_err(|_| agent.scope.spoil_shared_inside(Tab::is_out))?;
    agent.scope.tell(|| noted(what, amount));
    Ok(())
}

fn noted(what: &str, amount: u64) -> What {
    What::Noted { key: what.to_owned().into(), value: amount.into() }
}

/// Charges what an agent has noted to the budgets that want it.
pub(crate) fn charge_note(agent: &Ambient, what: &str, amount: u64) {
    // The agent hears of it when it is cancelled.
    let _refused = pay(&agent.scope, &agent.name(), As::Note, what, amount);
}

/// Has the budgets around a call pay for what its agent spent where it ran. If they can't, they are out, and the value is
/// what it is.
pub(crate) fn pay_for(scope: &Scope, agent: &AgentName, Spent { charges, notes }: &Spent) {
    for (charged, units) in [(As::Charge, charges), (As::Note, notes)] {
        for (what, amount) in units {
            if pay(scope, agent, charged, what, *amount).is_ok() {
                scope.tell(|| noted(what, *amount));
            }
        }
    }
}

/// What a charge that was refused where the agent ran comes to here: a budget is out.
pub(crate) fn refused(scope: &Scope, agent: &AgentName, Refused { what, amount }: &Refused) -> OutOfBudget {
    let charge = Charge { agent: agent.clone(), what: what.clone(), amount: *amount };
    let out = refuse(scope, &charge, run_out(&payers(scope), &charge));
    scope.spoil_shared_inside(Tab::is_out);
    out
}

/// What the budgets around a call have left.
pub(crate) fn allowance(scope: &Scope) -> Allowance {
    let mut allowance = Allowance::default();
    for payer in payers(scope) {
        for (what, left, is_noted) in payer.lock().book.all_left() {
            at_most(&mut allowance.charges, what, left);
            if is_noted {
                at_most(&mut allowance.notes, what, left);
            }
        }
    }
    allowance
}

fn at_most(units: &mut BTreeMap<String, u64>, what: &str, left: u64) {
    let least = units.entry(what.to_owned()).or_insert(left);
    *least = left.min(*least);
}

fn pay(scope: &Scope, agent: &AgentName, charged: As, what: &str, amount: u64) -> Result<(), OutOfBudget> {
    let mut payers = payers(scope);
    if charged == As::Note {
        payers.retain(|payer| payer.lock().book.charges_notes_of(what));
        if payers.is_empty() {
            return Ok(());
        }
    }
    let charge = Charge { agent: agent.clone(), what: what.to_owned(), amount };
    book(&payers, &charge).map_err(|out| refuse(scope, &charge, out))?;
    scope.carried::<Ledger>().for_each(|ledger| ledger.enter(charged, what, amount));
    Ok(())
}

/// A budget that is out: what is to be cancelled, and why.
type Out = (Vec<Arc<Tab>>, Arc<Reason>);

/// Cancels what is within the budget that is out. A call in it is not acknowledged, so what it gives is for nobody else
/// either.
fn refuse(scope: &Scope, charge: &Charge, (tabs, why): Out) -> OutOfBudget {
    for ledger in scope.carried_inside::<Ledger, _>(Tab::is_out) {
        ledger.refuse(&charge.what, charge.amount);
        scope.spoil_shared_inside(Tab::is_out);
    }
    for tab in tabs {
        tab.cancel();
    }
    OutOfBudget::new(why, Vec::new())
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

/// Books the charge on all of them, or on none.
fn book(payers: &[&Arc<Shared>], charge: &Charge) -> Result<(), Out> {
    // Whoever locks more than one budget has this, so that no two of them wait for each other.
    static SEVERAL: Mutex<()> = Mutex::new(());
    let _several = (payers.len() > 1).then(|| SEVERAL.lock().unwrap_or_else(PoisonError::into_inner));
    let mut states: Vec<MutexGuard<'_, State>> = payers.iter().map(|payer| payer.lock()).collect();
    if let Some(state) = states.iter_mut().find(|state| state.refuses(charge)) {
        return Err(state.run_out(&charge.what, Some(charge)));
    }
    for state in &mut states {
        state.book.book(charge.clone());
    }
    Ok(())
}

/// The budget that refuses a charge is out; if none does any more, as a share has left something, the innermost one with a
/// limit.
fn run_out(payers: &[&Arc<Shared>], charge: &Charge) -> Out {
    let what = &*charge.what;
    let refuses = |payer: &&&Arc<Shared>| payer.lock().refuses(charge);
    let is_limited = |payer: &&&Arc<Shared>| payer.lock().book.limit(what).is_some();
    match payers.iter().find(refuses).or_else(|| payers.iter().find(is_limited)) {
        Some(payer) => payer.lock().run_out(what, Some(charge)),
        None => State::default().run_out(what, Some(charge)),
    }
}

impl State {
    fn refuses(&self, charge: &Charge) -> bool {
        self.out.is_some() || !self.book.affords(&charge.what, charge.amount)
    }

    /// The budget is out, if it was not before: what is to be cancelled, and why.
    pub(super) fn run_out(&mut self, what: &str, asked: Option<&Charge>) -> (Vec<Arc<Tab>>, Arc<Reason>) {
        let why = self.out.take().unwrap_or_else(|| self.reason(what, asked));
        self.out = Some(Arc::clone(&why));
        (self.tabs.drain(..).filter_map(|tab| tab.upgrade()).collect(), why)
    }

    fn reason(&self, what: &str, asked: Option<&Charge>) -> Arc<Reason> {
        let (limit, spent) = match (asked, &self.clock) {
            (None, Some(clock)) => {
                let limit = u64::try_from(clock.limit().as_millis()).unwrap_or(u64::MAX);
                (limit, limit)
            }
            _ => (self.book.limit(what).unwrap_or(0), self.book.spent(what)),
        };
        let charges = self.book.charges().to_vec();
        Arc::new(Reason { what: what.to_owned(), limit, spent, asked: asked.cloned(), charges })
    }
}
