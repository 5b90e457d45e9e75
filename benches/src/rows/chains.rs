//! Row 7: a million steps, one after the other; each adds one. Built, run and dropped.

use agentflow::{AgentTask, async_task, completed_task, dynamic_planner, join_results, lazy_task};

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

const STEPS: usize = 1_000_000;

/// The ways to write a chain, with their bars and goals: how many times the time of a loop.
pub(crate) const CHAINS: [(&str, Chain, f64); 5] = [
    ("recursive", recursive, 0.6),
    ("built right", built_right, 2.0),
    ("built left", built_left, 5.0),
    ("left joins", left_joins, 9.0),
    ("async right", async_right, 2.5),
];

pub(crate) type Chain = fn(u64) -> AgentTask<u64>;

fn recursive(n: u64) -> AgentTask<u64> {
    if n == 0 { completed_task(0) } else { dynamic_planner(completed_task(n - 1), recursive) }
}

fn built_right(n: u64) -> AgentTask<u64> {
    (0..n).fold(completed_task(0), |rest, _| dynamic_planner(completed_task(1_u64), move |_| rest.clone()))
}

fn built_left(n: u64) -> AgentTask<u64> {
    (0..n).fold(completed_task(0), |task, _| dynamic_planner(task, |n| completed_task(n + 1)))
}

fn left_joins(n: u64) -> AgentTask<u64> {
    (0..n).fold(completed_task(0), |task, _| join_results(task, lazy_task(|| 1), |a, b| a + b))
}

fn async_right(n: u64) -> AgentTask<u64> {
    if n == 0 { completed_task(0) } else { dynamic_planner(async_task(move || async move { n - 1 }), async_right) }
}

/// By hand: a list of boxed closures, and a loop that calls each.
pub(crate) fn by_loop(n: u64) -> u64 {
    let steps: Vec<Box<dyn Fn(u64) -> u64 + Send + Sync>> =
        (0..n).map(|step| Box::new(move |sum| sum + step) as Box<dyn Fn(u64) -> u64 + Send + Sync>).collect();
    steps.iter().fold(0, |sum, step| step(sum))
}

pub(crate) fn million(setup: &Setup) -> Vec<Line> {
    let steps = setup.size(STEPS);
    let mut lines = Vec::new();
    for (name, chain, bar) in CHAINS {
        let contest = Contest::ours(|| chain(steps as u64).run_on(&setup.pool));
        let times = contest.against("loop over boxed closures", || by_loop(steps as u64)).run(setup.rounds(11));
        lines.extend(ratios(name, &times, steps as f64, "a step").into_iter().map(|line| line.bar(bar, bar / 2.0)));
    }
    lines
}
