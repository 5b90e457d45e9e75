//! A clock that stands still while there is anything to do, and then jumps to the next timer: tokio's paused one.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::unconstrained;
use tokio::time::timeout;

/// Whoever waits longer than this waits for ever. tokio takes a time that it can't reckon for 30 years.
const FOREVER: Duration = Duration::from_secs(20 * 365 * 24 * 60 * 60);

/// It is there until it is dropped.
pub(super) struct Clock(Option<Runtime>);

impl Clock {
    /// # Panics
    /// If the system refuses what a tokio runtime needs.
    pub(super) fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
        Clock(Some(runtime.expect("the system has a poller for a tokio runtime")))
    }

    /// Calls `f` with the time of this clock.
    pub(super) fn within<R>(&self, f: impl FnOnce() -> R) -> R {
        let _entered = self.0.as_ref().map(Runtime::enter);
        f()
    }

    /// Polls `work` until it is done, or until nothing will ever happen any more.
    pub(super) fn run(&self, work: impl Future<Output = ()>) {
        let Some(runtime) = &self.0 else { return };
        // tokio would have a task that does much at once pause, by telling it that nothing is ready.
        let _waits_for_ever = runtime.block_on(unconstrained(async { timeout(FOREVER, work).await }));
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        // Waiting for its threads would panic inside of async code.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
