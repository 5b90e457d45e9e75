//! Law 7: no law is bought with a deadlock. Each holds nested ten thousand deep, on one thread too.

use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, join_results, lazy_task, parallel_filter, race, router,
    sequence_tasks, share, spawn_agent, try_join_results,
};

use crate::executors::value;

const DEPTH: u64 = 10_000;

/// An agent that computes and one that waits.
fn leaves() -> [AgentTask<u64>; 2] {
    let later = async_task(|| async {
        tokio::task::yield_now().await;
        7
    });
    [lazy_task(|| 7), later]
}

/// Whatever nests: the value of the innermost task, and one for each level that adds one.
fn assert_nested(levels_add: u64, wrap: impl Fn(AgentTask<u64>) -> AgentTask<u64>) {
    for leaf in leaves() {
        assert_nested_around(leaf, levels_add, &wrap);
    }
}

fn assert_nested_around(leaf: AgentTask<u64>, levels_add: u64, wrap: impl Fn(AgentTask<u64>) -> AgentTask<u64>) {
    let nested = (0..DEPTH).fold(leaf, |inner, _| wrap(inner));
    assert_eq!(value(&nested), 7 + levels_add * DEPTH);
}

#[test]
fn sub_agents_of_sub_agents() {
    for leaf in [completed_task(7), blocking_task(|| 7)].into_iter().chain(leaves()) {
        assert_nested_around(leaf, 0, |inner| spawn_agent(move || inner.clone()));
    }
}

#[test]
fn maps_of_maps() {
    assert_nested(1, |inner| inner.map(|n| n + 1));
}

#[test]
fn planners_nested_to_the_left() {
    assert_nested(1, |inner| inner.and_then(|n| completed_task(n + 1)));
    assert_nested_around(completed_task(7), 1, |inner| inner.and_then(|n| lazy_task(move || n + 1)));
}

#[test]
fn planners_nested_to_the_right() {
    assert_nested(0, |inner| completed_task(()).and_then(move |()| inner.clone()));
    assert_nested(0, |inner| lazy_task(|| ()).and_then(move |()| inner.clone()));
}

#[test]
fn planners_nested_to_the_right_that_have_something_left_to_do() {
    assert_nested(1, |inner| lazy_task(|| 1).and_then(move |one| inner.clone().map(move |n| n + one)));
}

#[test]
fn joins_nested_to_the_left() {
    assert_nested(1, |inner| join_results(inner, completed_task(1), |n, one| n + one));
    assert_nested(1, |inner| join_results(inner, lazy_task(|| 1), |n, one| n + one));
}

#[test]
fn joins_nested_to_the_right() {
    assert_nested(1, |inner| join_results(lazy_task(|| 1), inner, |one, n| n + one));
}

#[test]
fn joins_with_async_agents() {
    assert_nested(1, |inner| join_results(async_task(|| async { 1 }), inner, |one, n| n + one));
    assert_nested(1, |inner| join_results(inner, async_task(|| async { 1 }), |n, one| n + one));
}

#[test]
fn joins_inside_of_sub_agents() {
    assert_nested(1, |inner| join_results(spawn_agent(move || inner.clone()), lazy_task(|| 1), |n, one| n + one));
}

#[test]
fn joins_that_may_fail() {
    assert_nested(1, |inner| {
        try_join_results(inner.map(Ok::<_, ()>), lazy_task(|| Ok(1)), |n, one| n + one).map(Result::unwrap)
    });
}

#[test]
fn sequences_of_sequences() {
    assert_nested(1, |inner| sequence_tasks(vec![inner, lazy_task(|| 1)]).map(|both| both.iter().sum()));
}

#[test]
fn filters_behind_filters() {
    assert_nested_around(completed_task(7), 1, |inner| {
        inner.and_then(|n| parallel_filter(vec![n, 1], |_| true)).map(|both| both.iter().sum())
    });
}

#[test]
fn routers_of_routers() {
    assert_nested(0, |inner| router(lazy_task(|| true), inner, completed_task(0)));
    assert_nested(0, |inner| router(inner.map(|n| n == 7), completed_task(7), completed_task(0)));
}

#[test]
fn shared_tasks_of_shared_tasks() {
    assert_nested(0, share);
}

#[test]
fn shared_tasks_that_are_named_twice() {
    // Two to the power of the depth, were they not shared.
    assert_nested_around(completed_task(7), 0, |inner| {
        let shared = share(inner);
        join_results(shared.clone(), shared, |a, b| if a == b { a } else { 0 })
    });
}

#[test]
fn races_of_races() {
    assert_nested(0, |inner| race(vec![inner]));
}

#[test]
fn names_of_names() {
    assert_nested(0, |inner| inner.named("one"));
}

/// Agents that wait for agents: each level holds its thread until the next one is done.
fn waits(levels: u64) -> u64 {
    if levels == 0 {
        return 7;
    }
    lazy_task(move || waits(levels - 1)).zip(completed_task(1)).map(|(n, one)| n + one).await_result()
}

#[test]
fn runs_inside_of_runs() {
    assert_eq!(value(&lazy_task(|| waits(1_000))), 1_007);
}
