//! CPU workers that wait inside an agent: they run other work meanwhile.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::signal::Signal;

/// The workers of a pool that wait at the moment and have nothing to do.
///
/// rayon takes them for busy, so it does not wake them for new jobs; [`Waiters::new_work`] does.
#[derive(Default)]
pub(super) struct Waiters(Mutex<Vec<Arc<Signal>>>);

/// Work that other workers share out by `join` comes without notice: look for it this often.
const LOOK_AROUND: Duration = Duration::from_millis(1);

thread_local! {
    static OF_THIS_THREAD: OnceCell<Arc<Waiters>> = const { OnceCell::new() };
}

impl Waiters {
    /// Makes this thread one of the workers of the pool.
    pub(super) fn enlist_this_thread(self: &Arc<Self>) {
        OF_THIS_THREAD.with(|waiters| {
            waiters.get_or_init(|| Arc::clone(self));
        });
    }

    /// Those of the pool that this thread is a worker of. It may well wait for a run on another pool, which may need this
    /// one to go on.
    pub(super) fn of_this_thread() -> Option<Arc<Self>> {
        OF_THIS_THREAD.with(|waiters| waiters.get().cloned())
    }

    /// Blocks this thread, a worker of the pool, until `signal` is given, running whatever jobs there are.
    pub(super) fn wait(&self, signal: &Arc<Signal>) {
        while !signal.is_done() {
            if run_one_job() {
                continue;
            }
            // Enter the list first and look again: a job that comes in between finds this thread on the list.
            self.lock().push(Arc::clone(signal));
            if !run_one_job() && !signal.is_done() {
                thread::park_timeout(LOOK_AROUND);
            }
            self.lock().retain(|waiting| !Arc::ptr_eq(waiting, signal));
        }
    }

    /// Wakes the workers that wait, because a job has come.
    pub(super) fn new_work(&self) {
        for signal in self.lock().iter() {
            signal.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Signal>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run_one_job() -> bool {
    rayon_core::yield_now() == Some(rayon_core::Yield::Executed)
}
