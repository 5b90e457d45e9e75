//! What a plan may spend: tokens, money, calls, time.

mod book;
mod charge;
mod ledger;
#[cfg(feature = "named")]
mod metered;
mod tab;
mod within;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use book::{Book, Clock};
pub use charge::charge;
pub(crate) use charge::{allowance, charge_note, pay_for, refused};
pub(crate) use ledger::Ledger;
#[cfg(feature = "named")]
pub(crate) use metered::metered;
use tab::Tab;
pub(crate) use tab::is_out_in_run;
pub(super) use tab::is_out_of_budget;
pub(crate) use within::{try_within_at, within_at};

use crate::error::Reason;

/// What a plan may spend: of tokens, cents, calls, or whatever agents [`charge`](crate::charge), and of time. See
/// [`AgentTask::within`](crate::AgentTask::within).
///
/// A clone is the same budget, and so several plans can spend from one. It is never overspent: a charge that would
/// exceed a limit is refused, and with that the budget is out. It stays out: all that runs within it is cancelled, and
/// a task that starts within it later fails at once.
///
/// What a [named agent](crate::call_agent) spends that runs elsewhere, or ran before a crash, is paid when its value is there. What it
/// may spend elsewhere is what was left when it was called. So calls that are under way at once may really have spent more
/// together than there is: then the budget is out when the values come, and pays for no more than its limit.
///
/// ```
/// use agentflow::{charge, lazy_task, policy::Budget};
///
/// let budget = Budget::new().limit("tokens", 1000).limit("calls", 20);
/// let ask = lazy_task(|| charge("tokens", 400).is_ok());
/// assert!(ask.clone().within(&budget).await_result().is_ok());
/// assert!(ask.clone().within(&budget).await_result().is_ok());
/// assert_eq!((budget.spent("tokens"), budget.left("tokens")), (800, Some(200)));
///
/// let error = ask.within(&budget).await_result().unwrap_err();
/// assert_eq!(error.cause().to_string(), "out of tokens: 800 of 1000 spent, and 400 more were asked for");
/// ```
#[derive(Clone, Default)]
pub struct Budget(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Whose share it is.
    parent: Option<Budget>,
}

#[derive(Default)]
struct State {
    book: Book,
    clock: Option<Arc<Clock>>,
    /// Set when it is out.
    out: Option<Arc<Reason>>,
    /// What runs within it.
    tabs: Vec<std::sync::Weak<Tab>>,
}

impl Budget {
    /// A budget without limits.
    #[must_use]
    pub fn new() -> Self {
        Budget::default()
    }

    /// Limits how much there is of a unit. A unit without a limit can be charged, and is counted. The limit of a
    /// [share](Budget::split) is never more than what was set aside for it.
    #[must_use]
    pub fn limit(self, what: impl Into<String>, amount: u64) -> Self {
        self.0.lock().book.set_limit(&what.into(), amount);
        self
    }

    /// Limits how much there is of a unit, and charges what agents [`note`](crate::watch::note) of it, if that is a whole number.
    /// A note of more than is left is not in what was spent, and with it the budget is out.
    ///
    /// ```
    /// use agentflow::{lazy_task, policy::Budget, watch::note};
    ///
    /// let budget = Budget::new().limit_noted("tokens", 1000);
    /// let ask = lazy_task(|| { note("tokens", 812_u64); "an answer" });
    /// assert_eq!(ask.clone().within(&budget).await_result().unwrap(), "an answer");
    /// assert_eq!(budget.spent("tokens"), 812);
    /// assert!(ask.within(&budget).await_result().is_err());
    /// ```
    #[must_use]
    pub fn limit_noted(self, what: impl Into<String>, amount: u64) -> Self {
        let what = what.into();
        self.0.lock().book.charge_notes_of(&what);
        self.limit(what, amount)
    }

    /// Limits the time, which counts from when the first task starts within the budget. It is that of the
    /// [executor](crate::executor::Workers::now).
    #[must_use]
    pub fn time(self, limit: Duration) -> Self {
        self.0.lock().clock = Some(Arc::new(Clock::new(limit)));
        self
    }

    /// How much of a unit was spent. What a [share](Budget::split) has spent counts from when its last handle is
    /// dropped.
    #[must_use]
    pub fn spent(&self, what: &str) -> u64 {
        self.0.lock().book.spent(what)
    }

    /// How much of a unit is left, and not set aside for a [share](Budget::split); `None` for one without a limit.
    #[must_use]
    pub fn left(&self, what: &str) -> Option<u64> {
        self.0.lock().book.left(what)
    }

    /// Splits what is left into `n` shares, as equal as can be.
    ///
    /// The shares are set aside, so that they and the budget never spend more together than there is. What a share has
    /// left comes back when its last handle is dropped. Time is not split: all have what is left of it.
    ///
    /// ```
    /// use agentflow::policy::Budget;
    ///
    /// let budget = Budget::new().limit("tokens", 100);
    /// let shares = budget.split(3);
    /// assert_eq!(shares.iter().filter_map(|share| share.left("tokens")).collect::<Vec<_>>(), [34, 33, 33]);
    /// assert_eq!(budget.left("tokens"), Some(0));
    /// drop(shares);
    /// assert_eq!(budget.left("tokens"), Some(100));
    /// ```
    #[must_use]
    pub fn split(&self, n: usize) -> Vec<Budget> {
        let (books, clock) = {
            let mut state = self.0.lock();
            (state.book.split(n), state.clock.clone())
        };
        let share = |book| {
            let state = State { book, clock: clock.clone(), ..State::default() };
            Budget(Arc::new(Shared { state: Mutex::new(state), parent: Some(self.clone()) }))
        };
        books.into_iter().map(share).collect()
    }
}

impl Shared {
    /// No user code runs while it is locked.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is a share of `other`, or a share of a share.
    fn is_share_of(&self, other: &Arc<Shared>) -> bool {
        std::iter::successors(self.parent.as_ref(), |parent| parent.0.parent.as_ref())
            .any(|parent| Arc::ptr_eq(&parent.0, other))
    }
}

impl Drop for Shared {
    /// What a share has left goes back.
    fn drop(&mut self) {
        if let Some(parent) = &self.parent {
            let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
            parent.0.lock().book.take_back(&state.book);
        }
    }
}

impl std::fmt::Debug for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.0.lock();
        f.debug_struct("Budget").field("book", &state.book).finish_non_exhaustive()
    }
}
