//! Plans of any depth run, and drop, without using up the stack.

use agentflow::executor::{Inline, Pool};
use agentflow::{
    AgentTask, async_task, completed_task, dynamic_planner, join_results, lazy_task, spawn_agent, workflow,
};

/// A fifth of it without optimization, which is as deep for every limit and keeps the tests short.
const DEPTH: u64 = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };

/// Runs `plan` where stacks are smallest: on a test's thread, and on pools of 1 and 2 workers.
fn on_every_executor(plan: &AgentTask<u64>, expected: u64) {
    assert_eq!(plan.clone().run_on(&Inline), expected);
    for threads in [1, 2] {
        let pool = Pool::with_threads(threads).unwrap();
        assert_eq!(plan.clone().run_on(&pool), expected);
    }
}

fn built_left(first: AgentTask<u64>) -> AgentTask<u64> {
    (0..DEPTH).fold(first, |task, _| dynamic_planner(task, |n| completed_task(n + 1)))
}

#[test]
fn a_chain_built_to_the_left() {
    on_every_executor(&built_left(completed_task(0)), DEPTH);
}

#[test]
fn a_chain_built_to_the_left_that_turns_async_at_its_start() {
    let first = async_task(|| async {
        tokio::task::yield_now().await;
        0
    });
    on_every_executor(&built_left(first), DEPTH);
}

/// Beside an agent that waits, what computes has to leave the thread that polls both.
#[test]
fn a_chain_built_to_the_left_beside_an_agent_that_waits() {
    let waits = async_task(|| async {
        tokio::task::yield_now().await;
        1
    });
    on_every_executor(&join_results(built_left(lazy_task(|| 0)), waits, |n, one| n + one), DEPTH + 1);
}

#[test]
fn a_chain_built_to_the_right() {
    let chain = (0..DEPTH).fold(completed_task(0), |rest, _| {
        dynamic_planner(completed_task(1_u64), move |one| {
            let rest = rest.clone();
            if one == 1 { rest } else { completed_task(0) }
        })
    });
    on_every_executor(&chain, 0);
}

fn count(n: u64) -> AgentTask<u64> {
    if n == 0 { completed_task(0) } else { dynamic_planner(completed_task(n - 1), count) }
}

#[test]
fn a_recursion_through_a_function() {
    on_every_executor(&count(DEPTH), 0);
}

fn count_async(n: u64) -> AgentTask<u64> {
    if n == 0 { completed_task(0) } else { dynamic_planner(async_task(move || async move { n - 1 }), count_async) }
}

#[test]
fn a_recursion_through_async_agents() {
    on_every_executor(&count_async(DEPTH), 0);
}

fn count_back(n: u64) -> AgentTask<u64> {
    if n == 0 {
        return completed_task(0);
    }
    let yielding = async_task(move || async move {
        tokio::task::yield_now().await;
        n - 1
    });
    dynamic_planner(dynamic_planner(yielding, count_back), |n| completed_task(n + 1))
}

#[test]
fn an_async_recursion_that_something_follows() {
    on_every_executor(&count_back(100_000), 100_000);
}

/// What follows has a value of another type.
fn count_in_text(n: u64) -> AgentTask<String> {
    if n == 0 {
        return completed_task(String::from("0"));
    }
    let rest = dynamic_planner(async_task(move || async move { n - 1 }), count_in_text);
    let rest = dynamic_planner(rest, |text| completed_task(text.parse::<u64>().unwrap()));
    dynamic_planner(rest, |n| completed_task((n + 1).to_string()))
}

#[test]
fn an_async_recursion_that_other_types_follow() {
    on_every_executor(&count_in_text(20_000).map(|text| text.parse().unwrap()), 20_000);
}

#[test]
fn a_chain_built_to_the_left_whose_types_differ() {
    let chain = (0..DEPTH / 2).fold(completed_task(0), |task, _| {
        let text = dynamic_planner(task, |n: u64| completed_task((n + 1).to_string()));
        dynamic_planner(text, |text| completed_task(text.parse::<u64>().unwrap() + 1))
    });
    on_every_executor(&chain, DEPTH / 2 * 2);
}

fn sum_to(n: u64) -> AgentTask<u64> {
    if n == 0 {
        completed_task(0)
    } else {
        join_results(spawn_agent(move || sum_to(n - 1)), completed_task(1), |rest, one| rest + one)
    }
}

#[test]
fn a_recursion_that_is_no_tail_call() {
    on_every_executor(&sum_to(DEPTH), DEPTH);
}

/// Blocks of one agent, and of two; `end` is at the bottom.
fn blocks(n: u64, end: &AgentTask<u64>) -> AgentTask<u64> {
    match n {
        0 => end.clone(),
        n if n % 2 == 0 => {
            let end = end.clone();
            workflow! { rest = blocks(n - 1, &end); => rest + 1 }
        }
        n => {
            let end = end.clone();
            workflow! { par { rest = blocks(n - 1, &end); one = completed_task(1_u64) } => rest + one }
        }
    }
}

#[test]
fn a_recursion_of_blocks() {
    on_every_executor(&blocks(DEPTH, &completed_task(0)), DEPTH);
}

#[test]
fn a_recursion_of_blocks_that_turns_async_at_its_end() {
    let end = async_task(|| async {
        tokio::task::yield_now().await;
        0
    });
    on_every_executor(&blocks(DEPTH, &end), DEPTH);
}

fn sum_async(n: u64) -> AgentTask<u64> {
    if n == 0 {
        completed_task(0)
    } else {
        let rest = dynamic_planner(async_task(move || async move { n - 1 }), sum_async);
        join_results(rest, async_task(|| async { 1 }), |rest, one| rest + one)
    }
}

#[test]
fn an_async_recursion_that_is_no_tail_call() {
    on_every_executor(&sum_async(100_000), 100_000);
}

#[test]
fn joins_nested_to_the_left() {
    let joins = (0..DEPTH).fold(completed_task(0), |task, _| join_results(task, lazy_task(|| 1), |a, b| a + b));
    on_every_executor(&joins, DEPTH);
}

#[test]
fn joins_nested_to_the_right() {
    let joins = (0..DEPTH).fold(completed_task(0), |task, _| join_results(lazy_task(|| 1), task, |a, b| a + b));
    on_every_executor(&joins, DEPTH);
}

#[test]
fn a_description_that_is_dropped_without_having_run() {
    drop(built_left(completed_task(0)));
    let captured = (0..DEPTH).fold(completed_task(0_u64), |rest, _| spawn_agent(move || rest.clone()));
    drop(captured);
}

fn mixed(inner: AgentTask<u64>) -> AgentTask<u64> {
    let one = join_results(async_task(|| async { 1 }), lazy_task(|| 0), |a, b| a + b);
    join_results(inner, one.map(|n| n), |a, b| a + b)
}

#[test]
fn joins_of_async_and_cpu_agents() {
    let depth = DEPTH / 10;
    on_every_executor(&(0..depth).fold(completed_task(0), |task, _| mixed(task)), depth);
    on_every_executor(&(0..depth).fold(completed_task(0), |task, _| mixed(task).map(|n| n)), depth);
}

#[test]
fn tries_without_a_wait() {
    let times = u32::try_from(DEPTH).unwrap();
    let agents: [AgentTask<Result<(), &str>>; 3] =
        [completed_task(Err("down")), lazy_task(|| Err("down")), async_task(|| async { Err("down") })];
    for agent in agents {
        on_every_executor(&agent.retry(times).map(|result| u64::from(result.unwrap_err().tries())), DEPTH);
    }
}
