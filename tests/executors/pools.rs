//! A pool serves any number of runs, and ends when nobody needs it any more.

use std::sync::{Arc, Barrier};
use std::thread;

use agentflow::executor::Pool;
use agentflow::{AgentTask, async_task, blocking_task, lazy_task, race, sequence_tasks};

use crate::handshake::{AtDrop, Events, pool};

fn work(n: usize) -> AgentTask<usize> {
    let later = async_task(move || async move {
        tokio::task::yield_now().await;
        n
    });
    sequence_tasks(vec![lazy_task(move || n), later, blocking_task(move || n), lazy_task(move || n)])
        .and_then(|parts| lazy_task(move || parts.iter().sum()))
}

#[test]
fn a_thousand_runs_at_once_share_a_pool() {
    let pool = pool(2);
    let plan = sequence_tasks(
        (0..1_000)
            .map(|n| {
                let pool = pool.clone();
                blocking_task(move || work(n).run_on(&pool))
            })
            .collect(),
    );
    // Each blocking agent starts a run of its own on the same pool.
    assert_eq!(plan.run_on(&pool), (0..1_000).map(|n| 4 * n).collect::<Vec<_>>());
}

#[test]
fn blocking_agents_may_wait_for_others_when_no_thread_is_left() {
    const THREADS: usize = 512;
    let (pool, all_run) = (pool(2), Arc::new(Barrier::new(THREADS)));
    let outer = |n| {
        let (pool, all_run) = (pool.clone(), Arc::clone(&all_run));
        blocking_task(move || {
            all_run.wait();
            blocking_task(move || n).run_on(&pool)
        })
    };
    let plan = sequence_tasks((0..THREADS).map(outer).collect());
    assert_eq!(plan.run_on(&pool), (0..THREADS).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_await_a_run_at_once() {
    let tasks: Vec<_> = (0..1_000).map(|n| tokio::spawn(work(n).into_future())).collect();
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.unwrap(), 4 * n);
    }
}

#[test]
fn threads_of_the_program_may_share_a_plan_and_a_pool() {
    let (pool, plan) = (pool(2), work(10));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(plan.clone().run_on(&pool), 40)));
        }
    });
}

#[test]
fn a_run_goes_on_when_the_other_handles_of_its_pool_are_dropped() {
    let (started, open) = (Events::default(), Events::default());
    let pool = pool(1);
    let running = {
        let (pool, started, open) = (pool.clone(), started.clone(), open.clone());
        let gate = lazy_task(move || {
            started.happen();
            open.wait_for(1);
        });
        thread::spawn(move || gate.zip(work(1)).run_on(&pool).1)
    };
    started.wait_for(1);
    drop(pool);
    open.happen();
    assert_eq!(running.join().unwrap(), 4);
}

/// The last handle of a pool, and word of its drop.
struct LastHandle {
    _pool: Pool,
    _dropped: AtDrop,
}

#[test]
fn the_last_handle_of_a_pool_may_be_dropped_on_its_own_worker() {
    let (started, open, dropped) = (Events::default(), Events::default(), Events::default());
    let pool = pool(1);
    work(1).run_on(&pool);
    let last = Arc::new(LastHandle { _pool: pool.clone(), _dropped: dropped.at_drop() });
    let (running, gate) = (started.clone(), open.clone());
    let loser = lazy_task(move || {
        let _last = &last;
        running.happen();
        gate.wait_for(1);
        0
    });
    let winner = async_task(move || {
        let started = started.clone();
        async move {
            started.happened(1).await;
            1
        }
    });
    assert_eq!(race(vec![loser, winner]).run_on(&pool), 1);
    drop(pool);
    // Only the agent that lost holds the pool now, and it runs there.
    open.happen();
    dropped.wait_for(1);
}

#[tokio::test]
async fn the_last_handle_of_a_pool_may_be_dropped_in_async_code() {
    let pool = pool(1);
    assert_eq!(async_task(|| async { 1 }).zip(lazy_task(|| 2)).run_on(&pool), (1, 2));
    drop(pool);
}

#[test]
fn a_pool_of_no_threads_has_one_for_each_core() {
    assert_eq!(work(1).run_on(&pool(0)), 4);
}

#[test]
fn pools_come_and_go() {
    for _ in 0..50 {
        assert_eq!(work(1).run_on(&pool(2)), 4);
    }
}
