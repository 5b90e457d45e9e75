//! Plans without a block: what can be known of them before they run.

use std::ops::ControlFlow::Break;
use std::time::Duration;

use agentflow::policy::{Budget, Limit};
use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, dynamic_planner, first_success, join_results, lazy_task,
    loop_task, parallel_filter, quorum, race, router, sequence_limited, sequence_tasks, share, spawn_agent, timer,
    workflow,
};

use crate::told::assert_graph;

fn agent(name: &'static str) -> AgentTask<u32> {
    lazy_task(|| 1).named(name)
}

fn fallible(name: &'static str) -> AgentTask<Result<u32, std::fmt::Error>> {
    lazy_task(|| Ok(1)).named(name)
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_value_is_nothing() {
    assert_graph(&completed_task(1).map(|n| n + 1), "\n");
}

#[test]
fn agents_of_all_kinds_are_agents() {
    let plans = [
        lazy_task(|| 1).named("a"),
        async_task(|| async { 1 }).named("a"),
        blocking_task(|| 1).named("a"),
        spawn_agent(|| completed_task(1)).named("a"),
        agent("a").named("not this").map(|n| n + 1),
    ];
    for plan in plans {
        assert_graph(&plan, "0 Agent a\n");
    }
    assert_graph(&timer(SECOND), "0 Agent timer\n");
    assert_eq!(lazy_task(|| 1).graph().parts()[0].name, "");
}

#[test]
fn a_join_is_side_by_side() {
    assert_graph(&join_results(agent("a"), agent("b"), |a, b| a + b), "0 Agent a\n1 Agent b\n");
    assert_graph(&sequence_tasks(vec![agent("a"), agent("b"), agent("c")]), "0 Agent a\n1 Agent b\n2 Agent c\n");
    assert_graph(&parallel_filter(vec![1, 2], |_| true).named("x"), "0 Agent x\n1 Agent x\n");
}

#[test]
fn a_planner_is_first_and_then_what_it_plans() {
    let plan = dynamic_planner(agent("a").zip(agent("b")), |(a, _)| completed_task(a)).and_then(completed_task);
    assert_graph(&plan, "0 Agent a\n1 Agent b\n2 Planned\n3 Planned\n0>2 1>2 2>3");
}

#[test]
fn a_router_knows_its_arms() {
    let plan = router(agent("a").map(|n| n > 0), agent("b").map(|n| n + 1), completed_task(2));
    let expected = "
        0 Agent a
        1 Choice router
          2 Arm if true
            3 Agent b
          4 Arm if false
        0>1";
    assert_graph(&plan, expected);
    let graph = plan.graph();
    assert!(graph.is_conditional(3) && !graph.is_conditional(0) && !graph.is_conditional(5));
}

#[test]
fn several_of_which_some_decide_are_a_group() {
    let expected = |how: &str| format!("0 Race {how}\n  1 Agent a\n  2 Agent b\n");
    assert_graph(&race(vec![agent("a"), agent("b")]), &expected("race"));
    assert_graph(&first_success(vec![fallible("a"), fallible("b")]), &expected("first success"));
    assert_graph(&quorum(1, vec![fallible("a"), fallible("b")]), &expected("1 of 2"));
}

#[test]
fn loops_and_limited_collections_are_groups_of_what_is_planned() {
    assert_graph(&loop_task(5, 0, |_| completed_task(Break::<u32, u32>(1))), "0 Loop loop max 5\n  1 Planned\n");
    assert_graph(&sequence_limited(2, vec![1, 2], completed_task), "0 Each at most 2 at once\n  1 Planned\n");
}

#[test]
fn policies_are_groups() {
    let expected = |policy: &str| format!("0 Guarded {policy}\n  1 Agent a\n");
    assert_graph(&agent("a").timeout(SECOND), &expected("timeout"));
    assert_graph(&fallible("a").try_timeout(SECOND), &expected("timeout"));
    assert_graph(&agent("a").hedge(SECOND), &expected("hedge"));
    assert_graph(&agent("a").limit(&Limit::at_once(1)), &expected("limit"));
    assert_graph(&agent("a").within(&Budget::new()), &expected("within"));
    assert_graph(&agent("a").cached(1), &expected("cached"));
    assert_graph(&fallible("a").retry(3), &expected("retry"));
}

#[test]
fn what_stands_in_follows() {
    assert_graph(
        &fallible("a").fallback(agent("b")).and_then(completed_task),
        "0 Agent a\n1 Agent b\n2 Planned\n0!1 0>2 1>2",
    );
    let both = agent("b").zip(agent("c")).map(|_| Err::<u32, _>(std::fmt::Error));
    let plan = fallible("a").try_fallback(both);
    assert_graph(&plan, "0 Agent a\n1 Agent b\n2 Agent c\n0!1 0!2");
    assert!(plan.graph().is_conditional(2));
}

#[test]
fn what_is_shared_is_drawn_once() {
    let shared = share(agent("a"));
    let plan = join_results(shared.clone().and_then(completed_task), shared.clone().zip(shared), |a, _| a);
    assert_graph(&plan.and_then(completed_task), "0 Agent a\n1 Planned\n2 Planned\n0>1 0>2 1>2");
}

#[test]
fn blocks_are_parts_of_other_plans() {
    fn f<T>(_: T) -> u32 {
        1
    }
    let block = workflow! { par { x = f(1); y = f(2) } z = par for n in [x, y] { f(n) }; => z.len() };
    let plan = agent("a").zip(block.map(|n| n)).timeout(SECOND).and_then(completed_task);
    let expected = "
        0 Guarded timeout
          1 Agent a
          2 Agent x f
          3 Agent y f
          4 Each z par for n in [x, y]
            5 Agent z f
          6 Agent => len
        7 Planned
        2>4 3>4 4>6 0>7";
    assert_graph(&plan, expected);
    let after = agent("a").zip(agent("b")).watched(|_: &agentflow::watch::Event| ()).map(|_| ());
    assert_graph(&after, "0 Agent a\n1 Agent b\n");
}

#[test]
fn what_lies_too_deep_is_one_unknown_part() {
    let mut plan = agent("a");
    for _ in 0..100_000 {
        plan = plan.map(|n| n);
    }
    assert_graph(&plan, "0 Planned\n");
    let mut plan = agent("a");
    for _ in 0..100_000 {
        plan = plan.zip(agent("b")).map(|(a, b)| a + b);
    }
    let graph = plan.graph();
    assert!(graph.parts().len() < 100, "{}", graph.parts().len());
    assert!(graph.to_mermaid().contains("planned") && graph.to_dot().contains("planned"));
}
