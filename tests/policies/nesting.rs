//! Policies around policies, and policies inside plans.

use std::time::Duration;

use agentflow::policy::Retry;
use agentflow::{
    AgentError, AgentTask, async_task, completed_task, join_results, lazy_task, race, sequence_tasks, timer,
    try_join_results, workflow,
};

use crate::agents::{endless, fails, ms, timed};
use crate::executors::results;
use crate::handshake::{Events, on_each_pool, pool};
use crate::virtual_time;

#[tokio::test(start_paused = true)]
async fn a_limit_inside_a_retry_is_for_each_try() {
    let dropped = Events::default();
    let plan = endless(&dropped).named("slow").timeout(ms(500)).retry(Retry::times(3).constant(ms(100)));
    let (result, elapsed) = timed(&plan).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, dropped.count()), (ms(3 * 500 + 2 * 100), 3));
    assert_eq!((error.agent(), error.tries(), error.took()), ("slow", 3, Some(ms(1700))));
    assert!(error.is_timeout());
}

#[tokio::test(start_paused = true)]
async fn a_limit_around_a_retry_is_for_all_tries() {
    let starts = Events::default();
    let plan = fails(99, &starts).retry(Retry::times(9).constant(ms(100))).try_timeout(ms(250));
    let (result, elapsed) = timed(&plan).await;
    assert!(result.unwrap_err().is_timeout());
    assert_eq!((elapsed, starts.count()), (ms(250), 3));
    tokio::time::sleep(ms(10_000)).await;
    assert_eq!(starts.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_limit_around_a_retry_that_gave_up_adds_its_time_and_keeps_its_tries() {
    let starts = Events::default();
    let plan = fails(99, &starts).retry(Retry::times(3).constant(ms(100))).try_timeout(ms(9000));
    let (result, elapsed) = timed(&plan).await;
    let error = result.unwrap_err();
    assert_eq!((elapsed, error.tries(), error.took()), (ms(200), 3, Some(ms(200))));
}

#[tokio::test(start_paused = true)]
async fn tries_of_a_retry_inside_a_retry_are_all_counted() {
    let starts = Events::default();
    let plan = fails(99, &starts).retry(Retry::times(3).constant(ms(10))).retry(Retry::times(2).constant(ms(1000)));
    let (result, elapsed) = timed(&plan).await;
    let error = result.unwrap_err();
    assert_eq!((starts.count(), error.tries(), elapsed, error.took()), (6, 6, ms(1040), Some(ms(1040))));
}

#[tokio::test(start_paused = true)]
async fn a_hedge_may_be_tried_again() {
    let starts = Events::default();
    let slow = {
        let failing = fails(99, &starts);
        timer(ms(80)).and_then(move |()| failing.clone())
    };
    let (result, elapsed) = timed(&slow.hedge(ms(50)).retry(2)).await;
    assert_eq!((result.unwrap_err().tries(), elapsed, starts.count()), (2, ms(160), 2));
}

#[tokio::test(start_paused = true)]
async fn a_loser_of_a_race_is_tried_no_more() {
    let starts = Events::default();
    let tried = fails(99, &starts).retry(Retry::times(99).constant(ms(100))).map(|result| result.is_ok());
    let (winner, elapsed) = timed(&race(vec![tried, timer(ms(250)).map(|()| true)])).await;
    assert_eq!((winner, elapsed, starts.count()), (true, ms(250), 3));
    tokio::time::sleep(ms(10_000)).await;
    assert_eq!(starts.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_failure_cancels_a_sibling_that_waits_for_its_next_try() {
    let (starts, dropped) = (Events::default(), Events::default());
    let waits = fails(99, &starts).retry(Retry::times(99).constant(ms(1000)));
    let limited = endless(&dropped).timeout(ms(60_000)).map(|result| result.map(|_| 0));
    let failing = timer(ms(10)).map(|()| Err::<usize, &str>("down")).retry(1);
    let plan = try_join_results(waits, try_join_results(limited, failing, |a, b| a + b), |a, b| a + b);
    let (result, elapsed) = timed(&plan).await;
    assert_eq!((result.unwrap_err().cause().to_string(), elapsed), ("down".to_owned(), ms(10)));
    assert_eq!((starts.count(), dropped.count()), (1, 1));
}

#[test]
fn a_policy_on_one_agent_of_a_block_delays_nobody_else() {
    let starts = Events::default();
    let shaky = fails(2, &starts).retry(Retry::times(3).constant(ms(100)));
    let plan = workflow! {
        par {
            slow = shaky.clone()?;
            quick = timer(ms(50));
            after = { let () = quick; timer(ms(50)) };
        }
        => { let () = after; slow }
    };
    let (result, elapsed) = virtual_time::run(&plan);
    assert_eq!((result.ok(), elapsed), (Some(3), ms(200)));
}

#[test]
fn a_limit_ends_tries_without_number() {
    let agents: [AgentTask<Result<u32, &str>>; 3] =
        [completed_task(Err("down")), lazy_task(|| Err("down")), async_task(|| async { Err("down") })];
    for agent in agents {
        let results = on_each_pool(|| agent.clone().retry(u32::MAX).try_timeout(ms(5)));
        assert!(results.into_iter().all(|result| result.unwrap_err().is_timeout()));
    }
}

fn work(n: u32) -> AgentTask<Result<u32, AgentError>> {
    let task = lazy_task(move || n).timeout(Duration::from_mins(10)).retry(2);
    task.try_timeout(Duration::from_mins(10)).retry(Retry::times(2).constant(ms(1)))
}

#[test]
fn policies_around_agents_that_compute_never_deadlock() {
    let plan = || {
        let many = sequence_tasks((0..50).map(work).collect());
        join_results(many, work(50), |many, one| {
            many.into_iter().chain([one]).map(|n| n.expect("it is in time")).sum::<u32>()
        })
    };
    assert!(on_each_pool(plan).into_iter().all(|sum| sum == 51 * 25));
}

#[test]
fn an_agent_may_wait_for_a_plan_with_policies() {
    let plan = lazy_task(|| work(6).await_result().ok()).zip(lazy_task(|| work(7).run_on(&pool(1)).ok()));
    assert!(results(&plan).into_iter().all(|(_, both)| both == (Some(6), Some(7))));
    let nested = || lazy_task(|| lazy_task(|| work(7).await_result().ok()).await_result());
    assert!(on_each_pool(nested).into_iter().all(|value| value == Some(7)));
}

#[test]
fn policies_nest_deep() {
    let mut plan = lazy_task(|| Ok::<u32, AgentError>(7));
    for level in 0..2000 {
        plan = match level % 3 {
            0 => plan.try_timeout(Duration::from_mins(10)),
            1 => plan.retry(2),
            _ => plan.try_fallback(lazy_task(|| Ok::<u32, &str>(0))),
        };
    }
    for (executor, result) in results(&plan) {
        assert_eq!(result.ok(), Some(7), "{executor}");
    }
}
