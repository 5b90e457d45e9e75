//! Everything that can go wrong with every agent, one after the other.

use std::collections::BTreeSet;
use std::time::Duration;

use agentflow::simulation::{each_agent_in_turn, simulate};
use agentflow::workflow;

fn parse(text: &'static str) -> Result<u64, std::num::ParseIntError> {
    text.parse()
}

async fn wait(seconds: u64) -> u64 {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    seconds
}

#[test]
fn each_agent_has_each_fault_that_it_can_have() {
    let plan = workflow! {
        par { a = parse("6")?; b = wait(30 * 60) }
        => a + b
    };
    let tried = std::sync::Mutex::new(BTreeSet::new());
    let runs = simulate(plan).seeds(0..2).faults(each_agent_in_turn()).check(|outcome| {
        tried.lock().unwrap().insert(format!("{:?}", outcome.faults()));
        match outcome.result() {
            Ok(Ok(sum)) => assert_eq!(*sum, 1806),
            Ok(Err(error)) => assert_eq!(error.cause().to_string(), "an injected failure"),
            Err(error) => assert!(error.is_panic() || error.is_cancelled(), "{error}"),
        }
    });
    // Five faults of `a`, four of `b`, which can't fail, and the run without one.
    assert_eq!(runs, 2 * 10);
    let tried = tried.into_inner().unwrap();
    assert_eq!(tried.len(), 10, "{tried:#?}");
    assert!(tried.contains(r#"[Fault::slow(Duration::from_secs(3600)).at("b").nth(1)]"#), "{tried:#?}");
}

#[test]
fn what_cannot_fail_is_not_made_to() {
    let plan = workflow! { par { a = wait(1); b = wait(2) } => a + b };
    let runs = simulate(plan).seeds(0..1).faults(each_agent_in_turn()).check(|outcome| {
        assert!(outcome.result().as_ref().is_ok_and(|sum| *sum == 3) || outcome.result().is_err());
    });
    assert_eq!(runs, 1 + 2 * 4);
}
