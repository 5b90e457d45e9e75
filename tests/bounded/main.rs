//! Memory does not grow over many runs, and not over many turns of one. This counts all of a process, so it is the only test in it.
//!
//! `RUNS=1000000 cargo test --release --test bounded -- --nocapture` is the long form.

#[path = "../support/soon.rs"]
mod soon;

mod plans;
mod turns;

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
fn memory_does_not_grow() {
    let pool = Pool::with_threads(2).expect("a pool");
    over_many_runs(&pool);
    over_many_turns(&pool);
}

fn over_many_runs(pool: &Pool) {
    const WARM_UP: usize = 4_000;
    let runs = std::env::var("RUNS").map_or(20_000, |runs| runs.parse().expect("RUNS is a number"));
    run(WARM_UP, pool);
    let before = ALLOCATOR.current_usage();
    run(runs, pool);
    let is_as_before = comes_true(|| ALLOCATOR.current_usage() <= before + GROWTH);
    let after = ALLOCATOR.current_usage();
    println!(
        "{before} bytes in use after {WARM_UP} runs, {after} after {runs} more, in which {} values were made",
        held().0
    );
    assert!(is_as_before, "{runs} runs left {} bytes", after - before);
}

/// A turn is over when the next one begins: nothing of it is left.
fn over_many_turns(pool: &Pool) {
    let peak = |turns: u32| {
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        assert_eq!(turns::by_turns(turns).run_on(pool), 0);
        ALLOCATOR.peak_usage() - before
    };
    peak(100);
    let (few, many) = (peak(1_000), peak(20_000));
    println!("{few} bytes at most in 1,000 turns, {many} in 20,000");
    assert!(many <= few + GROWTH, "20,000 turns take {many} bytes, and 1,000 take {few}");
}
