//! Rows 7 and 8: many steps, one after the other. Built, run and dropped.

use agentflow::{AgentTask, async_task, completed_task, dynamic_planner, join_results, lazy_task};

use crate::callgrind;
use crate::line::{Line, ratios};
use crate::measure::{Contest, Spread};
use crate::memory;
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

pub(crate) fn built_left(n: u64) -> AgentTask<u64> {
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
    let steps = setup.size(STEPS) as u64;
    let mut lines = Vec::new();
    for (name, chain, bar) in CHAINS {
        let contest = Contest::ours(|| chain(steps).run_on(&setup.pool));
        let times = contest.against("loop over boxed closures", || by_loop(steps)).run(setup.rounds(11));
        lines.extend(ratios(name, &times, steps as f64, "a step").into_iter().map(|line| line.bar(bar, bar / 2.0)));
    }
    lines.extend(CHAINS.iter().map(|(name, ..)| instructions(name)));
    for (name, ..) in CHAINS {
        let work = format!("{name}: peak bytes a level");
        lines.push(memory::line(&work, name, None, steps).bar(150.0, 75.0));
    }
    lines
}

/// The same, where no other program disturbs.
fn instructions(name: &str) -> Line {
    const SIZES: [u32; 2] = [10_000, 60_000];
    let work = format!("{name}: instructions a step, 1 thread");
    let each = |what| callgrind::difference(what, SIZES).map(|count| count / f64::from(SIZES[1] - SIZES[0]));
    match each(name).and_then(|ours| Ok((ours, each("loop")?))) {
        Ok((ours, theirs)) => {
            let line = Line::new(work, format!("{ours:.0}"), Spread::exactly(ours / theirs), "x");
            line.rival("loop over boxed closures", format!("{theirs:.0}"))
        }
        Err(why) => Line::missing(work, &why),
    }
}

/// How much of a chain is async.
#[derive(Clone, Copy)]
enum Async {
    /// The step in the middle, of so many.
    Middle(u64),
    /// All steps from the middle on.
    FromMiddle(u64),
}

impl Async {
    /// One step, which counts on.
    fn step(self, n: u64) -> AgentTask<u64> {
        let is_async = match self {
            Async::Middle(steps) => n == steps / 2,
            Async::FromMiddle(steps) => n >= steps / 2,
        };
        let yielding = move || async move {
            tokio::task::yield_now().await;
            n + 1
        };
        if is_async { async_task(yielding) } else { completed_task(n + 1) }
    }
}

fn nested_left(steps: u64, is_async: Async) -> AgentTask<u64> {
    (0..steps).fold(completed_task(0), |task, _| dynamic_planner(task, move |n| is_async.step(n)))
}

fn nested_right(n: u64, steps: u64, is_async: Async) -> AgentTask<u64> {
    if n == steps {
        return completed_task(n);
    }
    dynamic_planner(is_async.step(n), move |n| nested_right(n, steps, is_async))
}

pub(crate) fn turning_async(setup: &Setup) -> Vec<Line> {
    let steps = setup.size(100_000) as u64;
    let cases = [
        ("its middle step yields", Async::Middle(steps)),
        ("all steps yield from its middle on", Async::FromMiddle(steps)),
    ];
    let lines = cases.into_iter().flat_map(|(work, is_async)| {
        let contest = Contest::ours(|| nested_left(steps, is_async).run_on(&setup.pool));
        let contest = contest.against("nested right", || nested_right(0, steps, is_async).run_on(&setup.pool));
        let times = contest.run(setup.rounds(11));
        let lines = ratios(&format!("nested left, {work}"), &times, steps as f64, "a step");
        lines.into_iter().map(|line| line.bar(2.0, 1.2))
    });
    lines.collect()
}
