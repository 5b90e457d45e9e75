//! Where a plan is run.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;

use agentflow::executor::{Inline, Pool, Simulation};
use agentflow::{AgentTask, RunError, async_task};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::handshake::{Events, LIMIT};

/// Every executor, and every way in which tokio may be around a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Inline,
    Pool1,
    Pool8,
    CurrentThread,
    MultiThread,
    Simulation(u64),
}

static POOL_1: LazyLock<Pool> = LazyLock::new(|| Pool::with_threads(1).expect("a pool"));
static POOL_8: LazyLock<Pool> = LazyLock::new(|| Pool::with_threads(8).expect("a pool"));
static CURRENT_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));
static MULTI_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime"));

/// How a run ended that has no value.
#[derive(Debug)]
pub(crate) enum Ending {
    Error(RunError),
    /// Where a run is awaited, a panic goes on, and what else went wrong is one, too.
    Panic(Box<dyn Any + Send>),
}

impl Place {
    pub(crate) const ALL: [Place; 9] = [
        Place::Inline,
        Place::Pool1,
        Place::Pool8,
        Place::CurrentThread,
        Place::MultiThread,
        Place::Simulation(0),
        Place::Simulation(1),
        Place::Simulation(2),
        Place::Simulation(3),
    ];

    /// The columns of the page.
    pub(crate) const NAMES: [&'static str; 6] = [
        "`Inline`",
        "`Pool`, 1 thread",
        "`Pool`, 8 threads",
        "tokio, current thread",
        "tokio, multi-thread",
        "`Simulation`",
    ];

    pub(crate) fn column(self) -> usize {
        match self {
            Place::Inline => 0,
            Place::Pool1 => 1,
            Place::Pool8 => 2,
            Place::CurrentThread => 3,
            Place::MultiThread => 4,
            Place::Simulation(_) => 5,
        }
    }

    pub(crate) fn run<A: Send + 'static>(self, plan: AgentTask<A>) -> Result<A, Ending> {
        match self {
            Place::Inline => plan.try_run_on(&Inline).map_err(Ending::Error),
            Place::Pool1 => plan.try_run_on(&*POOL_1).map_err(Ending::Error),
            Place::Pool8 => plan.try_run_on(&*POOL_8).map_err(Ending::Error),
            Place::Simulation(seed) => plan.try_run_on(&Simulation::seeded(seed)).map_err(Ending::Error),
            Place::CurrentThread => {
                catch_unwind(AssertUnwindSafe(|| CURRENT_THREAD.block_on(plan.into_future()))).map_err(Ending::Panic)
            }
            Place::MultiThread => MULTI_THREAD
                .block_on(MULTI_THREAD.spawn(plan.into_future()))
                .map_err(|error| Ending::Panic(error.into_panic())),
        }
    }

    /// Has a future polled there: by the runtime itself, or as an async agent.
    pub(crate) fn poll<F>(self, future: impl Fn() -> F + Send + Sync + 'static) -> F::Output
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match self {
            Place::CurrentThread => CURRENT_THREAD.block_on(future()),
            Place::MultiThread => MULTI_THREAD
                .block_on(MULTI_THREAD.spawn(future()))
                .unwrap_or_else(|error| resume_unwind(error.into_panic())),
            _ => self.run(async_task(future)).unwrap_or_else(|ending| panic!("{ending:?}")),
        }
    }

    /// Lets a runtime go on that does so only while somebody waits in it, until there were so many events.
    pub(crate) fn let_happen(self, events: &Events, so_many: usize) {
        if self == Place::CurrentThread {
            let _too_late = CURRENT_THREAD.block_on(async { timeout(LIMIT, events.happened(so_many)).await });
        }
    }

    /// Runs a plan inside of an agent that is run there.
    pub(crate) fn run_inside(self, plan: AgentTask<u32>) -> u32 {
        match self {
            Place::CurrentThread | Place::MultiThread => plan.await_result(),
            _ => self.run(plan).unwrap_or_else(|ending| panic!("{ending:?}")),
        }
    }

    /// How many CPU workers there are; 0 where all agents share the thread of the caller.
    pub(crate) fn workers(self) -> usize {
        match self {
            Place::Inline | Place::Simulation(_) => 0,
            Place::Pool1 => 1,
            Place::Pool8 => 8,
            // The shared pool has one for each core.
            Place::CurrentThread | Place::MultiThread => {
                std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
            }
        }
    }
}
