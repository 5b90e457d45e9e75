//! Dropping a run, or losing interest in a part of it, cancels: what waits is dropped and what is queued never starts.

use std::task::{Context, Poll, Waker};

use agentflow::executor::Inline;
use agentflow::{AgentTask, async_task, blocking_task, lazy_task, race, sequence_tasks, try_join_results, workflow};

use crate::handshake::{Events, endless, pool};

/// A CPU agent that holds its worker until it is let go.
fn gate(started: &Events, open: &Events) -> AgentTask<u32> {
    let (started, open) = (started.clone(), open.clone());
    lazy_task(move || {
        started.happen();
        open.wait_for(1);
        0
    })
}

fn counted(events: &Events) -> AgentTask<u32> {
    let events = events.clone();
    lazy_task(move || {
        events.happen();
        0
    })
}

#[tokio::test]
async fn dropping_a_run_drops_its_pending_futures() {
    let (started, dropped) = (Events::default(), Events::default());
    let mut run = endless::<u32>(&started, &dropped).zip(endless::<u32>(&started, &dropped)).into_future();
    assert!(std::pin::Pin::new(&mut run).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!((started.count(), dropped.count()), (2, 0));
    drop(run);
    assert_eq!(dropped.count(), 2, "at once, because they were polled here");
}

#[tokio::test]
async fn dropping_a_run_drops_the_futures_that_other_tasks_poll() {
    let (started, dropped) = (Events::default(), Events::default());
    let run = sequence_tasks((0..100).map(|_| endless::<u32>(&started, &dropped)).collect()).into_future();
    let run = tokio::spawn(run);
    started.happened(100).await;
    run.abort();
    dropped.happened(100).await;
}

#[tokio::test]
async fn dropping_a_run_starts_nothing_more() {
    let (started, open, never) = (Events::default(), Events::default(), Events::default());
    let ended = Events::default();
    let (next, at_end) = (counted(&never), ended.at_drop());
    let plan = gate(&started, &open).and_then(move |_| {
        let _at_end = &at_end;
        next.clone()
    });
    let run = tokio::spawn(plan.into_future());
    started.happened(1).await;
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    open.happen();
    // The closure is dropped when the last piece of the run is gone.
    ended.happened(1).await;
    assert_eq!(never.count(), 0);
}

#[tokio::test]
async fn a_run_that_is_dropped_before_its_first_poll_does_nothing() {
    let never = Events::default();
    drop(counted(&never).zip(counted(&never)).into_future());
    tokio::task::yield_now().await;
    assert_eq!(never.count(), 0);
}

#[tokio::test]
async fn values_of_a_dropped_run_are_dropped_with_it() {
    let (started, dropped, waiting) = (Events::default(), Events::default(), Events::default());
    let (made, value) = (started.clone(), dropped.clone());
    let value = lazy_task(move || value.at_drop()).map(move |value| {
        made.happen();
        value
    });
    let run = tokio::spawn(value.zip(endless::<u32>(&started, &waiting)).into_future());
    started.happened(2).await;
    assert_eq!(dropped.count(), 0);
    run.abort();
    dropped.happened(1).await;
    waiting.happened(1).await;
}

#[tokio::test]
async fn a_closure_that_is_running_finishes_and_its_value_is_dropped() {
    let (started, open, dropped) = (Events::default(), Events::default(), Events::default());
    let plan = {
        let (started, open, dropped) = (started.clone(), open.clone(), dropped.clone());
        lazy_task(move || {
            started.happen();
            open.wait_for(1);
            dropped.at_drop()
        })
    };
    let run = tokio::spawn(plan.into_future());
    started.happened(1).await;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(dropped.count(), 0, "there is no value yet");
    open.happen();
    dropped.happened(1).await;
}

#[test]
fn a_queued_agent_never_starts_when_the_run_is_decided() {
    let (started, open, never) = (Events::default(), Events::default(), Events::default());
    let pool = pool(1);
    let running = started.clone();
    let decides = async_task(move || {
        let running = running.clone();
        async move {
            running.happened(1).await;
            7
        }
    });
    // The only worker is held by the first agent; the others queue up behind it.
    let racers = vec![gate(&started, &open), counted(&never), counted(&never), decides];
    assert_eq!(race(racers).run_on(&pool), 7);
    open.happen();
    // The queue is in order: when this has run, all that was before it is gone.
    assert_eq!(blocking_task(|| 1).zip(lazy_task(|| 2).zip(lazy_task(|| 3))).run_on(&pool), (1, (2, 3)));
    assert_eq!(never.count(), 0);
}

fn fails() -> AgentTask<Result<u32, &'static str>> {
    lazy_task(|| Err("failed"))
}

#[test]
fn a_failure_drops_the_siblings_that_wait() {
    let (started, dropped) = (Events::default(), Events::default());
    for threads in [1, 2] {
        let waits = endless::<u32>(&started, &dropped).map(Ok);
        assert_eq!(try_join_results(fails(), waits.clone(), |a, b| a + b).run_on(&pool(threads)), Err("failed"));
        assert_eq!(try_join_results(waits, fails(), |a, b| a + b).run_on(&pool(threads)), Err("failed"));
    }
    dropped.wait_for(started.count());
}

#[test]
fn a_failure_keeps_the_sibling_behind_it_from_starting() {
    let never = Events::default();
    let plan = || try_join_results(fails(), counted(&never).map(Ok), |a, b| a + b);
    assert_eq!(plan().run_on(&Inline), Err("failed"));
    assert_eq!(plan().run_on(&pool(1)), Err("failed"));
    assert_eq!(never.count(), 0);
}

#[test]
fn a_question_mark_cancels_the_siblings_of_its_step() {
    let (started, dropped, never) = (Events::default(), Events::default(), Events::default());
    let plan = {
        let (started, dropped, never) = (started.clone(), dropped.clone(), never.clone());
        workflow! {
            par {
                a = fails()?;
                b = endless::<u32>(&started, &dropped);
                c = counted(&never);
                d = after(c, &never);
            }
            => a + b + d
        }
    };
    assert_eq!(plan.clone().run_on(&pool(1)).unwrap_err().agent(), "a");
    assert_eq!(plan.run_on(&Inline).unwrap_err().agent(), "a");
    dropped.wait_for(started.count());
    assert_eq!(never.count(), 0, "what had not begun when it failed");
}

fn after(before: u32, events: &Events) -> u32 {
    events.happen();
    before
}

#[test]
fn a_failure_inside_of_a_part_cancels_that_part_only() {
    let (started, dropped) = (Events::default(), Events::default());
    let part = try_join_results(fails(), endless::<u32>(&started, &dropped).map(Ok), |a, b| a + b);
    let finished = Events::default();
    let other = {
        let finished = finished.clone();
        async_task(move || {
            let finished = finished.clone();
            async move {
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                finished.happen();
            }
        })
    };
    assert_eq!(part.zip(other).run_on(&pool(1)), (Err("failed"), ()));
    assert_eq!(finished.count(), 1);
    dropped.wait_for(started.count());
}

#[test]
fn polling_a_run_after_its_end_is_no_panic() {
    let mut run = lazy_task(|| 1).and_then(|n| agentflow::completed_task(n + 1)).into_future();
    assert_eq!(futures_executor::block_on(&mut run), 2);
    let again = std::pin::Pin::new(&mut run).poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(again, Poll::Pending);
}
