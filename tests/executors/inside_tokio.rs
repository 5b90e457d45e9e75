//! Inside a tokio runtime of any kind, `.await` and `await_result` both work and leave the runtime's other tasks alone.

use std::time::Duration;

use agentflow::{AgentTask, async_task, blocking_task, lazy_task, sequence_tasks};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{LocalSet, spawn_blocking, spawn_local};

use crate::handshake::Events;

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread(workers: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap()
}

fn runtimes() -> [Runtime; 3] {
    [current_thread(), multi_thread(1), multi_thread(2)]
}

/// Every kind of agent, and more of them than share one polled task. The timers are real, for each runtime has to have
/// one; nothing depends on how long they take.
fn work() -> AgentTask<u32> {
    let timer = || {
        async_task(|| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            1
        })
    };
    let each = |_| lazy_task(|| 1).zip(timer()).zip(blocking_task(|| 1)).map(|((a, b), c)| a + b + c);
    sequence_tasks((0..20).map(each).collect()).and_then(|all| lazy_task(move || all.iter().sum()))
}

const VALUE: u32 = 60;

#[test]
fn async_code_may_await_a_plan() {
    for runtime in runtimes() {
        assert_eq!(runtime.block_on(async { work().await }), VALUE);
        assert_eq!(runtime.block_on(runtime.spawn(async { work().await })).unwrap(), VALUE);
    }
}

#[test]
fn async_code_may_block_for_a_plan() {
    for runtime in runtimes() {
        assert_eq!(runtime.block_on(async { work().await_result() }), VALUE);
        assert_eq!(runtime.block_on(runtime.spawn(async { work().await_result() })).unwrap(), VALUE);
    }
}

#[test]
fn blocking_code_of_a_runtime_may_do_both() {
    for runtime in runtimes() {
        let blocks = runtime.block_on(async { spawn_blocking(|| work().await_result()).await });
        let awaits =
            runtime.block_on(async { spawn_blocking(|| Handle::current().block_on(work().into_future())).await });
        assert_eq!((blocks.unwrap(), awaits.unwrap()), (VALUE, VALUE));
    }
}

#[test]
fn a_local_set_may_await_a_plan() {
    for runtime in runtimes() {
        assert_eq!(LocalSet::new().block_on(&runtime, async { work().await }), VALUE);
        assert_eq!(
            LocalSet::new().block_on(&runtime, async { spawn_local(async { work().await }).await }).unwrap(),
            VALUE
        );
    }
}

#[test]
fn a_local_set_may_block_for_a_plan() {
    for runtime in runtimes() {
        assert_eq!(LocalSet::new().block_on(&runtime, async { work().await_result() }), VALUE);
        let task = async { spawn_local(async { work().await_result() }).await };
        assert_eq!(LocalSet::new().block_on(&runtime, task).unwrap(), VALUE);
    }
}

#[test]
fn a_panic_inside_of_a_local_set_is_that_of_the_agent() {
    let plan = || lazy_task(|| -> u32 { std::panic::resume_unwind(Box::new("down")) });
    for runtime in runtimes() {
        let task = async { spawn_local(async move { plan().zip(plan()).await_result() }).await };
        let panic = LocalSet::new().block_on(&runtime, task).unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref(), Some(&"down"));
    }
}

#[test]
fn a_runtime_that_is_only_entered_may_do_both() {
    for runtime in runtimes() {
        let _entered = runtime.enter();
        assert_eq!(work().await_result(), VALUE);
    }
    let runtime = multi_thread(1);
    let _entered = runtime.enter();
    assert_eq!(futures_executor::block_on(work().into_future()), VALUE);
}

#[test]
fn code_that_knows_no_tokio_may_await_a_plan() {
    assert_eq!(futures_executor::block_on(work().into_future()), VALUE);
}

#[test]
fn other_tasks_of_the_thread_go_on_while_an_awaited_plan_computes() {
    current_thread().block_on(async {
        let events = Events::default();
        let waiting = events.clone();
        let other = tokio::spawn(async move { events.happen() });
        lazy_task(move || waiting.wait_for(1)).await;
        other.await.unwrap();
    });
}

#[test]
fn other_tasks_of_the_thread_go_on_while_every_kind_of_join_computes() {
    current_thread().block_on(async {
        let events = Events::default();
        let wait = |so_many| {
            let events = events.clone();
            lazy_task(move || events.wait_for(so_many))
        };
        let plan = wait(1).zip(wait(2)).and_then({
            let wait = wait(3);
            move |_| wait.clone()
        });
        let other = tokio::spawn({
            let events = events.clone();
            async move {
                for _ in 0..3 {
                    events.happen();
                    tokio::task::yield_now().await;
                }
            }
        });
        plan.await;
        other.await.unwrap();
    });
}

#[test]
fn other_tasks_go_on_while_the_only_worker_blocks_for_a_plan() {
    let runtime = multi_thread(1);
    let task = runtime.spawn(async {
        let events = Events::default();
        let waiting = events.clone();
        let other = tokio::spawn(async move { events.happen() });
        lazy_task(move || waiting.wait_for(1)).await_result();
        other.await.unwrap();
    });
    runtime.block_on(task).unwrap();
}

#[test]
fn async_agents_of_an_awaited_plan_run_on_the_runtime_around_it() {
    let runtime = multi_thread(1);
    let id = runtime.handle().id();
    let place = || async_task(|| async { Handle::current().id() });
    // More than share one task, so that some are polled by a task of their own.
    let places = sequence_tasks((0..40).map(|_| place()).collect());
    assert_eq!(runtime.block_on(async { places.clone().await }), vec![id; 40]);
    assert_eq!(runtime.block_on(async { places.await_result() }), vec![id; 40]);
}

#[test]
fn async_agents_have_a_timer_without_any_runtime_around() {
    let plan = async_task(|| async {
        tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await.is_err()
    });
    assert!(plan.clone().await_result());
    assert!(plan.clone().run_on(&agentflow::executor::Inline));
    assert!(futures_executor::block_on(plan.into_future()));
}

#[tokio::test(start_paused = true)]
async fn virtual_time_reaches_the_agents_of_a_plan() {
    let start = tokio::time::Instant::now();
    let hour = |n: u64| async_task(move || tokio::time::sleep(Duration::from_hours(n)));
    sequence_tasks((1..=30).map(hour).collect()).await;
    assert_eq!(start.elapsed(), Duration::from_hours(30));
}
