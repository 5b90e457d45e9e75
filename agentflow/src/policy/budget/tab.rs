//! What a budget knows of a task that runs within it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::task::Waker;

use super::{Budget, Shared};
use crate::error::Reason;
use crate::primitive::async_task::polled_agent;
use crate::run::{Baskets, Cx, Handle, Scope, poll_elsewhere};
use crate::site::Site;

/// One task within a budget.
pub(super) struct Tab {
    budget: Budget,
    /// The part of the run that is cancelled when the budget is out, and who waits for it.
    inside: OnceLock<Weak<Scope>>,
    waiting: Mutex<Option<Waker>>,
    pub(super) baskets: Arc<Baskets>,
}

impl Tab {
    /// Opens one, and the part of the run in which all agents spend from it.
    pub(super) fn open(budget: &Budget, around: &Arc<Scope>) -> (Arc<Self>, Arc<Scope>) {
        let baskets = Arc::new(Baskets::default());
        let keeping = around.part_with(Arc::new(Arc::clone(&baskets)));
        let tab = Tab { budget: budget.clone(), inside: OnceLock::new(), waiting: Mutex::default(), baskets };
        let tab = Arc::new(tab);
        let inside = keeping.part_with(Arc::clone(&tab));
        // It is set once.
        let _set = tab.inside.set(Arc::downgrade(&inside));
        let mut state = budget.0.lock();
        if state.tabs.len() == state.tabs.capacity() {
            state.tabs.retain(|tab| tab.strong_count() > 0);
        }
        state.tabs.push(Arc::downgrade(&tab));
        drop(state);
        (tab, inside)
    }

    pub(super) fn budget(&self) -> &Arc<Shared> {
        &self.budget.0
    }

    /// From now on `waker` is woken when the task is cancelled.
    pub(super) fn wake_at_end(&self, waker: &Waker) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
    }

    /// Cancels the task.
    pub(super) fn cancel(&self) {
        self.baskets.close();
        if let Some(inside) = self.inside.get().and_then(Weak::upgrade) {
            inside.stop();
        }
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waiting {
            waker.wake();
        }
    }

    pub(super) fn why_out(&self) -> Option<Arc<Reason>> {
        self.budget.0.lock().out.clone()
    }

    pub(super) fn is_out(&self) -> bool {
        self.why_out().is_some()
    }

    /// Has the clock of the budget watched, if it has one, until the handle is dropped.
    pub(super) fn watch(&self, cx: &Cx<'_>, site: Site) -> Option<Handle<()>> {
        let clock = self.budget.0.lock().clock.clone()?;
        let (budget, workers) = (self.budget.clone(), Arc::clone(cx.workers()));
        let watching = polled_agent(site, move || async move {
            let left = clock.left(workers.now());
            workers.sleep(left).await;
            let (tabs, _) = budget.0.lock().run_out("time", None);
            for tab in tabs {
                tab.cancel();
            }
        });
        Some(poll_elsewhere(*cx, watching))
    }
}

/// Whether a budget around this part of a run is out: what is made here is for nobody.
pub(crate) fn is_out_of_budget(scope: &Scope) -> bool {
    scope.carried::<Tab>().any(Tab::is_out)
}

/// Whether a budget is out whose task, in this run, is what comes to its end with that.
pub(crate) fn is_out_in_run(scope: &Scope) -> bool {
    scope.carried_in_run().any(Tab::is_out)
}
