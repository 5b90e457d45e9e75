//! Agents that are watched: what they capture and hold is counted, and so is what must not run.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use agentflow::{AgentTask, async_task, blocking_task, lazy_task};

use crate::handshake::{AtDrop, Events};
use crate::place::Place;

/// What the agents of one run make and drop.
#[derive(Clone, Default)]
pub(crate) struct Scene {
    made: Events,
    dropped: Events,
    forbidden: Events,
}

/// A value of which each copy is counted twice: when it is made, and when it is dropped.
pub(crate) struct Held {
    scene: Scene,
    _dropped: AtDrop,
}

impl Clone for Held {
    fn clone(&self) -> Self {
        self.scene.held()
    }
}

impl Scene {
    pub(crate) fn held(&self) -> Held {
        self.made.happen();
        Held { scene: self.clone(), _dropped: self.dropped.at_drop() }
    }

    /// An agent that computes. It captures a value, and holds another one while it runs.
    pub(crate) fn computes(&self, f: impl Fn() -> u32 + Send + Sync + 'static) -> AgentTask<u32> {
        let captured = self.held();
        lazy_task(move || {
            let _local = captured.clone();
            f()
        })
    }

    /// The same for a call that waits.
    pub(crate) fn blocks(&self, f: impl Fn() -> u32 + Send + Sync + 'static) -> AgentTask<u32> {
        let captured = self.held();
        blocking_task(move || {
            let _local = captured.clone();
            f()
        })
    }

    /// The same for an async agent.
    pub(crate) fn awaits<F: Future<Output = u32> + Send + 'static>(
        &self,
        f: impl Fn() -> F + Send + Sync + 'static,
    ) -> AgentTask<u32> {
        let captured = self.held();
        async_task(move || {
            let (local, future) = (captured.clone(), f());
            async move {
                let _local = local;
                future.await
            }
        })
    }

    /// The same call, made by an agent of each kind.
    pub(crate) fn each_kind(&self, f: fn() -> u32) -> [AgentTask<u32>; 4] {
        let later = move || async move {
            tokio::task::yield_now().await;
            f()
        };
        [self.computes(f), self.blocks(f), self.awaits(move || async move { f() }), self.awaits(later)]
    }

    /// An agent that waits for ever.
    pub(crate) fn stalls(&self) -> AgentTask<u32> {
        self.awaits(pending)
    }

    /// An agent that must not run.
    pub(crate) fn never(&self) -> AgentTask<u32> {
        let forbidden = self.forbidden.clone();
        self.computes(move || {
            forbidden.happen();
            0
        })
    }

    /// The same for an async agent, once something has happened.
    pub(crate) fn never_awaits_after(&self, happened: &Arc<AtomicBool>) -> AgentTask<u32> {
        let (forbidden, happened) = (self.forbidden.clone(), Arc::clone(happened));
        self.awaits(move || {
            if happened.load(Ordering::Relaxed) {
                forbidden.happen();
            }
            pending()
        })
    }

    /// The same for a call that waits.
    pub(crate) fn never_blocks(&self) -> AgentTask<u32> {
        let forbidden = self.forbidden.clone();
        self.blocks(move || {
            forbidden.happen();
            0
        })
    }

    /// Nothing is left, nothing was dropped twice, and nothing ran that must not.
    pub(crate) fn is_over(&self, place: Place) {
        let mut made = 0;
        // What is being started while the run ends may still make some.
        while made < self.made.count() {
            made = self.made.count();
            place.let_happen(&self.dropped, made);
            self.dropped.wait_for(made);
        }
        assert_eq!(self.dropped.count(), made, "each value is dropped once");
        assert_eq!(self.forbidden.count(), 0, "an agent ran that must not");
    }
}
