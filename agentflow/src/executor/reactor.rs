//! Where async agents are polled: tokio, with its timer and its sockets.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime, RuntimeFlavor};

use super::BoxFuture;

/// A runtime of the pool's own, started with the first async agent that needs it.
pub(super) struct Reactor {
    threads: usize,
    own: OnceLock<Runtime>,
}

impl Reactor {
    pub(super) fn new(threads: usize) -> Self {
        Reactor { threads, own: OnceLock::new() }
    }

    pub(super) fn spawn(&self, ambient: Option<&Ambient>, future: BoxFuture<()>) {
        match ambient {
            Some(Ambient(handle)) => drop(handle.spawn(future)),
            None => drop(self.own().spawn(future)),
        }
    }

    /// Starts the runtime at the first call.
    ///
    /// # Panics
    /// If the system refuses its threads, as `#[tokio::main]` does.
    fn own(&self) -> &Runtime {
        self.own.get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(self.threads)
                .thread_name("agentflow-async")
                .enable_all()
                .build()
                .expect("the system has threads and a poller for a tokio runtime")
        })
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        // Waiting for its threads would panic where the last handle to a pool is dropped inside async code.
        if let Some(runtime) = self.own.take() {
            runtime.shutdown_background();
        }
    }
}

/// The runtime that the program itself runs on.
#[derive(Clone)]
pub(super) struct Ambient(Handle);

impl Ambient {
    /// The runtime around this thread, if it goes on while this thread polls.
    pub(super) fn for_polling() -> Option<Self> {
        Handle::try_current().ok().map(Ambient)
    }

    /// The runtime around this thread, if it goes on while this thread is blocked.
    pub(super) fn for_blocking() -> Option<Self> {
        Self::for_polling().filter(Self::has_other_threads)
    }

    fn has_other_threads(&self) -> bool {
        self.0.runtime_flavor() == RuntimeFlavor::MultiThread
    }
}

/// Runs `f`, which blocks this thread; the other tasks of the thread go on elsewhere.
pub(super) fn blocking<R>(ambient: Option<&Ambient>, f: impl FnOnce() -> R) -> R {
    match ambient {
        Some(_) => tokio::task::block_in_place(f),
        None => f(),
    }
}

/// Runs `f`, which polls async agents on this thread. Where no runtime goes on around it, its timer and sockets are
/// those of a small one that is kept for this.
pub(super) fn within<R>(f: impl FnOnce() -> R) -> R {
    static DRIVER: OnceLock<Reactor> = OnceLock::new();
    let _entered = match Ambient::for_blocking() {
        Some(_) => None,
        None => Some(DRIVER.get_or_init(|| Reactor::new(1)).own().enter()),
    };
    f()
}
