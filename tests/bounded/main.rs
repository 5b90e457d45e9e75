//! Memory does not grow over many runs. This counts all of a process, so it is the only test in it.
//!
//! `RUNS=1000000 cargo test --release --test bounded -- --nocapture` is the long form.

#[path = "../support/soon.rs"]
mod soon;

mod plans;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};

use agentflow::executor::{Inline, Pool};
use peak_alloc::PeakAlloc;

use plans::{PLANS, held};
use soon::comes_true;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Queues grow a little when more threads than before happen to meet; what a run loses, it loses each time.
const GROWTH: usize = 4 * 1024;

/// Runs plans of all kinds by turns on each executor, and some that are dropped on their way.
fn run(runs: usize, pool: &Pool) {
    for n in 0..runs {
        let plan = PLANS[n / 3 % PLANS.len()]();
        match n % 3 {
            0 => drop(plan.try_run_on(&Inline)),
            1 => drop(plan.try_run_on(pool)),
            _ => {
                let mut run = plan.into_future();
                let poll_once = || Pin::new(&mut run).poll(&mut Context::from_waker(Waker::noop()));
                let _over_or_not = catch_unwind(AssertUnwindSafe(poll_once));
            }
        }
    }
    assert!(comes_true(|| held().0 == held().1), "each value is dropped once: {:?}", held());
}

#[test]
fn memory_does_not_grow_over_many_runs() {
    const WARM_UP: usize = 4_000;
    let runs = std::env::var("RUNS").map_or(20_000, |runs| runs.parse().expect("RUNS is a number"));
    let pool = Pool::with_threads(2).expect("a pool");
    run(WARM_UP, &pool);
    let before = ALLOCATOR.current_usage();
    run(runs, &pool);
    let is_as_before = comes_true(|| ALLOCATOR.current_usage() <= before + GROWTH);
    let after = ALLOCATOR.current_usage();
    println!(
        "{before} bytes in use after {WARM_UP} runs, {after} after {runs} more, in which {} values were made",
        held().0
    );
    assert!(is_as_before, "{runs} runs left {} bytes", after - before);
}
