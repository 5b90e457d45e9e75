//! The simulation that this thread works for: what an agent runs inside of itself belongs to it.

use std::cell::RefCell;
use std::sync::Arc;

use super::super::Workers;
use super::Simulation;
use super::agenda::Agenda;
use super::one_thread::OneThread;

thread_local! {
    static INNERMOST: RefCell<Option<Arc<Agenda>>> = const { RefCell::new(None) };
}

/// The simulation of this thread, until this is dropped.
pub(crate) struct Around {
    outer: Option<Arc<Agenda>>,
    /// The jitter of retries is drawn from the generator of the thread.
    jitter: u64,
}

impl Around {
    pub(super) fn enter(agenda: &Arc<Agenda>) -> Self {
        let outer = INNERMOST.replace(Some(Arc::clone(agenda)));
        let jitter = fastrand::get_seed();
        fastrand::seed(agenda.draw());
        Around { outer, jitter }
    }

    /// The workers of the run that this thread works for.
    pub(crate) fn workers() -> Option<Arc<dyn Workers>> {
        INNERMOST.with_borrow(|agenda| agenda.as_ref().map(OneThread::workers))
    }

    /// A simulation for a run inside of an agent, which blocks it.
    pub(crate) fn nested() -> Option<Simulation> {
        INNERMOST.with_borrow(|agenda| agenda.as_ref().map(|agenda| Simulation::seeded(agenda.draw())))
    }
}

impl Drop for Around {
    fn drop(&mut self) {
        fastrand::seed(self.jitter);
        // It is not the last handle, so nothing is dropped while the cell is borrowed.
        INNERMOST.set(self.outer.take());
    }
}
