//! An agent may wait for another run: its worker does other work meanwhile, even if it is the only one.

use std::cell::Cell;
use std::hint::black_box;

use agentflow::executor::{Executor, Inline, Pool};
use agentflow::{AgentTask, async_task, blocking_task, completed_task, join_results, lazy_task, sequence_tasks};

use crate::executors::value;
use crate::handshake::{Events, pool};

/// A plan that forks, waits and computes, so that it can't end on the thread that starts it.
fn work(seed: u64) -> AgentTask<u64> {
    let later = async_task(move || async move {
        tokio::task::yield_now().await;
        seed
    });
    let parts = vec![lazy_task(move || seed), later, blocking_task(move || seed), lazy_task(move || seed)];
    sequence_tasks(parts).map(|parts| parts.iter().sum())
}

/// Runs on `pool` from inside an agent of `pool`, so many levels deep.
fn nested(pool: &Pool, levels: u32) -> AgentTask<u64> {
    if levels == 0 {
        return work(1);
    }
    let inside = pool.clone();
    let wait = lazy_task(move || nested(&inside, levels - 1).run_on(&inside));
    join_results(wait, work(1), |inner, own| inner + own)
}

#[test]
fn runs_nested_three_deep_do_not_deadlock_on_one_thread() {
    let pool = pool(1);
    assert_eq!(nested(&pool, 3).run_on(&pool), 16);
}

#[test]
fn many_agents_that_all_wait_do_not_deadlock() {
    for threads in [1, 2] {
        let pool = pool(threads);
        let plan = sequence_tasks((0..20).map(|_| nested(&pool, 2)).collect());
        assert_eq!(plan.run_on(&pool), [12; 20]);
    }
}

#[test]
fn an_agent_may_wait_on_the_shared_pool() {
    let plan = lazy_task(|| lazy_task(|| work(1).await_result()).zip(work(2)).await_result());
    assert_eq!(value(&plan), (4, 8));
}

#[test]
fn an_async_agent_may_wait_for_a_run() {
    let plan = async_task(|| async { work(1).await_result() + work(2).await });
    assert_eq!(value(&plan.zip(work(3))), (12, 12));
}

#[test]
fn an_async_agent_may_wait_for_a_run_of_async_agents() {
    let inner = || async_task(|| async { async_task(|| async { work(1).await_result() }).await_result() });
    let plan = sequence_tasks((0..10).map(|_| inner()).collect());
    assert_eq!(value(&plan), [4; 10]);
}

#[test]
fn an_agent_may_run_a_plan_on_this_thread() {
    let plan = lazy_task(|| work(1).run_on(&Inline)).zip(async_task(|| async { work(2).run_on(&Inline) }));
    assert_eq!(value(&plan), (4, 8));
}

#[test]
fn an_agent_may_run_a_plan_on_another_pool() {
    let (one, other) = (pool(1), pool(1));
    let plan = join_results(lazy_task(move || work(1).run_on(&other)), work(2), |a, b| a + b);
    assert_eq!(plan.run_on(&one), 12);
}

/// From one pool to another and back: the first one's only worker waits for the second one.
fn back_and_forth(here: &Pool, there: &Pool, levels: u32) -> AgentTask<u64> {
    if levels == 0 {
        return work(1);
    }
    let (there_, here_) = (there.clone(), here.clone());
    let wait = lazy_task(move || back_and_forth(&there_, &here_, levels - 1).run_on(&there_));
    join_results(wait, work(1), |inner, own| inner + own)
}

#[test]
fn two_pools_of_one_thread_may_wait_for_each_other() {
    let (one, other) = (pool(1), pool(1));
    assert_eq!(back_and_forth(&one, &other, 5).run_on(&one), 24);
}

#[test]
fn a_worker_that_waits_for_another_pool_still_serves_its_own() {
    let (one, other) = (pool(1), pool(1));
    let back = one.clone();
    // The other pool's run ends only after the first pool, whose only worker waits for it, has done something.
    let there = blocking_task(move || lazy_task(|| 1).zip(lazy_task(|| 2)).run_on(&back));
    let here = lazy_task(move || there.clone().run_on(&other));
    assert_eq!(here.zip(completed_task(()).and_then(|()| work(1))).run_on(&one), ((1, 2), 4));
}

#[test]
fn a_worker_that_waits_runs_the_work_of_others() {
    let pool = pool(1);
    let (inside, ran) = (pool.clone(), Events::default());
    let seen = ran.clone();
    // The only worker waits for a run that waits for the right side, which is queued behind it.
    let plan = join_results(
        lazy_task(move || {
            let seen = seen.clone();
            blocking_task(move || seen.wait_for(1)).run_on(&inside);
        }),
        lazy_task(move || ran.happen()),
        |(), ()| (),
    );
    plan.run_on(&pool);
}

#[test]
fn a_value_that_can_be_sent_but_not_shared_goes_through_every_executor() {
    let cell = completed_task(Cell::new(1));
    let plan = join_results(cell.clone(), lazy_task(|| Cell::new(2)), |a, b| a.get() + b.get()).zip(cell);
    assert_eq!(value(&plan), (3, Cell::new(1)));
}

#[test]
fn an_executor_may_be_chosen_while_the_program_runs() {
    let pool = pool(2);
    let choices: [&dyn Executor; 2] = [&Inline, &pool];
    for executor in choices {
        assert_eq!(work(1).run_on(executor), 4);
    }
}

fn address() -> usize {
    let local = black_box(0_u8);
    (&raw const local).addr()
}

/// Calls `f` where this much of the stack is in use behind `start`.
fn deeper(start: usize, used: usize, f: &dyn Fn() -> u64) -> u64 {
    let some = black_box([1_u8; 256]);
    let value = if start - address() >= used { f() } else { deeper(start, used, f) };
    value + u64::from(black_box(some)[0]) - 1
}

/// Where a worker waits, a job must not be taken that finds too little of the stack left to begin.
#[test]
fn a_worker_may_wait_wherever_it_is_on_its_stack() {
    let pool = Pool::with_threads(1).unwrap();
    // Runs use a half of the 8 MiB that a worker has.
    for kib in (3_800..4_200).map(|kib| kib * 1_024) {
        let inner = pool.clone();
        let waits = move || {
            let plan = lazy_task(|| 1).zip(lazy_task(|| 2).zip(async_task(|| async { 3 })));
            let plan = plan.map(|(a, (b, c))| a + b + c);
            deeper(address(), kib, &|| plan.clone().run_on(&inner))
        };
        assert_eq!(lazy_task(waits).zip(lazy_task(|| 1)).run_on(&pool), (6, 1), "{kib}");
    }
}
