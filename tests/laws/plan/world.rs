//! What the agents of one built plan have in common: who has started how often, and what is still held by somebody.

use std::panic::{self, panic_any};
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use agentflow::charge;

use super::{Agent, End, Failure, Value};

#[derive(Debug)]
pub(crate) struct World {
    /// No two worlds have the same.
    number: u64,
    starts: Box<[AtomicU32]>,
    /// The captures of agents that were made and not dropped.
    held: AtomicI64,
}

/// The payload of a panic that is a part of the plan.
pub(crate) struct Planned;

/// What an agent captures.
pub(crate) struct Held(Arc<World>);

impl World {
    /// For agents with numbers below `size`.
    pub(crate) fn new(size: usize) -> Arc<Self> {
        static WORLDS: AtomicU64 = AtomicU64::new(0);
        keep_planned_panics_quiet();
        let number = WORLDS.fetch_add(1, Ordering::Relaxed);
        Arc::new(World { number, starts: (0..size).map(|_| AtomicU32::new(0)).collect(), held: AtomicI64::new(0) })
    }

    /// For a value that is kept under a key: plans that are parts of one run keep apart.
    pub(crate) fn key(&self, id: usize) -> (u64, usize) {
        (self.number, id)
    }

    pub(crate) fn starts(&self) -> Vec<u32> {
        self.starts.iter().map(|starts| starts.load(Ordering::SeqCst)).collect()
    }

    pub(crate) fn held(&self) -> i64 {
        self.held.load(Ordering::SeqCst)
    }

    /// One more start; gives how many there were before.
    pub(crate) fn start(&self, id: usize) -> u32 {
        self.starts[id].fetch_add(1, Ordering::SeqCst)
    }

    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        self.held.fetch_add(1, Ordering::SeqCst);
        Held(Arc::clone(self))
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        self.0.hold()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Held {
    pub(crate) fn start(&self, id: usize) -> u32 {
        self.0.start(id)
    }

    /// The whole of an agent that does not wait.
    pub(crate) fn act(&self, agent: Agent) -> Value {
        agent.end.come(self.start(agent.id))
    }
}

impl End {
    /// What the agent does at last, if it was started so often before.
    pub(crate) fn come(self, starts_before: u32) -> Value {
        match self {
            End::Fails(code) => Err(Failure::Code(code)),
            End::Panics => panic_any(Planned),
            End::FailsFirst(times, _) if starts_before < u32::from(times) => Err(Failure::Code(times)),
            End::Ok(n) | End::FailsFirst(_, n) => Ok(n),
            End::Charges(n) => charge("calls", 1).map(|()| n).map_err(|_| Failure::Refused),
        }
    }
}

/// How long a slow agent takes.
pub(crate) const SLOW: Duration = Duration::from_micros(500);

fn keep_planned_panics_quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !panic.payload().is::<Planned>() {
                before(panic);
            }
        }));
    });
}
