//! As many agents as are enough, and not one more.

use std::time::Duration;

use agentflow::error::AllFailed;
use agentflow::executor::{Executor, Inline};
use agentflow::{AgentError, AgentTask, completed_task, first_success, lazy_task, quorum, try_sequence_tasks};

use crate::agents::{after_seconds, counted, later, never};
use crate::executors::{results, value};
use crate::handshake::{Events, pool};

type Fallible = AgentTask<Result<u32, &'static str>>;

/// An agent of each kind, with its index for a value.
fn succeeding() -> Vec<Fallible> {
    vec![later(Ok(0)), lazy_task(|| Ok(1)), completed_task(Ok(2)), later(Ok(3))]
}

fn causes(error: &AgentError) -> Vec<String> {
    let all: &AllFailed = error.downcast_ref().expect("too many have failed");
    all.errors().iter().map(|error| error.cause().to_string()).collect()
}

fn outcome<A: Send + 'static>(task: AgentTask<Result<A, AgentError>>) -> AgentTask<Result<A, Vec<String>>> {
    task.map(|result| result.map_err(|error| causes(&error)))
}

#[test]
fn a_quorum_of_all_is_the_sequence_of_all() {
    let sequence = try_sequence_tasks(succeeding()).map(|result| result.map_err(|why| vec![why.to_owned()]));
    assert_eq!(value(&outcome(quorum(4, succeeding()))), value(&sequence));
    for index in 0..4 {
        let mut tasks = succeeding();
        tasks[index] = later(Err("down"));
        let sequence = try_sequence_tasks(tasks.clone()).map(|result| result.map_err(|why| vec![why.to_owned()]));
        assert_eq!(value(&outcome(quorum(4, tasks))), value(&sequence));
    }
}

#[test]
fn a_quorum_of_one_is_the_first_success() {
    let tasks = || vec![later(Err("down")), lazy_task(|| Ok(7)), lazy_task(|| Err("down"))];
    let first = outcome(first_success(tasks())).map(|result| result.map(|value| vec![value]));
    assert_eq!(value(&outcome(quorum(1, tasks()))), value(&first));
}

#[test]
fn a_quorum_of_none_starts_nothing() {
    let started = Events::default();
    let plan = quorum(0, vec![counted(&started, Ok::<_, &str>(7))]);
    assert_eq!(value(&outcome(plan)), Ok(vec![]));
    assert_eq!(value(&outcome(quorum(0, Vec::<Fallible>::new()))), Ok(vec![]));
    assert_eq!(started.count(), 0);
}

#[test]
fn values_come_in_the_order_of_the_list_and_not_of_their_arrival() {
    let plan = quorum(3, vec![later(Ok(1)), lazy_task(|| Err("down")), lazy_task(|| Ok(2)), completed_task(Ok(3))]);
    assert_eq!(value(&outcome(plan)), Ok(vec![1, 2, 3]));
}

#[test]
fn as_soon_as_too_many_have_failed_the_others_are_cancelled() {
    let dropped = Events::default();
    let seen = dropped.clone();
    let plan = quorum(2, vec![never(&dropped), later(Err("late")), lazy_task(|| Err("early"))]);
    let plan = outcome(plan).map(move |result: Result<Vec<u32>, _>| (result, seen.count()));
    for (run, (_, result)) in results(&plan).into_iter().enumerate() {
        assert_eq!(result, (Err(vec!["late".to_owned(), "early".to_owned()]), run + 1));
    }
}

#[test]
fn those_that_are_not_needed_are_gone_when_the_values_are_known() {
    let dropped = Events::default();
    let seen = dropped.clone();
    let plan = quorum(2, vec![never(&dropped), later(Ok(1)), never(&dropped), lazy_task(|| Ok::<_, &str>(2))]);
    let plan = outcome(plan).map(move |result| (result, seen.count()));
    for (run, (_, result)) in results(&plan).into_iter().enumerate() {
        assert_eq!(result, (Ok(vec![1, 2]), 2 * (run + 1)));
    }
}

#[test]
fn a_quorum_that_no_list_of_this_length_can_reach_is_an_error_at_once() {
    let started = Events::default();
    let pool = pool(1);
    for executor in [&Inline as &dyn Executor, &pool] {
        let plan = quorum(3, vec![counted(&started, Ok::<_, &str>(7)); 2]).named("votes");
        let error = plan.try_run_on(executor).unwrap_err();
        assert!(error.to_string().starts_with("agent `votes`"), "{error}");
        assert!(error.to_string().ends_with("waits for 3 successes of 2 agents: give it at least 3"), "{error}");
    }
    assert_eq!(started.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn it_takes_as_long_as_the_last_one_that_is_needed() {
    let start = tokio::time::Instant::now();
    let plan = quorum(
        2,
        vec![
            after_seconds(30, Ok(30)),
            after_seconds(1, Ok(1)),
            after_seconds(2, Err("down")),
            after_seconds(10, Ok(10)),
        ],
    );
    assert_eq!(plan.await.ok(), Some(vec![1, 10]));
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}
