//! Threads end with their executor. This counts those of a process, so it is the only test in it.

#![cfg(target_os = "linux")]

use std::fs;

use agentflow::executor::{Executor, Inline, Journal, Pool, Simulation};

#[path = "bounded/plans.rs"]
mod plans;
#[path = "support/soon.rs"]
mod soon;

use plans::{PLANS, held};
use soon::comes_true;

fn run_all_on(executor: &impl Executor) {
    for plan in PLANS {
        drop(plan().try_run_on(executor));
    }
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").expect("this is linux").count()
}

#[test]
fn no_thread_outlives_its_executor() {
    // The runtime that is kept for `Inline` has a thread.
    run_all_on(&Inline);
    let before = threads();
    for workers in [1, 8] {
        let pool = Pool::with_threads(workers).expect("a pool");
        run_all_on(&pool);
        assert!(threads() > before + workers, "for calls and futures there are more");
        drop(pool);
        assert!(comes_true(|| threads() == before), "{} threads, and {before} before", threads());
    }
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..50 {
        let journal = Journal::open(folder.path().join(format!("{}", n % 3))).expect("a journal");
        run_all_on(&journal.wrap("one", Inline));
        assert_eq!(threads(), before + 1, "one of them writes");
        drop(journal);
        assert_eq!(threads(), before, "it ends with the journal");
    }
    run_all_on(&Simulation::default());
    assert_eq!(threads(), before);
    assert!(comes_true(|| held().0 == held().1), "each value is dropped once");
}
