//! The same seed is the same run, and a run that was wrong can be had again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Duration;

use agentflow::simulation::{Fault, each_agent_in_turn, simulate};
use agentflow::{AgentError, AgentTask, lazy_task, workflow};

async fn fetch(page: u64) -> Result<u64, String> {
    tokio::time::sleep(Duration::from_secs(page)).await;
    if page.is_multiple_of(3) { Err(format!("page {page} is missing")) } else { Ok(page) }
}

fn flow() -> AgentTask<Result<u64, AgentError>> {
    workflow! {
        pages = par(3) for page in 1..8_u64 {
            #[fallback(0)]
            #[retry(times = 2, backoff = exponential(1s), jitter)]
            text = fetch(page);
            double = text * 2;
            => double
        };
        first = race { fetch(pages[0])?; fetch(pages[1])? };
        => pages.iter().sum::<u64>() + first
    }
}

fn logs(seeds: std::ops::Range<u64>) -> Vec<String> {
    let logs = Mutex::new(Vec::new());
    simulate(flow())
        .seeds(seeds)
        .faults(each_agent_in_turn())
        .check(|outcome| logs.lock().unwrap().push(outcome.log()));
    logs.into_inner().unwrap()
}

#[test]
fn the_same_seed_and_the_same_fault_are_the_same_log_to_the_letter() {
    let (once, again) = (logs(0..3), logs(0..3));
    assert!(once.len() > 100, "{} runs", once.len());
    for (once, again) in once.iter().zip(&again) {
        let differ = once.lines().zip(again.lines()).find(|(once, again)| once != again);
        assert_eq!(differ, None);
    }
    assert_eq!(once, again);
}

#[test]
fn another_seed_is_another_order() {
    let logs = logs(0..8);
    let distinct: std::collections::BTreeSet<_> = logs.iter().collect();
    assert!(distinct.len() > logs.len() / 2, "{} of {}", distinct.len(), logs.len());
}

fn failure(check: impl Fn()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(check)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[test]
fn a_failed_check_tells_the_seed_the_run_and_how_to_have_it_again() {
    let plan = workflow! { a = 6; b = a * 7; => b + 1 };
    let message = failure(|| {
        let faults = Fault::slow(Duration::from_millis(1)).at("b");
        simulate(plan.clone()).seeds(4..9).faults(faults).check(|outcome| assert_eq!(outcome.value(), &44));
    });
    assert!(message.starts_with("assertion `left == right` failed"), "{message}");
    assert!(message.contains("this was seed 4, in a run that took 1ms and ended with a value:"), "{message}");
    assert!(message.contains("2 `b` (tests/simulation/replay.rs:"), "{message}");
    assert!(
        message.contains(
            "simulate(plan).seeds(4..5).faults(Fault::slow(Duration::from_nanos(1000000)).at(\"b\")).check(..)"
        ),
        "{message}"
    );
}

#[test]
fn a_fault_that_finds_no_agent_fails_the_test() {
    let message = failure(|| {
        simulate(lazy_task(|| 1).named("search")).faults(Fault::stalls().at("serch")).check(|_| ());
    });
    assert_eq!(message, "no agent for Fault::stalls().at(\"serch\"): is the name right?");
}
