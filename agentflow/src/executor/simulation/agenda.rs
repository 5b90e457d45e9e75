//! What there is to do, of which a seed chooses what is done next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;

use async_task::{Runnable, Task};
use fastrand::Rng;

use super::super::{BoxFuture, Job};
use crate::run::stack;

pub(super) struct Agenda(Mutex<State>);

struct State {
    choices: Rng,
    jobs: Vec<Job>,
    /// Futures that want to be polled.
    ready: Vec<Runnable>,
    /// Whoever does the work has to hear when there is some again.
    idle: Option<Waker>,
    is_over: bool,
}

enum Work {
    Job(Job),
    Poll(Runnable),
}

impl Agenda {
    pub(super) fn seeded(seed: u64) -> Arc<Self> {
        Arc::new(Agenda(Mutex::new(State {
            choices: Rng::with_seed(seed),
            jobs: Vec::new(),
            ready: Vec::new(),
            idle: None,
            is_over: false,
        })))
    }

    /// A seed for whatever else is random in this run.
    pub(super) fn draw(&self) -> u64 {
        self.lock().choices.u64(..)
    }

    pub(super) fn flip(&self) -> bool {
        self.lock().choices.bool()
    }

    pub(super) fn spawn(&self, job: Job) {
        self.push(Work::Job(job));
    }

    pub(super) fn spawn_async(self: &Arc<Self>, future: BoxFuture<()>) {
        self.start(future).detach();
    }

    /// A future that is polled when its turn comes, until its handle is dropped.
    pub(super) fn start(self: &Arc<Self>, future: BoxFuture<()>) -> Task<()> {
        let agenda: Weak<Self> = Arc::downgrade(self);
        let schedule = move |runnable: Runnable| {
            if let Some(agenda) = agenda.upgrade() {
                agenda.push(Work::Poll(runnable));
            }
        };
        let (runnable, task) = async_task::spawn(future, schedule);
        runnable.schedule();
        task
    }

    /// Does one thing; else has `waker` woken when there is one to do.
    pub(super) fn do_next_or_wake(&self, waker: &Waker) -> bool {
        let next = {
            let mut state = self.lock();
            let next = state.choose();
            if next.is_none() {
                state.idle = Some(waker.clone());
            }
            next
        };
        next.map(perform).is_some()
    }

    /// Does some of the jobs, as a worker does who waits for another one. Futures are left alone: this thread may work for
    /// another runtime, which some of tokio's futures would wait for.
    pub(super) fn do_some_jobs(&self) {
        while self.flip() && stack::has_room_for_a_job() {
            let job = self.lock().choose_job();
            match job {
                Some(job) => perform(Work::Job(job)),
                None => return,
            }
        }
    }

    /// Lets what is left find out that it is cancelled. From now on, all that comes is dropped.
    pub(super) fn end(&self) {
        loop {
            let next = {
                let mut state = self.lock();
                let next = state.choose();
                state.is_over = next.is_none();
                next
            };
            match next {
                Some(work) => perform(work),
                None => return,
            }
        }
    }

    fn push(&self, new: Work) {
        let mut state = self.lock();
        if state.is_over {
            // It may wake others when it is dropped.
            drop(state);
            return;
        }
        match new {
            Work::Job(job) => state.jobs.push(job),
            Work::Poll(future) => state.ready.push(future),
        }
        let idle = state.idle.take();
        drop(state);
        if let Some(waker) = idle {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn choose(&mut self) -> Option<Work> {
        let (jobs, ready) = (self.jobs.len(), self.ready.len());
        if jobs + ready == 0 {
            return None;
        }
        let chosen = self.choices.usize(..jobs + ready);
        Some(match chosen.checked_sub(jobs) {
            None => Work::Job(self.jobs.swap_remove(chosen)),
            Some(chosen) => Work::Poll(self.ready.swap_remove(chosen)),
        })
    }

    fn choose_job(&mut self) -> Option<Job> {
        let chosen = (!self.jobs.is_empty()).then(|| self.choices.usize(..self.jobs.len()))?;
        Some(self.jobs.swap_remove(chosen))
    }
}

/// The panics of agents are caught before they get here. What is left is a value whose drop panics.
fn perform(work: Work) {
    let _panicked = catch_unwind(AssertUnwindSafe(|| match work {
        Work::Job(job) => job(),
        Work::Poll(future) => drop(future.run()),
    }));
}
