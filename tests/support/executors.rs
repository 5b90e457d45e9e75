//! Every way to run a plan, for tests that compare them.

use std::sync::LazyLock;

use agentflow::AgentTask;
use agentflow::executor::{Inline, Pool, Simulation};
use tokio::runtime::{Builder, Runtime};

/// Pools are built once: a thousand cases of a property share them.
static POOLS: LazyLock<[(usize, Pool); 3]> =
    LazyLock::new(|| [1, 2, 8].map(|threads| (threads, Pool::with_threads(threads).expect("a pool"))));

static CURRENT_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

static MULTI_THREAD: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime"));

/// Runs the plan on each executor, and awaits it inside each kind of tokio runtime.
pub(crate) fn results<A: Send + 'static>(plan: &AgentTask<A>) -> Vec<(String, A)> {
    let mut results = vec![("inline".to_owned(), plan.clone().run_on(&Inline))];
    for (threads, pool) in &*POOLS {
        results.push((format!("a pool of {threads}"), plan.clone().run_on(pool)));
    }
    for seed in 0..3 {
        results.push((format!("a simulation, seed {seed}"), plan.clone().run_on(&Simulation::seeded(seed))));
    }
    for (name, runtime) in [("a current-thread runtime", &CURRENT_THREAD), ("a multi-thread runtime", &MULTI_THREAD)] {
        let plan = plan.clone();
        results.push((name.to_owned(), runtime.block_on(async { plan.await })));
    }
    results
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
