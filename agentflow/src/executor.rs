//! Where a plan runs: the seam between descriptions and threads.
//!
//! A description knows no executor and an executor knows no combinator. What they share is [`Workers`]: a few ways to
//! get work done, of which a run picks one for each agent. The same plan gives the same value on all of them.
//!
//! | executor | what it is for |
//! |---|---|
//! | [`Inline`] | this thread, left to right: the reference meaning |
//! | [`Pool`] | all cores for computing, an elastic set of threads for calls that wait, tokio for async agents |
//! | `Simulation` (feature `simulation`) | tests: virtual time, and an order that a seed chooses |
//! | `Journal` (feature `journal`) | runs that go on after a crash: it wraps another one, and remembers what named agents gave |
//! | `Temporal` (feature `temporal`) | a cluster: a server remembers, and workers on any number of machines run plans and agents |
//! | [`Driver`] | engines: a plan that asks for what it wants, one call after the other, and knows no threads and no clock |
//!
//! Without a choice, plans run on [`Pool::shared`].

mod driver;
mod elastic;
mod engine;
mod inline;
#[cfg(feature = "journal")]
mod journal;
mod pool;
mod queue;
#[cfg(feature = "tokio")]
mod reactor;
#[cfg(not(feature = "tokio"))]
#[path = "executor/reactor_without_tokio.rs"]
mod reactor;
mod signal;
#[cfg(feature = "simulation")]
mod simulation;
mod spending;
#[cfg(feature = "temporal")]
mod temporal;
mod time;
pub(crate) mod unnamed;
mod waiters;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

pub use driver::{Driver, Request, SleepId};
pub use engine::{Answer, Call, CallId, Engine, Nature, Record, Recorded};
pub use inline::Inline;
#[cfg(feature = "journal")]
pub use journal::{BegunEntry, CallEntry, Journal, JournalError, Journaled, RunEntry};
pub use pool::Pool;
#[cfg(feature = "simulation")]
pub use simulation::Simulation;
pub use spending::{Allowance, Refused, Spent};
#[cfg(feature = "temporal")]
pub use temporal::{Asked, Run, Serving, State, Status, Temporal, TemporalError, Worker};
#[cfg(feature = "temporal")]
pub(crate) use temporal::{Hosting, check_value, host_agent, host_plan};

/// A piece of work for one thread.
pub type Job = Box<dyn FnOnce() + Send + 'static>;

/// A future that some thread polls.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// What a job does with the thread that it is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// It computes: as many at once as there are cores.
    Cpu,
    /// It waits for something outside, a file or a socket: hundreds at once, and none of them holds a core.
    Blocking,
}

/// Starts the work of a plan on some workers. Gives a future where the work did not end at once; the plan is done when
/// that future is.
pub type Plan<'a> = dyn FnMut(Arc<dyn Workers>) -> Option<BoxFuture<()>> + 'a;

/// Something that plans can be run on.
///
/// An executor is free in where and in which order it runs jobs and polls futures, as long as it runs each of them. The
/// smallest one is this:
///
/// ```
/// use std::sync::Arc;
/// use agentflow::executor::{BoxFuture, Class, Executor, Job, Plan, Workers};
/// use agentflow::{join_results, lazy_task};
///
/// struct ThreadPerJob;
///
/// impl Workers for ThreadPerJob {
///     fn spawn(&self, _class: Class, job: Job) {
///         std::thread::spawn(job);
///     }
///     fn spawn_async(&self, future: BoxFuture<()>) {
///         std::thread::spawn(|| futures_executor::block_on(future));
///     }
/// }
///
/// impl Executor for ThreadPerJob {
///     fn block_on(&self, plan: &mut Plan<'_>) {
///         if let Some(rest) = plan(Arc::new(ThreadPerJob)) {
///             futures_executor::block_on(rest);
///         }
///     }
/// }
///
/// let plan = join_results(lazy_task(|| 1), lazy_task(|| 2), |a, b| a + b);
/// assert_eq!(plan.run_on(&ThreadPerJob), 3);
/// ```
pub trait Executor: Send + Sync {
    /// Runs `plan` to its end and blocks this thread meanwhile.
    ///
    /// It is called at most once for each run, from any thread, also from one of its own workers.
    fn block_on(&self, plan: &mut Plan<'_>);
}

impl<E: Executor + ?Sized> Executor for &E {
    fn block_on(&self, plan: &mut Plan<'_>) {
        (**self).block_on(plan);
    }
}

/// The ways in which an executor gets work done. Only the first two have to be written: see [`Executor`].
pub trait Workers: Send + Sync {
    /// Runs `job` soon, on a thread of its class; never on this thread before this call returns.
    ///
    /// A job that can't be run any more is dropped, which its run notices.
    fn spawn(&self, class: Class, job: Job);

    /// Polls `future` to its end; never on this thread before this call returns.
    fn spawn_async(&self, future: BoxFuture<()>);

    /// Runs both, at once if there is a thread to spare, and returns when both are done.
    fn join(&self, left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
        left();
        right();
    }

    /// The engine that takes the calls of named agents; unless an executor says otherwise there is none, and they run here.
    fn engine(&self) -> Option<&dyn Engine> {
        None
    }

    /// A future that is done after `duration`, counted from its first poll; unless an executor says otherwise, by a timer
    /// that all executors share.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::time::{Duration, Instant};
    /// use agentflow::executor::{BoxFuture, Class, Executor, Job, Plan, Workers};
    /// use agentflow::timer;
    ///
    /// /// Nobody waits: time stands still.
    /// struct Impatient(Instant);
    ///
    /// impl Workers for Impatient {
    ///     fn spawn(&self, _class: Class, job: Job) {
    ///         std::thread::spawn(job);
    ///     }
    ///     fn spawn_async(&self, future: BoxFuture<()>) {
    ///         std::thread::spawn(|| futures_executor::block_on(future));
    ///     }
    ///     fn sleep(&self, _duration: Duration) -> BoxFuture<()> {
    ///         Box::pin(async {})
    ///     }
    ///     fn now(&self) -> Instant {
    ///         self.0
    ///     }
    /// }
    ///
    /// impl Executor for Impatient {
    ///     fn block_on(&self, plan: &mut Plan<'_>) {
    ///         if let Some(rest) = plan(Arc::new(Impatient(self.0))) {
    ///             futures_executor::block_on(rest);
    ///         }
    ///     }
    /// }
    ///
    /// let year = Duration::from_secs(365 * 24 * 60 * 60);
    /// timer(year).run_on(&Impatient(Instant::now())); // at once
    /// ```
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        time::sleep(duration)
    }

    /// The time by which a plan measures, which is that of [`sleep`](Workers::sleep); unless an executor says otherwise, the
    /// operating system's.
    ///
    /// Policies read it only where futures are polled, because an executor may have a time of its own there and nowhere else:
    /// [`Pool`] and [`Inline`] give the time of the tokio runtime that polls, which a test may have paused. Of a run that is
    /// [watched](crate::AgentTask::watched), each event has the time where it happens.
    fn now(&self) -> Instant {
        time::now()
    }

    /// Whether work that is spawned goes on while this thread computes.
    fn overlaps(&self) -> bool {
        true
    }

    /// Whether an async agent that could begin now lets others go first, and is polled again; unless an executor says
    /// otherwise, never. `Simulation` draws it: so its seed decides the order of neighbours, too, which are polled together.
    fn postpones(&self) -> bool {
        false
    }

    /// Calls `poll` where futures find what they find where [`spawn_async`](Workers::spawn_async) polls them, if this thread,
    /// which is about to wait for a run, may do that meanwhile: until it is `Ready`, or nothing has woken it since it began.
    ///
    /// It spares a short run the way to other threads and back. What is left afterwards is spawned. Unless an executor says
    /// otherwise, all of it is.
    fn poll_here(&self, _poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {}

    /// Whether this thread can poll futures as [`spawn_async`](Workers::spawn_async) would.
    fn polls_here(&self) -> bool {
        true
    }
}
