//! Tries, and the waits between them.

use std::panic::resume_unwind;
use std::time::Duration;

use agentflow::executor::Inline;
use agentflow::policy::Retry;
use agentflow::{async_task, lazy_task};
use tokio::time::Instant;

use crate::agents::{fails, ms, timed};
use crate::executors::results;
use crate::handshake::{Events, on_each_pool, pool};

#[tokio::test(start_paused = true)]
async fn a_task_is_tried_until_it_succeeds() {
    let starts = Events::default();
    let (result, elapsed) = timed(&fails(2, &starts).retry(Retry::times(5).constant(ms(100)))).await;
    assert_eq!((result.ok(), elapsed, starts.count()), (Some(3), ms(200), 3));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_always_fails_is_tried_as_often_as_its_policy_says() {
    let starts = Events::default();
    let (result, elapsed) = timed(&fails(9, &starts).retry(Retry::times(4).exponential(ms(100)))).await;
    let error = result.unwrap_err();
    assert_eq!((starts.count(), elapsed), (4, ms(100 + 200 + 400)));
    assert_eq!((error.tries(), error.took()), (4, Some(ms(700))));
    assert_eq!(error.cause().to_string(), "down");
}

/// The waits of a policy, as a task sees them that always fails.
async fn waits(policy: Retry) -> Vec<Duration> {
    let times = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&times);
    let task = async_task(move || {
        let seen = std::sync::Arc::clone(&seen);
        async move {
            seen.lock().unwrap().push(Instant::now());
            Err::<(), _>("down")
        }
    });
    task.retry(policy).await.unwrap_err();
    let times = times.lock().unwrap();
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn waits_are_none_constant_or_doubled_up_to_a_limit() {
    let zero = Duration::ZERO;
    assert_eq!(waits(Retry::times(3)).await, [zero, zero]);
    assert_eq!(waits(Retry::times(1).constant(ms(100))).await, []);
    assert_eq!(waits(Retry::times(4).constant(ms(100))).await, [ms(100); 3]);
    assert_eq!(waits(Retry::times(4).constant(ms(100)).at_most(ms(50))).await, [ms(50); 3]);
    let doubled = Retry::times(6).exponential(ms(300));
    assert_eq!(waits(doubled.clone()).await, [300, 600, 1200, 2400, 4800].map(ms));
    assert_eq!(waits(doubled.clone().at_most(ms(1000))).await, [300, 600, 1000, 1000, 1000].map(ms));
    assert_eq!(waits(doubled.at_most(ms(200))).await, [ms(200); 5]);
}

#[tokio::test(start_paused = true)]
async fn jitter_makes_a_wait_up_to_twice_as_long() {
    for policy in [Retry::times(4).exponential(ms(1000)), Retry::times(4).constant(ms(1000)).at_most(ms(9000))] {
        let (plain, jittered) = (waits(policy.clone()).await, waits(policy.jitter()).await);
        assert!(plain.iter().zip(&jittered).all(|(plain, wait)| wait >= plain && *wait <= 2 * *plain + ms(1)));
        assert_ne!(plain, jittered);
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_waits_there_are_do_no_harm() {
    let starts = Events::default();
    for policy in [Retry::times(9).exponential(Duration::MAX), Retry::times(9).constant(Duration::MAX)] {
        let plan = fails(9, &starts).retry(policy.jitter()).timeout(ms(1000));
        assert!(timed(&plan).await.0.unwrap_err().is_timeout());
    }
    assert_eq!(starts.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn only_errors_that_a_policy_is_for_are_tried_again() {
    let starts = Events::default();
    let policy = Retry::times(9).constant(ms(100)).when(|error| error.cause().to_string() != "down");
    let (result, elapsed) = timed(&fails(9, &starts).retry(policy)).await;
    assert_eq!((result.unwrap_err().tries(), elapsed, starts.count()), (1, Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn each_run_of_a_description_tries_afresh() {
    let starts = Events::default();
    let plan = fails(usize::MAX, &starts).retry(Retry::times(3).exponential(ms(100)));
    for run in 1..=3 {
        let (result, elapsed) = timed(&plan).await;
        assert_eq!((result.unwrap_err().tries(), elapsed, starts.count()), (3, ms(300), 3 * run));
    }
    let (both, elapsed) = timed(&plan.clone().zip(plan)).await;
    assert!(both.0.is_err() && both.1.is_err());
    assert_eq!((elapsed, starts.count()), (ms(300), 15));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_cancelled_between_two_tries_is_gone() {
    let (starts, dropped) = (Events::default(), Events::default());
    let (task, held) = (fails(9, &starts), dropped.at_drop());
    let task = task.map(move |result| {
        let _held = &held;
        result
    });
    let run = tokio::spawn(task.retry(Retry::times(9).constant(ms(100))).into_future());
    tokio::time::sleep(ms(250)).await;
    assert_eq!((starts.count(), dropped.count()), (3, 0));
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    assert_eq!(dropped.count(), 1);
    tokio::time::sleep(ms(10_000)).await;
    assert_eq!(starts.count(), 3);
}

#[test]
fn an_agent_that_computes_is_tried_on_each_executor() {
    let plan = lazy_task(|| "x".parse::<u8>()).retry(3);
    for (executor, result) in results(&plan) {
        assert_eq!(result.unwrap_err().tries(), 3, "{executor}");
    }
}

#[test]
fn waits_hold_no_worker() {
    let starts = Events::default();
    let plan = || {
        let waits = fails(usize::MAX, &starts).retry(Retry::times(2).constant(ms(2)));
        waits.zip(lazy_task(|| 7))
    };
    assert!(on_each_pool(plan).into_iter().all(|(waited, computed)| waited.is_err() && computed == 7));
}

#[test]
fn a_panic_is_not_tried_again() {
    let starts = Events::default();
    let falls = {
        let starts = starts.clone();
        lazy_task(move || -> Result<u32, &str> {
            starts.happen();
            resume_unwind(Box::new("down"))
        })
    };
    let error = falls.named("bad").retry(5).try_run_on(&pool(1)).unwrap_err();
    assert_eq!((error.agent(), starts.count()), (Some("bad"), 1));
}

#[test]
fn a_panic_in_the_predicate_of_a_policy_ends_the_run() {
    let policy = || Retry::times(3).when(|_| resume_unwind(Box::new("predicate")));
    let plan = || lazy_task(|| Err::<u32, _>("down")).retry(policy());
    assert!(plan().try_run_on(&pool(1)).unwrap_err().to_string().ends_with("panicked: predicate"));
    assert!(plan().try_run_on(&Inline).unwrap_err().to_string().ends_with("panicked: predicate"));
}

#[test]
fn no_tries_at_all_is_an_error_that_says_what_to_do() {
    let starts = Events::default();
    let plan = fails(9, &starts).named("search").retry(0);
    for error in [plan.clone().try_run_on(&Inline).unwrap_err(), plan.try_run_on(&pool(1)).unwrap_err()] {
        let message = error.to_string();
        assert!(message.starts_with("agent `search` (tests/policies/retries.rs:"), "{message}");
        assert!(message.ends_with("has a retry policy of 0 tries, so that it could never start: give it at least 1"));
    }
    assert_eq!(starts.count(), 0);
}
