//! Every way to run a plan, for tests that compare them.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;
use std::thread;

use agentflow::AgentTask;
use agentflow::executor::{Inline, Pool, Simulation};
use tokio::runtime::{Builder, Runtime};

/// Pools are built once: a thousand cases of a property share them.
static POOLS: LazyLock<[(usize, Pool); 3]> =
    LazyLock::new(|| [1, 2, 8].map(|threads| (threads, Pool::with_threads(threads).expect("a pool"))));

/// It goes on with what is left of a run only while somebody blocks on it.
pub(crate) static CURRENT_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

static MULTI_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime"));

/// Builds a plan for each executor, for a simulation with each of so many seeds and for each kind of tokio runtime, and runs
/// it there: its value, or its panic.
pub(crate) fn runs<A: Send + 'static>(
    seeds: u64,
    mut plan: impl FnMut() -> AgentTask<A>,
) -> Vec<(String, thread::Result<A>)> {
    let mut runs = Vec::new();
    let mut on = |name: String, run: &dyn Fn(AgentTask<A>) -> A| {
        let plan = plan();
        runs.push((name, catch_unwind(AssertUnwindSafe(|| run(plan)))));
    };
    on("inline".to_owned(), &|plan| plan.run_on(&Inline));
    for (threads, pool) in &*POOLS {
        on(format!("a pool of {threads}"), &|plan| plan.run_on(pool));
    }
    for seed in 0..seeds {
        on(format!("a simulation, seed {seed}"), &|plan| plan.run_on(&Simulation::seeded(seed)));
    }
    for (name, runtime) in [("a current-thread runtime", &CURRENT_THREAD), ("a multi-thread runtime", &MULTI_THREAD)] {
        on(name.to_owned(), &|plan| runtime.block_on(async { plan.await }));
    }
    runs
}

/// Runs the plan on each executor, and awaits it inside each kind of tokio runtime.
pub(crate) fn results<A: Send + 'static>(plan: &AgentTask<A>) -> Vec<(String, A)> {
    let value = |(name, run): (String, thread::Result<A>)| (name, run.unwrap_or_else(|panic| resume_unwind(panic)));
    runs(3, || plan.clone()).into_iter().map(value).collect()
}

/// The one value that all of them agree on.
pub(crate) fn value<A: Send + PartialEq + std::fmt::Debug + 'static>(plan: &AgentTask<A>) -> A {
    let mut results = results(plan).into_iter();
    let (_, reference) = results.next().expect("there is an executor");
    for (executor, result) in results {
        assert_eq!(result, reference, "{executor} disagrees with the reference");
    }
    reference
}
