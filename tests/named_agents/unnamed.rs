//! An engine can't call what has no name.

use agentflow::executor::Driver;
use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, dynamic_planner, lazy_task, spawn_agent, workflow,
};

use crate::calls::ask;

fn error<A: Send + 'static>(plan: AgentTask<A>) -> Option<String> {
    let mut driver = Driver::new(plan);
    assert!(driver.next_request().is_none(), "nothing of it may be called");
    match driver.take_output() {
        Some(Err(error)) => Some(error.to_string()),
        Some(Ok(_)) => None,
        None => panic!("it waits"),
    }
}

fn plain(n: u64) -> u64 {
    n + 1
}

async fn later(n: u64) -> u64 {
    std::future::ready(n + 1).await
}

#[test]
fn a_step_without_a_name_ends_the_run_with_an_error_that_names_it() {
    let says = |plan: AgentTask<u64>, who: &str| {
        let error = error(plan).expect("it is refused");
        assert!(error.starts_with(who), "{error}");
        let advice = "has no name by which an engine could call it: write `#[agent]` on the function that it calls";
        assert!(error.ends_with(advice), "{error}");
    };
    says(workflow! { a = plain(1); => a }, "agent `a` (plain, ");
    says(workflow! { a = later(1); => a }, "agent `a` (later, ");
    says(workflow! { a = later(1).await; => a + 1 }, "agent `a` (later, ");
    says(workflow! { a = blocking { plain(1) }; => a }, "agent `a` (");
    says(workflow! { par { a = plain(1); b = ask("one", a) } => a + b }, "agent `a` (plain, ");
    says(workflow! { => later(1) }, "agent `=>` (later, ");
    says(workflow! { => blocking { 1 } }, "agent `=>` (");
    says(workflow! { list = par for n in 0..3_u64 { m = plain(n); => m }; => list.len() as u64 }, "agent `m` (plain, ");
    says(workflow! { #[retry(2)] a = Ok::<_, String>(plain(1)); => a.unwrap_or(0) }, "agent `a` (");
    says(lazy_task(|| 1), "the agent at ");
    says(async_task(|| later(1)), "the agent at ");
    says(blocking_task(|| 1), "the agent at ");
    says(lazy_task(|| 1).named("one"), "agent `one` (");
}

#[test]
fn what_is_between_agents_needs_no_name() {
    assert_eq!(error(workflow! { => plain(1) }), None);
    assert_eq!(error(completed_task(1).map(|n| n + 1)), None);
    assert_eq!(error(spawn_agent(|| completed_task(1))), None);
    assert_eq!(error(dynamic_planner(completed_task(1), |n| completed_task(n + 1))), None);
    assert_eq!(error(workflow! { a = completed_task(1); b = if a == 1 { => plain(a) } else { => 0 }; => a + b }), None);
    assert_eq!(error(workflow! { list = par for n in 0..3_u64 if n > 1 { => n }; => list }), None);
}

/// A value that stands in for another one is the plan's, as that of an arm is; what is awaited never is.
#[test]
fn a_fallback_and_an_arm_may_be_values_and_no_unnamed_agents() {
    fn other(n: u64) -> u64 {
        n
    }
    let fails = || AgentTask::map(ask("one", 1), |_| Err::<u64, _>("down"));
    let value = |plan: AgentTask<u64>| crate::calls::drive(plan, |_| 0, |_| b"1".to_vec()).result;
    assert_eq!(value(workflow! { #[fallback(other(7))] a = fails(); => a }).unwrap(), 7);
    assert_eq!(
        value(
            workflow! { #[fallback(String::new())] a = fails().map(|a| a.map(|n| n.to_string())); => a.len() as u64 }
        )
        .unwrap(),
        0
    );
    assert_eq!(
        value(workflow! { a = ask("one", 1); b = if a == 1 { other(7) } else { ask("one", 2) }; => b }).unwrap(),
        7
    );

    let says = |plan: AgentTask<u64>, who: &str| {
        let error = value(plan).unwrap_err().to_string();
        assert!(error.starts_with(who), "{error}");
    };
    says(workflow! { #[fallback(later(7))] a = fails(); => a }, "agent `a` (later, ");
    says(workflow! { #[fallback(blocking { 7 })] a = fails(); => a }, "agent `a` (");
    says(workflow! { a = ask("one", 1); b = if a == 1 { later(7) } else { ask("one", 2) }; => b }, "agent `b` (");
    says(workflow! { a = ask("one", 1); b = if a == 1 { later(7).await } else { ask("one", 2) }; => b }, "agent `b` (");
}
