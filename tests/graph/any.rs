//! Plans that are made up: whatever they are, they can be drawn, and each of their agents is there once.

use std::time::Duration;

use agentflow::graph::Graph;
use agentflow::policy::Limit;
use agentflow::{AgentTask, completed_task, join_results, lazy_task, race, router, sequence_tasks, share, spawn_agent};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Plan {
    Value,
    Agent(String),
    Both(Box<Plan>, Box<Plan>),
    All(Vec<Plan>),
    Race(Vec<Plan>),
    Then(Box<Plan>),
    Choice(Box<Plan>, Box<Plan>, Box<Plan>),
    Either(Box<Plan>, Box<Plan>),
    Policies(Box<Plan>),
    Shared(Box<Plan>),
}

fn plans() -> impl Strategy<Value = Plan> {
    let leaf = prop_oneof![Just(Plan::Value), any::<String>().prop_map(Plan::Agent)];
    leaf.prop_recursive(6, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| Plan::Both(a, b)),
            some.clone().prop_map(Plan::All),
            some.prop_map(Plan::Race),
            boxed.clone().prop_map(Plan::Then),
            (boxed.clone(), boxed.clone(), boxed.clone()).prop_map(|(a, b, c)| Plan::Choice(a, b, c)),
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| Plan::Either(a, b)),
            boxed.clone().prop_map(Plan::Policies),
            boxed.prop_map(Plan::Shared),
        ]
    })
}

/// The task, whose agents are numbered, so that no two have the same name.
fn build(plan: &Plan, names: &mut Vec<String>) -> AgentTask<u32> {
    let mut all = |plans: &[Plan]| plans.iter().map(|plan| build(plan, names)).collect::<Vec<_>>();
    match plan {
        Plan::Value => completed_task(0),
        Plan::Agent(name) => {
            let number = names.len();
            let own = format!("{number} {name}");
            names.push(own.clone());
            if number.is_multiple_of(2) {
                lazy_task(|| 1).named(own)
            } else {
                spawn_agent(|| completed_task(1)).named(own)
            }
        }
        Plan::Both(a, b) => join_results(build(a, names), build(b, names), |a, b| a + b),
        Plan::All(plans) => sequence_tasks(all(plans)).map(|all| u32::try_from(all.len()).expect("a small plan")),
        Plan::Race(plans) => race(all(plans)),
        Plan::Then(plan) => build(plan, names).and_then(completed_task),
        Plan::Choice(a, b, c) => router(build(a, names).map(|a| a > 0), build(b, names), build(c, names)),
        Plan::Either(a, b) => build(a, names).map(Err::<u32, u32>).fallback(build(b, names)),
        Plan::Policies(plan) => {
            let guarded = build(plan, names).hedge(Duration::ZERO).limit(&Limit::at_once(1)).cached(0);
            guarded.timeout(Duration::ZERO).retry(2).map(|result| result.unwrap_or(0))
        }
        Plan::Shared(plan) => {
            let shared = share(build(plan, names));
            shared.clone().zip(shared).map(|(a, _)| a)
        }
    }
}

/// What holds of every graph.
fn check(graph: &Graph) {
    let parts = graph.parts();
    for (index, part) in parts.iter().enumerate() {
        assert!(part.inside.is_none_or(|group| group < index && parts[group].kind.is_group()), "{graph:?}");
    }
    for edge in graph.edges() {
        assert!(edge.from < edge.to, "{graph:?}");
        assert_eq!(parts[edge.from].inside, parts[edge.to].inside, "{graph:?}");
    }
}

/// So many lines begin with this.
fn count(text: &str, start: &str) -> usize {
    text.lines().filter(|line| line.trim_start().starts_with(start)).count()
}

proptest! {
    #[test]
    fn each_agent_is_there_once(plan in plans()) {
        let mut names = Vec::new();
        let graph = build(&plan, &mut names).graph();
        check(&graph);
        for name in &names {
            let parts = graph.parts().iter().filter(|part| part.name == *name).count();
            prop_assert_eq!(parts, 1, "{}", name);
        }
        let svg = graph.to_svg();
        prop_assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
        let (mermaid, dot) = (graph.to_mermaid(), graph.to_dot());
        prop_assert_eq!(count(&mermaid, "subgraph "), count(&mermaid, "end"));
        prop_assert_eq!(count(&dot, "subgraph ") + 1, count(&dot, "}"));
        for index in 0..graph.parts().len() {
            let as_part = count(&mermaid, &format!("n{index}[")) + count(&mermaid, &format!("n{index}("));
            prop_assert_eq!(as_part + count(&mermaid, &format!("subgraph n{index} ")), 1);
            let as_part = count(&dot, &format!("n{index} [label"));
            prop_assert_eq!(as_part + count(&dot, &format!("subgraph cluster_{index} ")), 1);
        }
    }
}
