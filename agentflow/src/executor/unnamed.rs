//! Where a plan runs when nobody names an executor: on the shared pool, or where the thread simulates a run, there.

use std::sync::Arc;

use super::{Executor, Pool, Workers};

/// For a run that blocks this thread.
pub(crate) fn with_executor<R>(f: impl FnOnce(&dyn Executor) -> R) -> R {
    #[cfg(feature = "simulation")]
    if let Some(nested) = super::simulation::Around::nested() {
        return f(&nested);
    }
    f(Pool::shared())
}

/// For a run that this thread polls.
pub(crate) fn workers_for_polling() -> Arc<dyn Workers> {
    #[cfg(feature = "simulation")]
    if let Some(workers) = super::simulation::Around::workers() {
        return workers;
    }
    Pool::shared().workers_for_polling()
}
