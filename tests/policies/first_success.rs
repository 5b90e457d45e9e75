//! The first agent that succeeds is enough, whatever becomes of the others.

use std::time::Duration;

use agentflow::error::AllFailed;
use agentflow::executor::{Executor, Inline};
use agentflow::{AgentError, AgentTask, completed_task, first_success, lazy_task};

use crate::agents::{after_seconds, counted, later, never};
use crate::executors::{results, value};
use crate::handshake::{Events, pool};

type Fallible = AgentTask<Result<u32, String>>;

fn fails(why: &str) -> Fallible {
    let why = why.to_owned();
    lazy_task(move || Err(why.clone()))
}

/// What can be compared: the value, or the name and the cause of each failure.
fn outcome(task: AgentTask<Result<u32, AgentError>>) -> AgentTask<Result<u32, Vec<(String, String)>>> {
    task.map(|result| {
        result.map_err(|error| {
            let all: &AllFailed = error.downcast_ref().expect("all have failed");
            all.errors().iter().map(|error| (error.agent().to_owned(), error.cause().to_string())).collect()
        })
    })
}

#[test]
fn a_success_that_is_there_wins_and_nothing_behind_it_starts() {
    let started = Events::default();
    let plan = first_success(vec![completed_task(Ok::<_, String>(7)), counted(&started, Ok(8))]);
    assert_eq!(value(&outcome(plan)), Ok(7));
    assert_eq!(started.count(), 0);
}

#[test]
fn an_agent_that_fails_may_be_left_out() {
    for succeeds in [completed_task(Ok(7)), lazy_task(|| Ok(7)), later(Ok(7))] {
        for fails in [completed_task(Err("down".to_owned())), fails("down"), later(Err("down".to_owned()))] {
            let both = first_success(vec![fails.clone(), succeeds.clone(), fails]);
            assert_eq!(value(&outcome(both)), value(&outcome(first_success(vec![succeeds.clone()]))));
        }
    }
}

#[test]
fn when_all_fail_there_is_one_error_with_each_of_them_in_their_order() {
    let plan = first_success(vec![
        later(Err("late".to_owned())).named("slow"),
        fails("early").named("fast"),
        completed_task(Err("at once".to_owned())).named("ready"),
    ]);
    let expected = [("slow", "late"), ("fast", "early"), ("ready", "at once")];
    let expected = expected.map(|(agent, why)| (agent.to_owned(), why.to_owned()));
    assert_eq!(value(&outcome(plan.clone())), Err(expected.to_vec()));
    let error = plan.named("sources").await_result().unwrap_err();
    assert_eq!(error.agent(), "sources");
}

#[test]
fn the_others_and_all_that_they_hold_are_gone_when_the_first_success_is_known() {
    let dropped = Events::default();
    let seen = dropped.clone();
    let plan = first_success(vec![never(&dropped), fails("down"), later(Ok(7)), never(&dropped)]);
    let plan = plan.map(move |result| (result.ok(), seen.count()));
    for (run, (_, result)) in results(&plan).into_iter().enumerate() {
        assert_eq!(result, (Some(7), 2 * (run + 1)));
    }
}

#[test]
fn the_first_success_of_no_agents_is_an_error_that_says_so() {
    let pool = pool(1);
    for executor in [&Inline as &dyn Executor, &pool] {
        let error = first_success::<u32, String>(Vec::new()).named("sources").try_run_on(executor).unwrap_err();
        assert!(error.to_string().starts_with("agent `sources`"), "{error}");
        assert!(error.to_string().ends_with("the first success of no agents: give it at least one"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_costs_no_time() {
    let start = tokio::time::Instant::now();
    let plan = first_success(vec![after_seconds(30, Ok(30)), after_seconds(1, Err("down")), after_seconds(10, Ok(10))]);
    assert_eq!(plan.await.ok(), Some(10));
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}

#[test]
fn first_successes_may_be_nested_deep() {
    for leaf in [lazy_task(|| Ok::<_, AgentError>(7)), later(Ok(7))] {
        let nested = (0..1000).fold(leaf, |inner, _| first_success(vec![first_success(vec![fails("down")]), inner]));
        assert_eq!(value(&outcome(nested)), Ok(7));
    }
}
