//! All cores for computing, and room for everything that waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::elastic::{self, Elastic};
use super::reactor::{self, Ambient, Reactor};
use super::signal::{self, Signal, Signalling};
use super::waiters::Waiters;
use super::{BoxFuture, Class, Executor, Job, Plan, Workers};
use crate::run::stack;

/// A pool of threads: the executor for real work.
///
/// - CPU agents run on rayon, one worker a core; a join is `rayon::join`.
/// - Async agents run on tokio (feature `tokio`, on by default): on the runtime that the program already has, where
///   the run is started inside one, else on a runtime of the pool's own, which is started by the first async agent.
/// - Blocking agents run on threads of their own, up to 512 at once, and never hold a CPU worker.
///
/// A clone is a handle to the same pool. Its threads end when the last handle is dropped and the last run is over.
///
/// ```
/// use agentflow::{executor::Pool, lazy_task};
///
/// let pool = Pool::with_threads(2)?;
/// assert_eq!(lazy_task(|| 6 * 7).run_on(&pool), 42);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Pool {
    threads: Arc<Threads>,
    /// The workers of every run that is not started inside a tokio runtime.
    workers: Arc<dyn Workers>,
}

struct Threads {
    cpu: rayon_core::ThreadPool,
    blocking: Elastic,
    reactor: Reactor,
    waiters: Arc<Waiters>,
}

impl Pool {
    /// A pool with this many CPU workers; 0 means one for each core.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn with_threads(threads: usize) -> std::io::Result<Self> {
        let waiters = Arc::new(Waiters::default());
        let of_pool = Arc::clone(&waiters);
        let cpu = rayon_core::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(stack::WORKER)
            .thread_name(|number| format!("agentflow-cpu-{number}"))
            .start_handler(move |_| {
                stack::set_budget(stack::WORKER / 2);
                of_pool.enlist_this_thread();
            })
            .build()
            .map_err(std::io::Error::other)?;
        let reactor = Reactor::new(cpu.current_num_threads());
        let threads = Threads { cpu, blocking: Elastic::new(), reactor, waiters };
        let threads = Arc::new(threads);
        let workers = Arc::new(PoolWorkers { threads: Arc::clone(&threads), ambient: None });
        Ok(Pool { threads, workers })
    }

    /// The pool that plans run on when none is named: one CPU worker for each core, started by its first use.
    ///
    /// # Panics
    /// If the system refuses its threads at that first use.
    pub fn shared() -> &'static Pool {
        static SHARED: OnceLock<Pool> = OnceLock::new();
        SHARED.get_or_init(|| Pool::with_threads(0).expect("the system has a thread for each core"))
    }

    /// Workers for a run that is polled by this thread.
    pub(crate) fn workers_for_polling(&self) -> Arc<dyn Workers> {
        self.workers(Ambient::for_polling())
    }

    fn workers(&self, ambient: Option<Ambient>) -> Arc<dyn Workers> {
        match ambient {
            None => Arc::clone(&self.workers),
            ambient => Arc::new(PoolWorkers { threads: Arc::clone(&self.threads), ambient }),
        }
    }
}

impl Executor for Pool {
    fn block_on(&self, plan: &mut Plan<'_>) {
        let ambient = Ambient::for_blocking();
        reactor::blocking(ambient.as_ref(), || {
            let workers = self.workers(ambient.clone());
            if let Some(rest) = plan(Arc::clone(&workers)) {
                let signal = Signal::for_this_thread();
                workers.spawn_async(Box::pin(Signalling::new(rest, &signal)));
                Waiters::of_this_thread().map_or_else(|| elastic::wait(&signal), |waiters| waiters.wait(&signal));
            }
        });
    }
}

/// The pool as one run sees it: with the runtime that its async agents are polled by.
struct PoolWorkers {
    threads: Arc<Threads>,
    /// `None` for the pool's own runtime.
    ambient: Option<Ambient>,
}

impl Workers for PoolWorkers {
    fn spawn(&self, class: Class, job: Job) {
        match class {
            Class::Cpu => self.threads.spawn_cpu(job),
            Class::Blocking => self.threads.spawn_blocking(job),
        }
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.threads.reactor.spawn(self.ambient.as_ref(), future);
    }

    fn join(&self, mut left: &mut (dyn FnMut() + Send), mut right: &mut (dyn FnMut() + Send)) {
        // A reference to one that says what it refers to: rayon moves them about, and a single word moves faster than two.
        self.threads.cpu.join(&mut left, &mut right);
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        reactor::sleep(duration)
    }

    fn now(&self) -> Instant {
        reactor::now()
    }

    fn poll_here(&self, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
        let is_outside = Waiters::of_this_thread().is_none() && !elastic::is_this_thread();
        if self.ambient.is_none() && is_outside {
            self.threads.reactor.poll_here(|| signal::poll_while_woken(poll));
        }
    }

    fn polls_here(&self) -> bool {
        self.ambient.is_some()
    }
}

impl Threads {
    fn is_worker(&self) -> bool {
        self.cpu.current_thread_index().is_some()
    }

    fn spawn_cpu(self: &Arc<Self>, job: Job) {
        let threads = Arc::clone(self);
        if self.is_worker() {
            // From inside, rayon would push the job on this worker's own deque, where the next join deep in the stack
            // finds it and runs it on top of that stack. From outside, it goes to the common queue.
            self.spawn_blocking(Box::new(move || threads.inject(job)));
        } else {
            threads.inject(job);
        }
    }

    fn inject(self: Arc<Self>, job: Job) {
        let threads = Arc::clone(&self);
        self.cpu.spawn(move || threads.run_job(job));
        self.waiters.new_work();
    }

    /// A worker may find a job while it waits, deep in its stack: where there is no room left, another thread takes it.
    fn run_job(&self, job: Job) {
        if stack::has_room_for_a_job() {
            contain(job);
        } else {
            self.spawn_blocking(job);
        }
    }

    /// A job that no thread can be had for is dropped, which its run notices.
    fn spawn_blocking(&self, job: Job) {
        let _no_thread = self.blocking.spawn(Box::new(|| contain(job)));
    }
}

/// Runs a job whose panic would otherwise end the process, or a thread. Agents' panics are caught before they get here;
/// what is left is a value whose drop panics, and the broken promise tells its run.
fn contain(job: Job) {
    let _panicked = catch_unwind(AssertUnwindSafe(job));
}
