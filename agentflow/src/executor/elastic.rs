//! Threads for calls that wait: as many as there are such calls, up to a limit, gone when they are idle.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::Job;
use super::signal::Signal;
use crate::run::stack;
use crate::sync::{Condvar, Mutex, MutexGuard, thread, thread_local};

/// So many calls can wait at once; more queue up.
const LIMIT: usize = 512;
const IDLE_FOR: Duration = Duration::from_secs(5);

/// An elastic set of threads. Dropping it ends them as soon as their calls have returned.
pub(super) struct Elastic(Arc<Shared>);

thread_local! {
    static OF_THIS_THREAD: OnceCell<Arc<Shared>> = const { OnceCell::new() };
}

/// Whether this is a thread of a set.
pub(super) fn is_this_thread() -> bool {
    OF_THIS_THREAD.with(|shared| shared.get().is_some())
}

/// Blocks this thread until `signal` is given. A thread of a set runs calls meanwhile that would find no thread: they may be
/// what it waits for, and all other threads may wait as well.
pub(super) fn wait(signal: &Arc<Signal>) {
    match OF_THIS_THREAD.with(|shared| shared.get().cloned()) {
        Some(shared) => shared.wait(signal),
        None => signal.wait(),
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    threads: usize,
    idle: usize,
    /// Threads whose calls wait for a run.
    waiting: Vec<Arc<Signal>>,
    /// The system did not give the last thread that was asked for.
    refused: bool,
    closed: bool,
}

impl State {
    /// Whether a call that finds no idle thread gets none.
    fn has_no_more_threads(&self) -> bool {
        self.refused || self.threads >= LIMIT
    }

    /// Tells a thread that waits of a call for which there is no other.
    fn wake_one(&self) {
        if let Some(signal) = self.waiting.last() {
            signal.wake();
        }
    }
}

impl Elastic {
    pub(super) fn new() -> Self {
        Elastic(Arc::default())
    }

    /// Runs `job` on a thread of its own, as soon as there is one.
    ///
    /// # Errors
    /// If there is no thread and none can be started; the job is dropped then.
    pub(super) fn spawn(&self, job: Job) -> io::Result<()> {
        let mut state = self.0.lock();
        state.queue.push_back(job);
        if state.idle >= state.queue.len() {
            self.0.changed.notify_one();
            return Ok(());
        }
        if state.threads >= LIMIT {
            state.wake_one();
            return Ok(());
        }
        state.threads += 1;
        state.refused = false;
        let number = state.threads;
        drop(state);
        self.start_thread(number)
    }

    fn start_thread(&self, number: usize) -> io::Result<()> {
        let shared = Arc::clone(&self.0);
        let thread = thread::Builder::new().name(format!("agentflow-blocking-{number}"));
        let work = move || {
            OF_THIS_THREAD.with(|own| own.set(Arc::clone(&shared))).unwrap_or_default();
            stack::counted(|| shared.work());
        };
        let Err(error) = thread.spawn(work) else { return Ok(()) };
        let mut state = self.0.lock();
        state.threads -= 1;
        state.refused = true;
        // Another thread will come to it, if there is one, also if its call waits for a run.
        if state.threads > 0 {
            state.wake_one();
            return Ok(());
        }
        let lost = std::mem::take(&mut state.queue);
        drop(state);
        drop(lost);
        Err(error)
    }
}

impl Drop for Elastic {
    fn drop(&mut self) {
        let lost = {
            let mut state = self.0.lock();
            state.closed = true;
            std::mem::take(&mut state.queue)
        };
        self.0.changed.notify_all();
        drop(lost);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What one thread does.
    fn work(&self) {
        while let Some(job) = self.next_job() {
            job();
        }
    }

    fn wait(&self, signal: &Arc<Signal>) {
        while !signal.is_done() && stack::has_room_for_a_job() {
            let job = {
                let mut state = self.lock();
                state.waiting.retain(|waiting| !Arc::ptr_eq(waiting, signal));
                let job = if state.has_no_more_threads() { state.queue.pop_front() } else { None };
                if job.is_none() {
                    // On the list before it looks again: a call that comes in between finds this thread there.
                    state.waiting.push(Arc::clone(signal));
                }
                job
            };
            match job {
                Some(job) => job(),
                None if signal.is_done() => {}
                None => thread::park(),
            }
        }
        self.stop_waiting(signal);
        signal.wait();
    }

    /// Calls that this thread was woken for are left to another one.
    fn stop_waiting(&self, signal: &Arc<Signal>) {
        let mut state = self.lock();
        state.waiting.retain(|waiting| !Arc::ptr_eq(waiting, signal));
        if !state.queue.is_empty() {
            state.wake_one();
        }
    }

    /// The next job; `None` when there was none for a while. The thread has signed off then.
    fn next_job(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.queue.pop_front() {
                return Some(job);
            }
            if state.closed {
                break;
            }
            state.idle += 1;
            let (woken, timeout) = self.changed.wait_timeout(state, IDLE_FOR).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if timeout.timed_out() && state.queue.is_empty() {
                break;
            }
        }
        state.threads -= 1;
        None
    }
}
