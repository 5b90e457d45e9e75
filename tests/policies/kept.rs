//! What was finished when a budget is out is not lost.

use agentflow::error::OutOfBudget;
use agentflow::executor::{Executor, Inline};
use agentflow::{
    AgentError, AgentTask, async_task, charge, lazy_task, sequence_limited, sequence_tasks, try_sequence_limited,
    try_sequence_tasks, workflow,
};

use crate::agents::{after_seconds, later};
use crate::budgets::{calls, out};
use crate::executors::value;
use crate::handshake::pool;
use crate::virtual_time;

/// Items that are finished one a second; the sixth is one too many.
fn item(n: u64) -> AgentTask<Result<u64, OutOfBudget>> {
    after_seconds(n, ()).and_then(move |()| async_task(move || async move { charge("calls", 1).map(|()| n) }))
}

fn paid(error: &AgentError) -> Vec<u64> {
    out(error).take_values::<Result<u64, OutOfBudget>>().into_iter().flatten().collect()
}

#[test]
fn what_was_finished_is_in_the_error_whatever_the_collection_is() {
    fn failed<A: Send + 'static>(plan: &AgentTask<Result<A, AgentError>>) -> AgentError {
        virtual_time::run(plan).0.err().expect("the budget is out")
    }
    let failure = failed(&sequence_tasks((0..10).map(item).collect()).within(&calls(5)));
    assert_eq!(paid(&failure), [0, 1, 2, 3, 4]);
    assert!(paid(&failure).is_empty(), "they are moved out");

    let failure = failed(&sequence_limited(20, 0..10, item).within(&calls(5)));
    assert_eq!(paid(&failure), [0, 1, 2, 3, 4]);

    let items = (0..10).rev().map(|n| item(n).map(Ok::<_, AgentError>)).collect();
    let failure = failed(&try_sequence_tasks(items).try_within(&calls(5)));
    assert_eq!(paid(&failure), [4, 3, 2, 1, 0]);

    let plan = try_sequence_limited(20, 0..10, |n| item(n).map(Ok::<_, AgentError>)).try_within(&calls(5));
    assert_eq!(paid(&failed(&plan)), [0, 1, 2, 3, 4]);
}

#[test]
fn nothing_else_is_in_the_error() {
    // Places of a limited list that are done have no values of their own.
    let item = |n| {
        let pay = || async {
            if charge("calls", 1).is_err() {
                std::future::pending::<()>().await;
            }
        };
        after_seconds(n, ()).and_then(move |()| async_task(pay))
    };
    let failure = virtual_time::run(&sequence_limited(3, 0..3, item).within(&calls(2))).0.unwrap_err();
    assert_eq!(out(&failure).take_values::<()>().len(), 2);
}

#[test]
fn a_run_inside_of_an_agent_has_its_values_when_the_budget_around_it_is_out() {
    let agent = lazy_task(|| {
        assert!(charge("calls", 1).is_err());
        let all = sequence_tasks(vec![lazy_task(|| 1), later(2)]).await_result();
        let each = sequence_limited(1, [3, 4], later).await_result();
        assert_eq!((all, each), (vec![1, 2], vec![3, 4]));
    });
    let ends = value(&agent.within(&calls(0)).map(|result| result.map_err(|error| error.cause().to_string())));
    assert_eq!(ends, Err("out of calls: 0 of 0 spent, and 1 more were asked for".to_owned()));
}

#[test]
fn what_bodies_have_finished_is_in_the_error() {
    let plan = workflow! {
        names = par for n in 0..10_u64 { charge("calls", 1).map(|()| n.to_string())? };
        => names
    };
    let error = plan.try_within(&calls(5)).run_on(&Inline).unwrap_err();
    assert_eq!(out(&error).take_values::<String>(), ["0", "1", "2", "3", "4"]);

    let plan = workflow! {
        squares = par(2) for n in 1..=10_u64 { (charge("calls", n).is_ok(), n * n) };
        => squares
    };
    let error = plan.within(&calls(6)).run_on(&Inline).unwrap_err();
    let paid: Vec<_> = out(&error).take_values::<(bool, u64)>().into_iter().filter(|(paid, _)| *paid).collect();
    // On one thread, the second place comes to its first item last.
    assert_eq!(paid, [(true, 1), (true, 9)]);
}

#[test]
fn values_that_a_cpu_agent_finished_are_in_the_error_too() {
    let item = |n: u64| lazy_task(move || charge("calls", 1).map(|()| n));
    for executor in [&Inline as &dyn Executor, &pool(1), &pool(8)] {
        // Also where it is the very last one that is refused.
        for items in [1000, 101] {
            let plan = sequence_tasks((0..items).map(item).collect()).within(&calls(100));
            assert_eq!(paid(&plan.run_on(executor).unwrap_err()).len(), 100);
            let plan = sequence_limited(3, 0..items, item).within(&calls(100));
            assert_eq!(paid(&plan.run_on(executor).unwrap_err()).len(), 100);
        }
    }
}

#[test]
fn they_are_in_the_error_as_well_where_the_charge_that_was_refused_is_the_failure_of_the_collection() {
    fn item(n: u64) -> Result<u64, OutOfBudget> {
        charge("calls", 1).map(|()| n)
    }
    let plans = || -> [AgentTask<Result<Vec<u64>, AgentError>>; 4] {
        let task = |n| lazy_task(move || item(n));
        [
            try_sequence_tasks((0..1000).map(task).collect()).try_within(&calls(100)),
            try_sequence_limited(3, 0..1000, task).try_within(&calls(100)),
            workflow! { all = par for n in 0..1000 { item(n)? }; => all }.try_within(&calls(100)),
            workflow! { all = par(3) for n in 0..1000 { m = item(n)?; => m }; => all }.try_within(&calls(100)),
        ]
    };
    for executor in [&Inline as &dyn Executor, &pool(1), &pool(8)] {
        for (index, plan) in plans().into_iter().enumerate() {
            let error = plan.run_on(executor).unwrap_err();
            let kept = out(&error).take_values::<u64>().len();
            // Two of the three places may be between the steps of their bodies, which have paid and are not finished.
            let between = if index == 3 { 2 } else { 0 };
            assert!((100 - between..=100).contains(&kept), "plan {index} has kept {kept}");
        }
    }
}

#[test]
fn a_list_within_a_budget_keeps_its_order() {
    let tasks = || (0..500).map(|n| if n % 3 == 0 { later(n) } else { lazy_task(move || n) }).collect::<Vec<_>>();
    let plan = sequence_tasks(tasks()).within(&calls(1)).map(Result::unwrap);
    assert_eq!(value(&plan), (0..500).collect::<Vec<i32>>());
    let plan = sequence_tasks(vec![sequence_tasks(tasks()); 2]).within(&calls(1)).map(Result::unwrap);
    assert_eq!(value(&plan), vec![(0..500).collect::<Vec<i32>>(); 2]);
}
