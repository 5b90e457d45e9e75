//! Calls that wait have a class of threads of their own.

use std::sync::Arc;
use std::sync::Barrier;
use std::thread;

use agentflow::executor::Inline;
use agentflow::{blocking_task, lazy_task, sequence_tasks};

use crate::handshake::pool;

#[test]
fn five_hundred_blocking_agents_overlap_while_cpu_agents_go_on() {
    const CALLS: usize = 500;
    // The one that is missing is a CPU agent, which comes last: a hundred others have computed by then.
    let meeting = Arc::new(Barrier::new(CALLS + 1));
    let call = |_| {
        let meeting = Arc::clone(&meeting);
        blocking_task(move || usize::from(meeting.wait().is_leader()))
    };
    let calls = sequence_tasks((0..CALLS).map(call).collect());
    let computing = sequence_tasks((0..100_u64).map(|n| lazy_task(move || (0..n).sum::<u64>())).collect());
    let after = computing.and_then(move |sums| {
        let meeting = Arc::clone(&meeting);
        lazy_task(move || (usize::from(meeting.wait().is_leader()), sums.iter().sum::<u64>()))
    });
    let (leaders, (one_more, sum)) = calls.zip(after).run_on(&pool(1));
    assert_eq!(leaders.iter().sum::<usize>() + one_more, 1, "all of them met at once");
    assert_eq!(sum, (0..100).map(|n: u64| n * n.saturating_sub(1) / 2).sum::<u64>());
}

#[test]
fn a_blocking_agent_runs_on_no_cpu_worker() {
    let name = || thread::current().name().unwrap_or_default().to_owned();
    let (cpu, blocking) = lazy_task(name).zip(blocking_task(name)).run_on(&pool(1));
    assert!(!cpu.starts_with("agentflow-blocking"), "{cpu}");
    assert!(blocking.starts_with("agentflow-blocking"), "{blocking}");
}

#[test]
fn more_calls_than_there_are_threads_for_are_queued() {
    let calls = (0..2_000_usize).map(|n| blocking_task(move || n)).collect();
    assert_eq!(sequence_tasks(calls).run_on(&pool(2)).iter().sum::<usize>(), 1_999_000);
}

#[test]
fn a_blocking_agent_on_inline_runs_on_this_thread() {
    let here = thread::current().id();
    assert_eq!(blocking_task(|| thread::current().id()).run_on(&Inline), here);
}

#[test]
fn a_blocking_agent_may_wait_for_another_run() {
    let pool = pool(1);
    let inner = pool.clone();
    let plan = blocking_task(move || lazy_task(|| 1).zip(blocking_task(|| 2)).run_on(&inner));
    assert_eq!(plan.run_on(&pool), (1, 2));
}
