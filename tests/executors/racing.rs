//! The first of several agents wins, and the others are gone.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::time::Duration;

use agentflow::executor::Inline;
use agentflow::{AgentTask, async_task, blocking_task, completed_task, join_results, lazy_task, race};

use crate::executors::{results, value};
use crate::handshake::{Events, endless, pool};

/// An agent that never wins, and tells when what it holds is dropped.
fn never_wins(dropped: &Events) -> AgentTask<u32> {
    endless(&Events::default(), dropped)
}

fn later(n: u32) -> AgentTask<u32> {
    async_task(move || async move {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        n
    })
}

#[test]
fn losers_and_all_that_they_hold_are_gone_when_the_winner_is_known() {
    let dropped = Events::default();
    let seen = dropped.clone();
    let plan = race(vec![never_wins(&dropped), later(7), never_wins(&dropped)]).map(move |n| (n, seen.count()));
    for (run, (_, result)) in results(&plan).into_iter().enumerate() {
        assert_eq!(result, (7, 2 * (run + 1)));
    }
}

#[test]
fn a_cpu_agent_wins_while_another_one_is_still_running() {
    for threads in [2, 8] {
        let open = Events::default();
        let gate = open.clone();
        let slow = lazy_task(move || {
            gate.wait_for(1);
            1
        });
        assert_eq!(race(vec![slow, lazy_task(|| 2)]).run_on(&pool(threads)), 2);
        open.happen();
    }
}

#[test]
fn a_race_of_cpu_agents_on_one_thread_has_a_winner() {
    let plan = race((0..10).map(|n| lazy_task(move || n)).collect());
    assert!(results(&plan).into_iter().all(|(_, winner)| winner < 10));
    assert_eq!(plan.run_on(&Inline), 0);
}

#[test]
fn agents_of_all_kinds_race_each_other() {
    let open = Events::default();
    let gate = open.clone();
    let stuck = blocking_task(move || {
        gate.wait_for(1);
        0
    });
    let dropped = Events::default();
    let plan = race(vec![never_wins(&dropped), stuck, join_results(lazy_task(|| 3), later(4), |a, b| a * b)]);
    assert_eq!(plan.run_on(&pool(1)), 12);
    open.happen();
    dropped.wait_for(1);
}

#[tokio::test(start_paused = true)]
async fn the_fastest_wins_and_nobody_waits_for_the_others() {
    let start = tokio::time::Instant::now();
    let after = |seconds: u64| {
        async_task(move || async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            seconds
        })
    };
    assert_eq!(race(vec![after(30), after(10), after(20)]).await, 10);
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}

#[test]
fn what_is_already_there_wins_and_starts_nothing_behind_it() {
    let started = Events::default();
    let seen = started.clone();
    let behind = lazy_task(move || {
        seen.happen();
        1
    });
    assert_eq!(value(&race(vec![completed_task(7), behind])), 7);
    assert_eq!(started.count(), 0);
}

#[test]
fn a_race_of_one_is_that_one() {
    assert_eq!(value(&race(vec![lazy_task(|| 7)])), 7);
    assert_eq!(value(&race(vec![later(7)])), 7);
}

#[test]
fn races_may_be_nested_and_joined() {
    let dropped = Events::default();
    let inner = race(vec![never_wins(&dropped), later(3)]);
    let plan = race(vec![never_wins(&dropped), inner.zip(later(4)).map(|(a, b)| a * b)]);
    assert_eq!(value(&plan.clone().zip(plan)), (12, 12));
}

#[track_caller]
fn empty() -> (AgentTask<u32>, &'static Location<'static>) {
    (race(Vec::new()), Location::caller())
}

#[test]
fn an_empty_race_says_what_is_wrong_and_where() {
    let (plan, place) = empty();
    for error in [plan.clone().try_run_on(&Inline).unwrap_err(), plan.clone().try_run_on(&pool(1)).unwrap_err()] {
        let expected = format!("the race at {place} has no agents: give it at least one");
        assert_eq!(error.to_string(), expected);
        assert!(!error.is_panic() && !error.is_cancelled());
    }
    let panic = catch_unwind(AssertUnwindSafe(|| plan.await_result())).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("has no agents"));
}

#[test]
fn an_empty_race_ends_the_whole_run() {
    let (plan, _) = empty();
    for (left, right) in [(plan.clone(), never_wins(&Events::default())), (never_wins(&Events::default()), plan)] {
        let error = left.zip(right).try_run_on(&pool(1)).unwrap_err();
        assert!(error.to_string().contains("has no agents"));
    }
}

#[test]
fn a_racer_that_panics_ends_the_run() {
    let (started, dropped) = (Events::default(), Events::default());
    let falls = lazy_task(|| -> u32 { resume_unwind(Box::new("down")) }).named("bad");
    let error = race(vec![endless(&started, &dropped), falls]).try_run_on(&pool(1)).unwrap_err();
    assert_eq!(error.agent(), Some("bad"));
    // It need not have started before the panic.
    dropped.wait_for(started.count());
}
