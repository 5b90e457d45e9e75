//! Row 13: what a run costs that does almost nothing, and what a description costs that is kept.

use std::sync::Arc;

use agentflow::executor::Pool;
use agentflow::{AgentTask, join_results, lazy_task};

use crate::callgrind;
use crate::line::{Line, Seconds, ratios};
use crate::measure::{Contest, Spread};
use crate::setup::Setup;

/// 64 agents, joined by 63 nodes.
const LEAVES: u64 = 64;
const NODES: f64 = 127.0;

fn tree(leaves: u64) -> AgentTask<u64> {
    if leaves == 1 {
        return lazy_task(|| 1);
    }
    join_results(tree(leaves / 2), tree(leaves / 2), |a, b| a + b)
}

pub(crate) fn runs(setup: &Setup) -> Vec<Line> {
    let Setup { pool, rayon, .. } = setup;
    let times = setup.size(10_000);
    let many = |once: &dyn Fn() -> u64| (0..times).map(|_| once()).sum::<u64>();

    let contest = Contest::ours(|| many(&|| lazy_task(|| 1).run_on(pool)));
    let contest = contest.against("pool.install", || many(&|| rayon.install(|| 1)));
    let measured = contest.run(setup.rounds(21));
    let smallest = ratios("the smallest run, from outside the pool", &measured, times as f64, "a run");
    let mut lines: Vec<Line> = smallest.into_iter().map(|line| line.at_most(0.02)).collect();

    let (description, handle) = (tree(LEAVES), Arc::new(1_u64));
    let contest = Contest::ours(|| many(&|| u64::from(size_of_val(&description.clone()) > 0)));
    let contest = contest.against("Arc", || many(&|| *Arc::clone(&handle)));
    let measured = contest.run(setup.rounds(101));
    let cloned = ratios("clone and drop of 127 nodes", &measured, times as f64, "a clone");
    lines.extend(cloned.into_iter().map(|line| line.at_most(1.3)));

    let again = times / 10;
    let inside = inside(pool, again);
    let measured = Contest::ours(|| inside.clone().run_on(pool)).run(setup.rounds(21));
    let nodes = again as f64 * NODES;
    let nanoseconds = measured.over(nodes * 1e-9);
    let each = format!("{} a node", Seconds(measured.ours() / nodes));
    lines.push(Line::new("a run again of 127 nodes, inside the pool", each, nanoseconds, "ns").at_most(30.0));
    lines.push(instructions());
    lines
}

/// Counts what can't be measured on a busy machine.
fn instructions() -> Line {
    const WORK: &str = "instructions of the same, a node, 1 thread";
    match callgrind::difference("run again", [10, 110]) {
        Ok(count) => {
            let each = count / 100.0 / NODES;
            Line::new(WORK, format!("{each:.0}"), Spread::exactly(each), "instructions")
        }
        Err(why) => Line::missing(WORK, &why),
    }
}

/// An agent that runs the tree so many times.
pub(crate) fn inside(pool: &Pool, times: usize) -> AgentTask<u64> {
    let (plan, inner) = (tree(LEAVES), pool.clone());
    let runs = lazy_task(move || (0..times).map(|_| plan.clone().run_on(&inner)).sum());
    // The join takes it to a worker; alone it would run on the thread that asks.
    join_results(runs, lazy_task(|| 0), |sum: u64, nothing| sum + nothing)
}
