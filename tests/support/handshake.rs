//! Means to let two threads meet. None of them decides by time: the limit is there to end a test that would hang.

use std::future::pending;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use agentflow::executor::Pool;
use agentflow::{AgentTask, async_task};

/// Far longer than any test takes, even on a machine that is busy.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);

/// Counts events, and lets others wait for them. A clone counts the same ones.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<(Mutex<usize>, Condvar)>);

impl Events {
    pub(crate) fn happen(&self) {
        *self.0.0.lock().unwrap() += 1;
        self.0.1.notify_all();
    }

    pub(crate) fn count(&self) -> usize {
        *self.0.0.lock().unwrap()
    }

    /// Blocks this thread until there were so many.
    pub(crate) fn wait_for(&self, events: usize) {
        let count = self.0.0.lock().unwrap();
        let (count, timeout) = self.0.1.wait_timeout_while(count, LIMIT, |count| *count < events).unwrap();
        // The lock is open again when this fails: others still count.
        let count = *count;
        assert!(!timeout.timed_out(), "deadlock: {count} of {events} events");
    }

    /// Waits for them in async code, whatever the runtime.
    pub(crate) async fn happened(&self, events: usize) {
        while self.count() < events {
            tokio::task::yield_now().await;
        }
    }

    /// Something whose drop is such an event.
    pub(crate) fn at_drop(&self) -> AtDrop {
        AtDrop(self.clone())
    }
}

/// An event when it is dropped.
pub(crate) struct AtDrop(Events);

impl Drop for AtDrop {
    fn drop(&mut self) {
        self.0.happen();
    }
}

/// An async agent that never ends. It tells when it starts, and when what it holds is dropped.
pub(crate) fn endless<A: Send + 'static>(started: &Events, dropped: &Events) -> AgentTask<A> {
    let (started, dropped) = (started.clone(), dropped.clone());
    async_task(move || {
        let (started, resource) = (started.clone(), dropped.at_drop());
        async move {
            let _resource = resource;
            started.happen();
            pending().await
        }
    })
}

pub(crate) fn pool(threads: usize) -> Pool {
    Pool::with_threads(threads).expect("the system has threads")
}

/// Runs the plan on pools of several sizes, and awaits it inside tokio: everywhere but on `Inline`, where nothing goes on
/// while an agent computes.
pub(crate) fn on_each_pool<A: Send + 'static>(plan: impl Fn() -> AgentTask<A>) -> Vec<A> {
    let mut values: Vec<A> = [1, 2, 8].map(|threads| plan().run_on(&pool(threads))).into();
    let current = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    values.push(current.block_on(async { plan().await }));
    let multi = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    values.push(multi.block_on(async { plan().await }));
    values
}
