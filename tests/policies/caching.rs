//! What is cached runs once for each key, in a run or in a store, and a failure is not kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use agentflow::executor::{Executor, Inline};
use agentflow::policy::Store;
use agentflow::{AgentTask, async_task, blocking_task, completed_task, lazy_task, race, sequence_tasks};

use crate::agents::{counted, later, when};
use crate::executors::{results, value};
use crate::handshake::{Events, on_each_pool, pool};

/// An agent of each kind that yields its argument.
fn agents(n: u32) -> [AgentTask<u32>; 4] {
    [completed_task(n), lazy_task(move || n), blocking_task(move || n), later(n)]
}

/// A tool whose calls are cached by their argument.
fn cached_tool(runs: &Events) -> impl Fn(u32) -> AgentTask<u32> + use<> {
    let runs = runs.clone();
    move |n| counted(&runs, n * 10).cached(n)
}

#[test]
fn caching_changes_no_value() {
    for n in 0..3 {
        for task in agents(n) {
            assert_eq!(value(&task.clone().cached(n)), value(&task));
            assert_eq!(value(&task.clone().map(Ok::<_, u32>).try_cached(n)), value(&task.map(Ok)));
        }
    }
}

#[test]
fn equal_keys_run_once_in_a_run_and_anew_in_the_next() {
    let runs = Events::default();
    let tool = cached_tool(&runs);
    let plan = sequence_tasks((0..60).map(|n| tool(n % 3)).collect());
    let expected: Vec<u32> = (0..60).map(|n| n % 3 * 10).collect();
    let values = results(&plan);
    assert!(values.iter().all(|(_, values)| *values == expected));
    assert_eq!(runs.count(), 3 * values.len());
}

#[test]
fn runs_at_the_same_time_do_not_share_what_they_cache() {
    let runs = Events::default();
    let seen = runs.clone();
    // Each run is under way before the other has its value.
    let plan = blocking_task(move || {
        seen.happen();
        seen.wait_for(2);
        7
    });
    let plan = plan.cached(());
    std::thread::scope(|scope| {
        let other = scope.spawn(|| plan.clone().run_on(&pool(1)));
        assert_eq!(plan.clone().run_on(&pool(1)), 7);
        assert_eq!(other.join().unwrap(), 7);
    });
    assert_eq!(runs.count(), 2);
}

#[test]
fn other_places_and_other_types_are_other_values() {
    fn cached_here<K: std::hash::Hash + Eq + Clone + Send + Sync + 'static>(key: K, value: u32) -> AgentTask<u32> {
        lazy_task(move || value).cached(key)
    }
    let places = lazy_task(|| 1).cached(0_u32).zip(lazy_task(|| 2).cached(0_u32));
    assert_eq!(value(&places), (1, 2));
    let types = cached_here(0_u32, 3).zip(cached_here(0_u64, 4)).zip(cached_here("0", 5));
    assert_eq!(value(&types), ((3, 4), 5));
}

#[test]
fn a_task_that_is_cached_inside_of_itself_does_not_wait_for_itself() {
    for task in agents(7) {
        let nested = (0..10_000).fold(task, |inner, _| inner.cached(0));
        assert_eq!(value(&nested), 7);
    }
}

#[test]
fn a_recursion_that_is_cached_takes_each_step_once() {
    fn fib(runs: &Events, n: u64) -> AgentTask<u64> {
        let runs = runs.clone();
        let step = agentflow::spawn_agent(move || {
            runs.happen();
            if n < 2 {
                return completed_task(n);
            }
            fib(&runs, n - 1).zip(fib(&runs, n - 2)).map(|(a, b)| a.wrapping_add(b))
        });
        step.cached(n)
    }
    let runs = Events::default();
    let values = on_each_pool(|| fib(&runs, 5000));
    assert!(values.iter().all(|value| *value == values[0]));
    assert_eq!(runs.count(), 5001 * values.len());
    assert_eq!(value(&fib(&runs, 90)), 2_880_067_194_370_816_120);
}

/// Caches an agent that counts its starts and goes on when the gate is open; the first that wants it is cancelled then.
fn first_is_cancelled(starts: &Events) -> AgentTask<(u32, u32)> {
    let (started, open) = (Events::default(), Events::default());
    let cached = {
        let (starts, started, open) = (starts.clone(), started.clone(), open.clone());
        move || {
            let (starts, started, open) = (starts.clone(), started.clone(), open.clone());
            let waits = async_task(move || {
                let (starts, started, open) = (starts.clone(), started.clone(), open.clone());
                async move {
                    starts.happen();
                    started.happen();
                    open.happened(1).await;
                    7
                }
            });
            waits.cached("key")
        }
    };
    let cancelled = race(vec![cached(), when(&started, 1, 0)]).map(move |n| {
        open.happen();
        n
    });
    cancelled.zip(cached())
}

#[test]
fn those_who_wait_get_the_value_when_the_first_one_is_cancelled() {
    let starts = Events::default();
    let values = on_each_pool(|| first_is_cancelled(&starts));
    assert!(values.iter().all(|value| *value == (0, 7)));
    assert_eq!(first_is_cancelled(&starts).run_on(&Inline), (0, 7));
    assert_eq!(starts.count(), values.len() + 1);
}

#[test]
fn what_all_have_been_cancelled_for_runs_again_when_it_is_wanted_again() {
    let (starts, dropped) = (Events::default(), Events::default());
    let cached = {
        let (starts, dropped) = (starts.clone(), dropped.clone());
        move || {
            let (starts, dropped) = (starts.clone(), dropped.clone());
            let first_hangs = async_task(move || {
                starts.happen();
                let (is_first, resource) = (starts.count() == 1, dropped.at_drop());
                async move {
                    let _resource = resource;
                    if is_first {
                        std::future::pending::<()>().await;
                    }
                    7
                }
            });
            first_hangs.cached("key")
        }
    };
    let cancelled = race(vec![cached(), when(&starts, 1, 0)]);
    let plan = cancelled.zip(when(&dropped, 1, ())).and_then(move |(n, ())| cached().map(move |m| (n, m)));
    assert_eq!(plan.run_on(&pool(1)), (0, 7));
    assert_eq!(starts.count(), 2);
}

#[test]
fn a_failure_goes_to_all_who_wait_and_is_not_kept() {
    let tries = Events::default();
    let attempt = {
        let tries = tries.clone();
        move || {
            let tries = tries.clone();
            let fails_once = async_task(move || {
                let tries = tries.clone();
                async move {
                    tokio::task::yield_now().await;
                    tries.happen();
                    if tries.count() == 1 { Err("down") } else { Ok(tries.count()) }
                }
            });
            fails_once.try_cached("key")
        }
    };
    let both = attempt().zip(attempt());
    let plan = both.and_then(move |both| attempt().zip(attempt()).map(move |later| (both, later)));
    for executor in [&Inline as &dyn Executor, &pool(1)] {
        let before = tries.count();
        let (both, later) = plan.clone().run_on(executor);
        if before == 0 {
            assert_eq!((both, later), ((Err("down"), Err("down")), (Ok(2), Ok(2))));
        } else {
            assert_eq!((both, later), ((Ok(3), Ok(3)), (Ok(3), Ok(3))));
        }
    }
    assert_eq!(tries.count(), 3);
}

#[test]
fn a_store_keeps_values_from_run_to_run() {
    let (runs, store) = (Events::default(), Arc::new(Mutex::new(HashMap::new())));
    let tool = |n: u32| counted(&runs, n * 10).cached_in(Arc::clone(&store), n);
    let plan = sequence_tasks((0..30).map(|n| tool(n % 3)).collect());
    let expected: Vec<u32> = (0..30).map(|n| n % 3 * 10).collect();
    assert!(results(&plan).iter().all(|(_, values)| *values == expected));
    assert_eq!(runs.count(), 3);
    // At another place it is the same store.
    assert_eq!(value(&counted(&runs, 99).cached_in(Arc::clone(&store), 2)), 20);
    assert_eq!(runs.count(), 3);
}

#[test]
fn another_store_has_other_values_for_the_same_key() {
    let store = |n: u32| Arc::new(Mutex::new(HashMap::from([("key", n)])));
    let look_up = |n: u32| lazy_task(|| 0).cached_in(store(n), "key");
    let plan = sequence_tasks(vec![look_up(1), look_up(2)]);
    assert_eq!(value(&plan), [1, 2]);
}

#[test]
fn a_store_is_given_successes_only() {
    let (runs, store) = (Events::default(), Arc::new(Mutex::new(HashMap::new())));
    let task = |n: u32| {
        let result = if n == 0 { Err("none") } else { Ok(n) };
        counted(&runs, result).try_cached_in(Arc::clone(&store), n)
    };
    let plan = task(0).zip(task(1));
    let ends = results(&plan);
    assert!(ends.iter().all(|(_, ends)| *ends == (Err("none"), Ok(1))));
    assert_eq!(runs.count(), ends.len() + 1);
    assert_eq!(*store.lock().unwrap(), HashMap::from([(1, 1)]));
}

#[test]
fn a_store_that_panics_ends_the_run() {
    struct Broken;
    impl Store<u32, u32> for Broken {
        fn get(&self, _key: &u32) -> Option<u32> {
            std::panic::resume_unwind(Box::new("no disk"))
        }
        fn put(&self, _key: &u32, _value: &u32) {}
    }
    let plan = lazy_task(|| 7).cached_in(Arc::new(Broken), 1);
    for executor in [&Inline as &dyn Executor, &pool(1)] {
        assert!(plan.clone().try_run_on(executor).unwrap_err().is_panic());
    }
}
