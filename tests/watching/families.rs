//! Which agent has planned which.

use std::collections::BTreeMap;

use agentflow::executor::Inline;
use agentflow::watch::{AgentId, Event};
use agentflow::{AgentTask, completed_task, dynamic_planner, lazy_task, sequence_tasks, spawn_agent, workflow};

use crate::events::Heard;
use crate::executors::results;

/// `parent > child` for each agent, sorted.
fn family(events: &[Event]) -> Vec<String> {
    let names: BTreeMap<AgentId, &str> = events.iter().map(|event| (event.agent, event.name.as_ref())).collect();
    let parents: BTreeMap<AgentId, _> = events.iter().map(|event| (event.agent, event.parent)).collect();
    let mut family: Vec<_> = parents
        .iter()
        .map(|(agent, parent)| format!("{} > {}", parent.map_or("", |parent| names[&parent]), names[agent]))
        .collect();
    family.sort();
    family
}

fn everywhere<A: Send + 'static>(plan: AgentTask<A>, expected: &[&str]) {
    let heard = Heard::default();
    heard.watching(plan.clone()).run_on(&Inline);
    assert_eq!(family(&heard.all()), expected);
    let watched = heard.watching(plan);
    let runs = results(&watched).len();
    let events = heard.all();
    // Each run has numbers of its own, which begin at 1.
    assert_eq!(events.iter().filter(|event| event.agent.to_string() == "1").count(), 3 * runs);
}

fn search(topic: &'static str) -> AgentTask<usize> {
    workflow! {
        par { words = topic.len(); pages = lazy_task(|| 2).named("pages of it") }
        => words * pages
    }
}

#[test]
fn steps_of_a_plan_are_children_of_the_step_that_gives_it() {
    let plan = workflow! { par { a = search("map"); b = usize::pow(2, 3) } => a + b };
    everywhere(plan, &[" > a", " > b", "a > pages", "a > words", "pages > pages of it"]);
}

#[test]
fn steps_of_a_body_are_children_of_its_step() {
    let plan = workflow! {
        sizes = par for n in [1_u32, 2] { size = u32::pow(n, 2); => size };
        last = if sizes.len() > 1 { one = u32::pow(1, 1); => one } else { 0 };
        => last
    };
    everywhere(plan, &[" > last", " > sizes", "last > one", "sizes > size", "sizes > size"]);
}

#[test]
fn what_a_planner_decides_on_is_no_child_of_what_it_saw() {
    let plan = dynamic_planner(lazy_task(|| 2).named("seen"), |n| {
        sequence_tasks((0..n).map(|_| lazy_task(|| 1).named("decided")).collect())
    });
    everywhere(plan, &[" > decided", " > decided", " > seen"]);
}

#[test]
fn a_plan_that_an_agent_runs_inside_of_itself_is_its_own() {
    let plan = lazy_task(|| lazy_task(|| 1).named("inner").await_result()).named("outer");
    everywhere(plan, &[" > outer", "outer > inner"]);
}

#[test]
fn a_sub_agent_is_a_parent() {
    let plan = spawn_agent(|| lazy_task(|| 1).named("child")).named("parent");
    everywhere(plan, &[" > parent", "parent > child"]);
}

#[test]
fn what_is_ready_is_no_agent() {
    let heard = Heard::default();
    heard.watching(completed_task(1).map(|n| n + 1)).run_on(&Inline);
    assert!(heard.all().is_empty());
}

#[test]
fn all_observers_hear_of_what_is_inside_of_them() {
    let (outer, inner) = (Heard::default(), Heard::default());
    let plan = outer.watching(agentflow::join_results(
        inner.watching(lazy_task(|| 1).named("inside")),
        lazy_task(|| 2).named("beside"),
        |a, b| a + b,
    ));
    plan.run_on(&Inline);
    assert_eq!(family(&inner.all()), [" > inside"]);
    assert_eq!(family(&outer.all()), [" > beside", " > inside"]);
}

#[test]
fn agents_that_a_function_makes_are_where_it_was_called() {
    let heard = Heard::default();
    let line = line!() + 1;
    let plan = agentflow::parallel_filter(vec![1, 2], |n| *n > 1);
    heard.watching(plan).run_on(&Inline);
    let lift = agentflow::async_function(|n: u32| n);
    heard.watching(lift(1)).run_on(&Inline);
    let places: Vec<_> = heard.all().iter().map(|event| (event.location.file(), event.location.line())).collect();
    assert_eq!(places, [vec![(file!(), line); 6], vec![(file!(), line + 2); 3]].concat());
}
