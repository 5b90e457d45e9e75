//! Time limits.

use std::thread;
use std::time::Duration;

use agentflow::error::TimedOut;
use agentflow::executor::Inline;
use agentflow::{AgentTask, lazy_task, sequence_tasks, timer};

use crate::agents::{after, endless, ms, timed};
use crate::handshake::{self, Events, on_each_pool, pool};

#[tokio::test(start_paused = true)]
async fn at_its_limit_a_task_is_cancelled_with_what_it_holds() {
    let dropped = Events::default();
    let seen = dropped.clone();
    let plan = endless(&dropped).zip(endless(&dropped)).timeout(ms(5000)).map(move |result| (result, seen.count()));
    let ((result, dropped), elapsed) = timed(&plan).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, dropped), (ms(5000), 2));
    assert!(error.is_timeout());
    assert_eq!(error.downcast_ref::<TimedOut>().map(TimedOut::limit), Some(ms(5000)));
    assert_eq!((error.tries(), error.took()), (1, Some(ms(5000))));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_in_time_ends_when_it_ends() {
    let (result, elapsed) = timed(&after(300, 7).timeout(ms(5000))).await;
    assert_eq!((result.ok(), elapsed), (Some(7), ms(300)));
}

#[tokio::test(start_paused = true)]
async fn a_limit_counts_from_where_its_task_starts() {
    let plan = timer(ms(10_000)).and_then(|()| after(300, 7).timeout(ms(500)));
    let (result, elapsed) = timed(&plan).await;
    assert_eq!((result.ok(), elapsed), (Some(7), ms(10_300)));
}

#[tokio::test(start_paused = true)]
async fn each_task_has_a_limit_of_its_own() {
    let plan = endless(&Events::default()).timeout(ms(200)).zip(after(300, 7).timeout(ms(400)));
    let ((slow, quick), elapsed) = timed(&plan).await;
    assert!(slow.unwrap_err().is_timeout());
    assert_eq!((quick.ok(), elapsed), (Some(7), ms(300)));
}

#[tokio::test(start_paused = true)]
async fn the_failure_of_a_task_in_time_is_its_own() {
    let plan = after(250, Err::<u32, _>("down")).try_timeout(ms(500));
    let (result, elapsed) = timed(&plan).await;
    let error = result.unwrap_err();
    assert_eq!((error.cause().to_string(), error.is_timeout(), elapsed), ("down".to_owned(), false, ms(250)));
    assert_eq!(error.took(), Some(ms(250)));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_can_fail_and_is_late_has_one_error() {
    let plan = after(900, Err::<u32, _>("down")).try_timeout(ms(500));
    let (result, elapsed) = timed(&plan).await;
    assert_eq!((result.unwrap_err().is_timeout(), elapsed), (true, ms(500)));
}

/// An agent that holds its worker until it is let go.
fn gate(started: &Events, open: &Events) -> AgentTask<u32> {
    let (started, open) = (started.clone(), open.clone());
    lazy_task(move || {
        started.happen();
        open.wait_for(1);
        7
    })
}

#[tokio::test]
async fn dropping_a_run_drops_what_is_under_a_limit_whoever_polls_it() {
    let (started, dropped) = (Events::default(), Events::default());
    let waits = handshake::endless::<u32>(&started, &dropped);
    let all = sequence_tasks((0..100).map(|_| waits.clone().timeout(Duration::MAX)).collect());
    let run = tokio::spawn(all.into_future());
    started.happened(100).await;
    run.abort();
    dropped.happened(100).await;
}

#[test]
fn an_agent_that_computes_is_not_waited_for() {
    let (started, open) = (Events::default(), Events::default());
    for result in on_each_pool(|| gate(&started, &open).timeout(ms(1))) {
        assert!(result.unwrap_err().is_timeout());
    }
    open.happen();
}

#[test]
fn an_agent_that_is_still_queued_at_the_limit_never_starts() {
    let (started, open, never) = (Events::default(), Events::default(), Events::default());
    let pool = pool(1);
    let late = {
        let never = never.clone();
        lazy_task(move || never.happen()).timeout(ms(1))
    };
    // Under a limit, what computes is the pool's and not the caller's.
    let on_a_worker = |task: AgentTask<u32>| task.timeout(Duration::MAX).run_on(&pool).ok();
    thread::scope(|scope| {
        scope.spawn(|| on_a_worker(gate(&started, &open)));
        started.wait_for(1);
        assert!(late.run_on(&pool).unwrap_err().is_timeout());
        open.happen();
    });
    // The queue is in order: when this has run, all that was before it is gone.
    assert_eq!(on_a_worker(lazy_task(|| 1)), Some(1));
    assert_eq!(never.count(), 0);
}

#[test]
fn a_value_that_came_late_but_is_there_is_taken() {
    let slow = lazy_task(|| {
        thread::sleep(ms(20));
        7
    });
    assert_eq!(slow.timeout(ms(1)).run_on(&Inline).ok(), Some(7));
}

#[test]
fn a_task_may_have_no_time_or_all_time() {
    for limit in [Duration::MAX, Duration::ZERO] {
        let results = on_each_pool(|| agentflow::completed_task(7).timeout(limit));
        assert!(results.into_iter().all(|result| result.ok() == Some(7)));
    }
}

#[test]
fn a_panic_under_a_limit_ends_the_run() {
    let falls =
        || lazy_task(|| -> u32 { std::panic::resume_unwind(Box::new("down")) }).named("bad").timeout(ms(60_000));
    for executor in [1, 2] {
        assert_eq!(falls().try_run_on(&pool(executor)).unwrap_err().agent(), Some("bad"));
    }
    assert_eq!(falls().try_run_on(&Inline).unwrap_err().agent(), Some("bad"));
}
