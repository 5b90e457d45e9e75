//! A shared task runs once a run, however many wait for it and whoever of them goes away.

use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, join_results, lazy_task, race, sequence_tasks, share,
};

use crate::executors::results;
use crate::handshake::{Events, endless, on_each_pool, pool};

/// Counts its runs and yields 7, in an agent of each kind.
fn counting(runs: &Events) -> [AgentTask<u32>; 4] {
    let count = || {
        let runs = runs.clone();
        move || {
            runs.happen();
            7
        }
    };
    let (cpu, blocking, later, after) = (count(), count(), count(), count());
    [
        lazy_task(cpu),
        blocking_task(blocking),
        async_task(move || {
            let later = later.clone();
            async move {
                tokio::task::yield_now().await;
                later()
            }
        }),
        async_task(tokio::task::yield_now).and_then(move |()| lazy_task(after.clone())),
    ]
}

#[test]
fn a_shared_task_runs_once_a_run_and_again_in_the_next() {
    let runs = Events::default();
    for task in counting(&runs) {
        let shared = share(task);
        let pairs = shared.clone().zip(shared.clone()).zip(shared.clone());
        let plan = pairs.and_then(move |both| shared.clone().map(move |again| (both, again)));
        let before = runs.count();
        let values = results(&plan);
        assert!(values.iter().all(|(_, value)| *value == (((7, 7), 7), 7)));
        assert_eq!(runs.count() - before, values.len());
    }
}

#[test]
fn a_hundred_may_wait_for_a_shared_task() {
    let runs = Events::default();
    for task in counting(&runs) {
        let shared = share(task);
        let holder = |n: u32| match n % 3 {
            0 => shared.clone(),
            1 => shared.clone().map(|value| value),
            _ => join_results(lazy_task(|| 0), shared.clone(), |a, b| a + b),
        };
        let plan = sequence_tasks((0..100).map(holder).collect());
        let before = runs.count();
        let values = results(&plan);
        assert!(values.iter().all(|(_, value)| *value == [7; 100]));
        assert_eq!(runs.count() - before, values.len());
    }
}

#[test]
fn runs_at_the_same_time_do_not_share() {
    let runs = Events::default();
    let (seen, pool) = (runs.clone(), pool(4));
    // Both runs are under way before either has its value.
    let shared = share(blocking_task(move || {
        seen.happen();
        seen.wait_for(2);
        7
    }));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| shared.clone().zip(shared.clone()).run_on(&pool));
        assert_eq!(shared.clone().zip(shared.clone()).run_on(&pool), (7, 7));
        assert_eq!(other.join().unwrap(), (7, 7));
    });
    assert_eq!(runs.count(), 2);
}

/// An async agent that ends when so many events have happened.
fn when(events: &Events, so_many: usize) -> AgentTask<u32> {
    let events = events.clone();
    async_task(move || {
        let events = events.clone();
        async move {
            events.happened(so_many).await;
            0
        }
    })
}

/// A plan whose first holder of an async shared task is cancelled, while the second one waits for it.
fn first_holder_is_cancelled(runs: &Events) -> AgentTask<(u32, u32)> {
    let (started, open) = (Events::default(), Events::default());
    let shared = share({
        let (runs, started, open) = (runs.clone(), started.clone(), open.clone());
        async_task(move || {
            let (runs, started, open) = (runs.clone(), started.clone(), open.clone());
            async move {
                runs.happen();
                started.happen();
                open.happened(1).await;
                7
            }
        })
    });
    let cancelled = race(vec![shared.clone(), when(&started, 1)]).map(move |n| {
        open.happen();
        n
    });
    cancelled.zip(shared)
}

#[test]
fn a_shared_task_goes_on_when_its_first_holder_is_cancelled() {
    let runs = Events::default();
    let values = on_each_pool(|| first_holder_is_cancelled(&runs));
    assert!(values.iter().all(|value| *value == (0, 7)));
    assert_eq!(runs.count(), values.len());
    assert_eq!(first_holder_is_cancelled(&runs).run_on(&agentflow::executor::Inline), (0, 7));
    assert_eq!(runs.count(), values.len() + 1);
}

#[test]
fn a_shared_cpu_task_goes_on_when_the_holder_that_runs_it_is_cancelled() {
    let (started, open, decided) = (Events::default(), Events::default(), Events::default());
    let shared = share({
        let (started, open) = (started.clone(), open.clone());
        lazy_task(move || {
            started.happen();
            open.wait_for(1);
            7
        })
    });
    let cancelled = race(vec![shared.clone(), when(&started, 1)]).map({
        let decided = decided.clone();
        move |n| {
            decided.happen();
            n
        }
    });
    let opened = when(&decided, 1).map(move |n| {
        open.happen();
        n
    });
    let second = when(&started, 1).and_then(move |_| shared.clone());
    let plan = cancelled.zip(second).zip(opened);
    assert_eq!(plan.run_on(&pool(1)), ((0, 7), 0));
    assert_eq!(started.count(), 1);
}

#[test]
fn a_shared_task_that_nobody_waits_for_any_more_is_dropped() {
    let (started, dropped) = (Events::default(), Events::default());
    let shared = share(endless::<u32>(&started, &dropped));
    let plan = race(vec![shared.clone().zip(shared).map(|(a, b)| a + b), when(&started, 1)]);
    // The race is decided, and the run goes on until what was shared is gone.
    let gone = plan.and_then({
        let dropped = dropped.clone();
        move |_| when(&dropped, 1)
    });
    assert_eq!(gone.run_on(&pool(1)), 0);
}

#[test]
fn a_shared_value_of_a_type_that_is_not_sync_is_cloned_for_each() {
    use std::cell::Cell;
    let shared = share(lazy_task(|| Cell::new(7)));
    let plan = shared.clone().zip(shared).zip(completed_task(Cell::new(1)));
    assert!(results(&plan).iter().all(|(_, ((a, b), c))| a.get() + b.get() + c.get() == 15));
}

#[test]
fn shared_tasks_may_share_tasks() {
    let runs = Events::default();
    let [cpu, ..] = counting(&runs);
    let inner = share(cpu);
    let outer = share(join_results(inner.clone(), inner.clone(), |a, b| a + b));
    let plan = sequence_tasks(vec![outer.clone(), inner, outer]);
    let values = results(&plan);
    assert!(values.iter().all(|(_, value)| *value == [14, 7, 14]));
    assert_eq!(runs.count(), values.len());
}
