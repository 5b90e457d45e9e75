//! Where async agents are polled without tokio: on one thread, with whatever wakes them.

use std::sync::{Arc, OnceLock};
use std::thread;

use super::BoxFuture;
use super::queue::Queue;
pub(super) use super::time::{now, sleep};

/// A thread that polls, started with the first async agent.
pub(super) struct Reactor {
    queue: OnceLock<Polling>,
}

/// The queue of that thread.
struct Polling(Arc<Queue>);

impl Reactor {
    pub(super) fn new(_threads: usize) -> Self {
        Reactor { queue: OnceLock::new() }
    }

    /// # Panics
    /// At the first call, if the system refuses the thread.
    pub(super) fn spawn(&self, _ambient: Option<&Ambient>, future: BoxFuture<()>) {
        self.queue.get_or_init(Polling::start).0.spawn_async(future);
    }
}

impl Polling {
    fn start() -> Self {
        let queue = Arc::new(Queue::default());
        let worker = Arc::clone(&queue);
        thread::Builder::new()
            .name("agentflow-async".to_owned())
            .spawn(move || worker.run_until_closed())
            .expect("the system has a thread for async agents");
        Polling(queue)
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// There is no runtime around any thread.
#[derive(Clone)]
pub(super) enum Ambient {}

impl Ambient {
    pub(super) fn for_polling() -> Option<Self> {
        None
    }

    pub(super) fn for_blocking() -> Option<Self> {
        None
    }
}

pub(super) fn blocking<R>(_ambient: Option<&Ambient>, f: impl FnOnce() -> R) -> R {
    f()
}

pub(super) fn within<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    f()
}
