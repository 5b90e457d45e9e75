//! A program may know the crate by another name.

extern crate agentflow as flow;

use crate::executors::value;

async fn later(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

#[test]
fn the_crate_may_be_renamed() {
    let plan = flow::workflow! { par { a = later(1); b = flow::completed_task(2) } c = a + b; => c };
    assert_eq!(value(&plan), 3);
}

#[test]
fn a_renamed_crate_reports_failures_too() {
    let plan = flow::workflow! { a = "x".parse::<u32>()?; => a };
    let error: flow::AgentError = plan.await_result().unwrap_err();
    assert_eq!(error.agent(), "a");
}

mod imported {
    use agentflow::workflow as plan;

    #[test]
    fn the_macro_may_be_imported_by_another_name() {
        assert_eq!(plan! { a = 1; => a }.await_result(), 1);
    }
}
