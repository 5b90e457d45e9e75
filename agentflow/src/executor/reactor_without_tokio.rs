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

    pub(super) fn spawn(&self, _ambient: Option<&Ambient>, future: BoxFuture<()>) {
        // A future that nobody can poll is dropped, which its run notices.
        if let Some(polling) = self.polling() {
            polling.0.spawn_async(future);
        }
    }

    /// Runs `f`, which polls async agents on this thread.
    #[expect(clippy::unused_self, reason = "with tokio it is polled inside of the runtime")]
    pub(super) fn poll_here(&self, f: impl FnOnce()) {
        f();
    }

    /// Starts the thread at the first call. `None` if the system refuses it.
    fn polling(&self) -> Option<&Polling> {
        if self.queue.get().is_none() {
            // Somebody else may have been faster: then this one ends again.
            let _another = self.queue.set(Polling::start().ok()?);
        }
        self.queue.get()
    }
}

impl Polling {
    fn start() -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let worker = Arc::clone(&queue);
        thread::Builder::new().name("agentflow-async".to_owned()).spawn(move || worker.run_until_closed())?;
        Ok(Polling(queue))
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
