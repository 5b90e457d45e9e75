//! Limits: so many at once, so many in a time, in the order in which they came, and no place is ever lost.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentflow::executor::{Executor, Inline};
use agentflow::policy::Limit;
use agentflow::{AgentTask, async_task, blocking_task, completed_task, lazy_task, race, sequence_tasks};
use tokio::time::Instant;

use crate::agents::{after_seconds, counted, later, never, when};
use crate::executors::{results, value};
use crate::handshake::{Events, on_each_pool, pool};

/// How many run now, and how many ran at once at most.
#[derive(Clone, Default)]
struct Gauge(Arc<(AtomicUsize, AtomicUsize)>);

impl Gauge {
    fn enter(&self) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
    }

    fn leave(&self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

/// An agent of each kind, which is measured while it runs.
fn gauged(gauge: &Gauge) -> Vec<AgentTask<u32>> {
    let measure = || {
        let gauge = gauge.clone();
        move || {
            gauge.enter();
            std::thread::yield_now();
            gauge.leave();
            7
        }
    };
    let waiting = {
        let gauge = gauge.clone();
        async_task(move || {
            let gauge = gauge.clone();
            async move {
                gauge.enter();
                tokio::task::yield_now().await;
                gauge.leave();
                7
            }
        })
    };
    vec![lazy_task(measure()), blocking_task(measure()), waiting]
}

#[test]
fn a_limit_changes_no_value() {
    for limit in [Limit::at_once(1), Limit::at_once(3), Limit::per(1000, Duration::from_millis(1))] {
        for task in [completed_task(7), lazy_task(|| 7), blocking_task(|| 7), later(7)] {
            assert_eq!(value(&task.clone().limit(&limit)), value(&task));
        }
    }
}

#[test]
fn no_more_than_so_many_run_at_once_whatever_they_are() {
    for at_once in [1, 2] {
        let (gauge, limit) = (Gauge::default(), Limit::at_once(at_once));
        let tasks = gauged(&gauge).into_iter().cycle().take(60).map(|task| task.limit(&limit));
        let plan = sequence_tasks(tasks.collect());
        assert!(on_each_pool(|| plan.clone()).iter().all(|values| *values == [7; 60]));
        assert!(gauge.most() <= at_once, "{} at once", gauge.most());
    }
}

#[test]
fn runs_at_the_same_time_share_a_limit() {
    let (gauge, limit) = (Gauge::default(), Limit::at_once(1));
    let plan = sequence_tasks(gauged(&gauge).into_iter().cycle().take(30).map(|task| task.limit(&limit)).collect());
    std::thread::scope(|scope| {
        for threads in [1, 2] {
            let plan = plan.clone();
            scope.spawn(move || assert_eq!(plan.run_on(&pool(threads)), [7; 30]));
        }
        assert_eq!(plan.clone().run_on(&Inline), [7; 30]);
    });
    assert_eq!(gauge.most(), 1);
}

#[test]
fn a_limit_inside_of_itself_does_not_wait_for_itself() {
    let limit = Limit::at_once(1);
    for leaf in [lazy_task(|| 7), later(7)] {
        let inner = leaf.limit(&limit);
        let nested = inner.clone().zip(inner).map(|(a, b)| a + b).limit(&limit);
        assert_eq!(value(&nested), 14);
        let run_inside = {
            let nested = nested.clone();
            lazy_task(move || nested.clone().await_result())
        };
        assert_eq!(value(&run_inside.limit(&limit)), 14);
    }
}

#[test]
fn the_same_limit_ten_thousand_deep_uses_no_stack() {
    let limit = Limit::at_once(1);
    let nested = (0..10_000).fold(lazy_task(|| 7), |task, _| task.limit(&limit));
    assert_eq!(value(&nested), 7);
}

#[test]
fn a_limit_of_0_is_an_error_and_no_hang() {
    let (started, pool) = (Events::default(), pool(1));
    for limit in
        [Limit::at_once(0), Limit::per(0, Duration::from_secs(1)), Limit::at_once(0).and_per(1, Duration::ZERO)]
    {
        for executor in [&Inline as &dyn Executor, &pool] {
            let error = counted(&started, 7).named("ask").limit(&limit).try_run_on(executor).unwrap_err();
            assert!(error.to_string().starts_with("agent `ask`"), "{error}");
            assert!(
                error.to_string().ends_with("has a limit of 0 and could never start: give it at least 1"),
                "{error}"
            );
        }
    }
    assert_eq!(started.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn places_are_given_in_the_order_of_asking() {
    let (order, limit) = (Arc::new(Mutex::new(Vec::new())), Limit::at_once(1));
    let task = |n: u64| {
        let order = Arc::clone(&order);
        let logged = async_task(move || {
            let order = Arc::clone(&order);
            async move { order.lock().unwrap().push(n) }
        });
        // The last in the list asks first.
        after_seconds(10 - n, ()).and_then({
            let limit = limit.clone();
            move |()| logged.clone().zip(after_seconds(60, ())).limit(&limit)
        })
    };
    sequence_tasks((0..10).map(task).collect()).await;
    assert_eq!(*order.lock().unwrap(), (0..10).rev().collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn three_places_for_ten_tasks_of_a_second_take_four_seconds() {
    let (start, limit) = (Instant::now(), Limit::at_once(3));
    sequence_tasks((0..10).map(|n| after_seconds(1, n).limit(&limit)).collect()).await;
    assert_eq!(start.elapsed(), Duration::from_secs(4));
}

/// The seconds at which tasks start that are given so much time each.
async fn starts(limit: &Limit, tasks: usize, seconds: u64) -> Vec<u64> {
    let start = Instant::now();
    let task =
        |_| async_task(move || async move { start.elapsed().as_secs() }).zip(after_seconds(seconds, ())).limit(limit);
    let starts = sequence_tasks((0..tasks).map(task).collect()).await;
    starts.into_iter().map(|(start, ())| start).collect()
}

#[tokio::test(start_paused = true)]
async fn a_rate_lets_so_many_start_in_any_window() {
    let limit = Limit::per(3, Duration::from_secs(10));
    assert_eq!(starts(&limit, 8, 0).await, [0, 0, 0, 10, 10, 10, 20, 20]);
    // The window slides: two of its starts are as old as the last ones of the list before.
    assert_eq!(starts(&limit, 3, 0).await, [0, 10, 10]);
}

#[tokio::test(start_paused = true)]
async fn no_window_has_more_starts_wherever_it_begins() {
    let (limit, window) = (Limit::per(4, Duration::from_secs(7)), Duration::from_secs(7));
    let start = Instant::now();
    let task = |n: u64| {
        let (limit, at) = (limit.clone(), async_task(move || async move { start.elapsed() }));
        after_seconds(n * n % 13, ()).and_then(move |()| at.clone().limit(&limit))
    };
    let mut starts = sequence_tasks((0..40).map(task).collect()).await;
    starts.sort_unstable();
    let mut last: VecDeque<Duration> = VecDeque::new();
    for start in starts {
        last.push_back(start);
        if last.len() > 4 {
            assert!(start >= last.pop_front().unwrap() + window, "{start:?} is too early");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn both_rules_hold_together() {
    let limit = Limit::at_once(2).and_per(3, Duration::from_secs(10));
    // Two at once, for 4 s each; a third start in the window; a fourth has to wait for it to end.
    assert_eq!(starts(&limit, 6, 4).await, [0, 0, 4, 10, 10, 14]);
}

#[test]
fn a_waiter_that_is_cancelled_leaves_the_queue() {
    let (dropped, started) = (Events::default(), Events::default());
    let limit = Limit::at_once(1);
    let holder = when(&started, 1, 1).limit(&limit);
    // It never comes to its turn: it asks after the holder, and is cancelled while it waits.
    let cancelled = race(vec![never::<u32>(&dropped).limit(&limit), later(2)]);
    let last = counted(&started, 3);
    let plan = holder.zip(cancelled.zip(last)).zip(later(()).and_then(move |()| lazy_task(|| 4).limit(&limit)));
    assert!(on_each_pool(|| plan.clone()).iter().all(|value| *value == ((1, (2, 3)), 4)));
}

#[test]
fn a_holder_that_is_cancelled_gives_its_place_back_after_all_that_it_held() {
    let (dropped, limit) = (Events::default(), Limit::at_once(1));
    let seen = dropped.clone();
    let next = lazy_task(move || seen.count()).limit(&limit);
    let plan = race(vec![never::<usize>(&dropped).limit(&limit), later(0)]).and_then(move |_| next.clone());
    for (run, (_, dropped)) in results(&plan).into_iter().enumerate() {
        assert_eq!(dropped, run + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn no_place_is_lost_wherever_a_task_is_cancelled() {
    let limit = Limit::at_once(2).and_per(5, Duration::from_secs(3));
    // Each deadline cuts off another part of the queue: those that wait, those that run, those that have run.
    for deadline in 0..12 {
        let tasks = (0..8).map(|n| after_seconds(1 + n % 3, n).limit(&limit)).collect();
        race(vec![sequence_tasks(tasks).map(|_| ()), after_seconds(deadline, ())]).await;
    }
    let start = Instant::now();
    sequence_tasks(vec![after_seconds(1, ()).limit(&limit); 2]).await;
    assert!(start.elapsed() <= Duration::from_secs(4), "a place is lost");
}

#[test]
fn a_panic_gives_the_place_back() {
    let limit = Limit::at_once(1);
    let falls = lazy_task(|| -> u32 { std::panic::resume_unwind(Box::new("down")) }).limit(&limit);
    for executor in [&Inline as &dyn Executor, &pool(1)] {
        assert!(falls.clone().try_run_on(executor).unwrap_err().is_panic());
        assert_eq!(lazy_task(|| 7).limit(&limit).run_on(executor), 7);
    }
}

#[test]
fn thousands_that_wait_hold_no_thread() {
    let (limit, done) = (Limit::at_once(1), Events::default());
    let tasks: Vec<_> = (0..5000).map(|_| counted(&done, ()).limit(&limit)).collect();
    sequence_tasks(tasks).run_on(&pool(1));
    assert_eq!(done.count(), 5000);
}
