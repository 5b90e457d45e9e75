//! What a failure under a policy tells.

use std::error::Error;
use std::num::ParseIntError;

use agentflow::policy::Retry;
use agentflow::{AgentError, AgentTask, async_task, lazy_task, workflow};

use crate::agents::{endless, ms, timed};
use crate::handshake::Events;
use crate::virtual_time;

fn parse() -> AgentTask<Result<u8, ParseIntError>> {
    async_task(|| async { "x".parse() })
}

async fn failure<A: Send + 'static>(plan: AgentTask<Result<A, AgentError>>) -> AgentError {
    timed(&plan).await.0.err().expect("it fails")
}

#[tokio::test(start_paused = true)]
async fn the_message_tells_the_agent_its_tries_its_time_and_its_cause() {
    let (line, plan) = (line!(), parse().named("news").retry(Retry::times(3).constant(ms(2510))));
    let message = failure(plan.clone()).await.to_string();
    let cause = "invalid digit found in string";
    let place = format!("tests/policies/errors.rs:{line}");
    assert_eq!(message, format!("agent `news` ({place}) failed after 3 tries in 5.02s: {cause}"));
    // Once, and without a wait: what there is nothing to tell of is left out.
    let message = failure(parse().named("news").try_fallback(parse()).map(|result| {
        result.map_err(|error| error.downcast::<agentflow::error::AllFailed>().unwrap().errors()[0].clone())
    }));
    let line = line!() - 3;
    assert_eq!(message.await.to_string(), format!("agent `news` (tests/policies/errors.rs:{line}) failed: {cause}"));
}

#[tokio::test(start_paused = true)]
async fn an_agent_without_a_name_is_told_by_the_place_of_its_policy() {
    let dropped = Events::default();
    let (line, plan) = (line!(), endless(&dropped).timeout(ms(5000)));
    let error = failure(plan).await;
    assert_eq!((error.agent(), error.function(), error.line()), ("", "", line));
    let place = format!("tests/policies/errors.rs:{line}");
    assert_eq!(error.to_string(), format!("the agent at {place} failed in 5.00s: no answer within 5s"));
}

#[tokio::test(start_paused = true)]
async fn the_nearest_name_counts_inside_and_around() {
    assert_eq!(failure(parse().named("inner").retry(2).named("outer")).await.agent(), "inner");
    assert_eq!(failure(parse().retry(2).named("near").named("far")).await.agent(), "near");
    assert_eq!(failure(parse().retry(2).try_timeout(ms(9)).named("outer")).await.agent(), "outer");
}

#[test]
fn the_error_of_a_workflow_stays_what_it_is() {
    let inner = workflow! { n = parse()?; => n };
    let (result, _) = virtual_time::run(&inner.retry(2).try_timeout(ms(9)).named("total"));
    let error = result.unwrap_err();
    assert_eq!((error.agent(), error.tries()), ("n", 2));
    assert_eq!(error.path().count(), 0);
    assert!(error.downcast_ref::<ParseIntError>().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_way_to_an_agent_without_a_name_can_be_told() {
    let plan = workflow! { total = parse().retry(2)?; => total };
    let message = failure(plan).await.to_string();
    assert!(message.starts_with("agent `total` > the agent at tests/policies/errors.rs:"), "{message}");
    assert!(message.contains("failed after 2 tries in 0.00ns: "), "{message}");
}

#[test]
fn clones_of_an_error_share_its_cause() {
    let error = lazy_task(|| "x".parse::<u8>()).retry(2).await_result().unwrap_err();
    let clone = error.clone();
    assert_eq!(error.to_string(), clone.to_string());
    assert!(clone.source().is_none(), "the cause is in the message");
    let error = error.downcast::<ParseIntError>().expect_err("the clone has it too");
    assert_eq!((error.tries(), error.downcast_ref::<ParseIntError>().is_some()), (2, true));
    drop(clone);
    let error = error.downcast::<std::io::Error>().expect_err("it is another one");
    assert_eq!(error.tries(), 2);
    assert_eq!(error.downcast::<ParseIntError>().ok(), "x".parse::<u8>().err());
}
