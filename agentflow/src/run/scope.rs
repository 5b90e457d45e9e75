//! What may be cancelled together: a whole run, or a part of it.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

use crate::error::RunError;
use crate::site::AgentName;
use crate::executor::Workers;

/// A run (a scope without a parent) or a part of one that can be cancelled by itself.
pub(crate) struct Scope {
    stopped: AtomicBool,
    place: Place,
}

enum Place {
    Run(Run),
    Part { parent: Arc<Scope>, name: Option<AgentName> },
}

/// What all parts of one run share.
pub(crate) struct Run {
    pub(crate) workers: Arc<dyn Workers>,
    ending: Mutex<Ending>,
}

/// How a run ends when it does not end with its value.
#[derive(Default)]
struct Ending {
    error: Option<RunError>,
    /// Whoever waits for the run and has to hear of the error.
    waiting: Option<Waker>,
}

impl Scope {
    pub(crate) fn of_run(workers: Arc<dyn Workers>) -> Arc<Self> {
        let run = Run { workers, ending: Mutex::default() };
        Arc::new(Scope { stopped: AtomicBool::new(false), place: Place::Run(run) })
    }

    pub(crate) fn part(self: &Arc<Self>) -> Arc<Self> {
        self.named_part(None)
    }

    /// A part whose agents are told by this name in errors.
    pub(crate) fn named_part(self: &Arc<Self>, name: Option<AgentName>) -> Arc<Self> {
        let place = Place::Part { parent: Arc::clone(self), name };
        Arc::new(Scope { stopped: AtomicBool::new(false), place })
    }

    pub(crate) fn run(&self) -> &Run {
        let mut scope = self;
        loop {
            match &scope.place {
                Place::Run(run) => return run,
                Place::Part { parent, .. } => scope = parent,
            }
        }
    }

    /// The scope of the whole run that this scope is a part of.
    pub(crate) fn root(self: &Arc<Self>) -> &Arc<Self> {
        let mut scope = self;
        while let Place::Part { parent, .. } = &scope.place {
            scope = parent;
        }
        scope
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        let mut scope = self;
        loop {
            if scope.stopped.load(Ordering::Relaxed) {
                return true;
            }
            match &scope.place {
                Place::Run(_) => return false,
                Place::Part { parent, .. } => scope = parent,
            }
        }
    }

    /// The nearest name given with [`AgentTask::named`](crate::AgentTask::named).
    fn name(&self) -> Option<&AgentName> {
        let mut scope = self;
        loop {
            match &scope.place {
                Place::Part { name: Some(name), .. } => return Some(name),
                Place::Part { parent, .. } => scope = parent,
                Place::Run(_) => return None,
            }
        }
    }

    /// Ends the run because an agent panicked.
    pub(crate) fn panicked(self: &Arc<Self>, agent: AgentName, payload: Box<dyn Any + Send>) {
        let agent = self.name().cloned().unwrap_or(agent);
        self.fail(RunError::panicked(agent, payload));
    }

    /// Ends the run with an error. The first error wins: what fails afterwards is a consequence or a coincidence.
    pub(crate) fn fail(self: &Arc<Self>, error: RunError) {
        let waiting = {
            let mut ending = self.run().ending();
            if ending.error.is_none() {
                ending.error = Some(error);
            }
            ending.waiting.take()
        };
        self.root().stop();
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

impl Run {
    fn ending(&self) -> std::sync::MutexGuard<'_, Ending> {
        self.ending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The error of the run, if it has one; else `waker` is woken when it gets one.
    pub(crate) fn error_or_wake(&self, waker: &Waker) -> Option<RunError> {
        let mut ending = self.ending();
        if ending.error.is_none() {
            ending.waiting = Some(waker.clone());
        }
        ending.error.take()
    }

    /// The error that a stopped run ended with.
    pub(crate) fn error(&self) -> RunError {
        self.ending().error.take().unwrap_or_else(RunError::cancelled)
    }
}
