//! Where async agents are polled: tokio, with its timer and its sockets.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

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
            // A future that nobody can poll is dropped, which its run notices.
            None => drop(self.own().map(|runtime| runtime.spawn(future))),
        }
    }

    /// Runs `f`, which polls async agents on this thread, unless the thread works for another runtime.
    pub(super) fn poll_here(&self, f: impl FnOnce()) {
        if Handle::try_current().is_err()
            && let Some(runtime) = self.own()
        {
            let _entered = runtime.enter();
            f();
        }
    }

    /// Starts the runtime at the first call. `None` if the system refuses its threads, which tokio tells by a panic.
    fn own(&self) -> Option<&Runtime> {
        let runtime = || self.own.get_or_init(|| self.start().expect("the system has a poller for a tokio runtime"));
        catch_unwind(AssertUnwindSafe(runtime)).ok()
    }

    fn start(&self) -> std::io::Result<Runtime> {
        Builder::new_multi_thread().worker_threads(self.threads).thread_name("agentflow-async").enable_all().build()
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

/// Runs `f`, which blocks this thread; the other tasks of the thread go on elsewhere, if they can.
pub(super) fn blocking<R>(ambient: Option<&Ambient>, f: impl FnOnce() -> R) -> R {
    match ambient {
        Some(_) => in_place(f).unwrap_or_else(|f| f()),
        None => f(),
    }
}

/// Runs `f` outside of the runtime that this thread works for. Gives `f` back where the thread can't leave it: inside of
/// a `LocalSet`, whose tasks can't go elsewhere. tokio tells so by a panic, and in no other way.
fn in_place<R, F: FnOnce() -> R>(f: F) -> Result<R, F> {
    let mut f = Some(f);
    let run = || tokio::task::block_in_place(|| f.take().map(|f| f()));
    match (catch_unwind(AssertUnwindSafe(run)), f) {
        (Ok(Some(result)), _) => Ok(result),
        (_, Some(f)) => Err(f),
        (Err(panic), None) => resume_unwind(panic),
        (Ok(None), None) => unreachable!("it is taken once"),
    }
}

/// Runs `f`, which polls async agents on this thread while it blocks it. Where no runtime goes on around it, its timer and
/// sockets are those of a small one that is kept for this.
pub(super) fn within<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    match Ambient::for_polling() {
        None => with_driver(f),
        Some(ambient) if ambient.has_other_threads() => in_place(f).unwrap_or_else(on_its_own_thread),
        Some(_) => on_its_own_thread(f),
    }
}

/// A sleep by the clock of the runtime that polls it first.
///
/// # Panics
/// When it is polled in a runtime without timers.
pub(super) fn sleep(duration: Duration) -> BoxFuture<()> {
    Box::pin(async move { tokio::time::sleep(duration).await })
}

/// The time of the runtime around this thread, which a test may have paused.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

fn with_driver<R>(f: impl FnOnce() -> R) -> R {
    static DRIVER: OnceLock<Reactor> = OnceLock::new();
    let _entered = DRIVER.get_or_init(|| Reactor::new(1)).own().map(Runtime::enter);
    f()
}

/// A thread that works for a runtime and can't leave it must not poll anything else: some of tokio's futures are woken
/// when that runtime turns to its next task (`yield_now`, and whatever has used up its share), which it never does.
fn on_its_own_thread<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    let result = thread::scope(|scope| scope.spawn(|| with_driver(f)).join());
    result.unwrap_or_else(|panic| resume_unwind(panic))
}
