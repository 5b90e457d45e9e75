//! Row 5: an async agent for each item of a collection, all at once.

use std::time::Duration;

use agentflow::{AgentTask, async_task, sequence_tasks, workflow};
use tokio::task::JoinSet;

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

const AGENTS: usize = 100_000;

async fn yielding(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}

async fn sleeping(n: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(20 + n % 4)).await;
    n
}

fn par_for_yielding(agents: u64) -> AgentTask<Vec<u64>> {
    workflow! { values = par for n in 0..agents { yielding(n) }; => values }
}

fn par_for_sleeping(agents: u64) -> AgentTask<Vec<u64>> {
    workflow! { values = par for n in 0..agents { sleeping(n) }; => values }
}

fn sequence_yielding(agents: u64) -> AgentTask<Vec<u64>> {
    sequence_tasks((0..agents).map(|n| async_task(move || yielding(n))).collect())
}

fn sequence_sleeping(agents: u64) -> AgentTask<Vec<u64>> {
    sequence_tasks((0..agents).map(|n| async_task(move || sleeping(n))).collect())
}

/// By hand: a task for each agent; the values come in the order in which they are ready, as nobody asks for another.
async fn by_join_set<F>(agents: u64, agent: fn(u64) -> F) -> Vec<u64>
where
    F: Future<Output = u64> + Send + 'static,
{
    let mut set: JoinSet<u64> = (0..agents).map(agent).collect();
    let mut values = Vec::with_capacity(set.len());
    while let Some(value) = set.join_next().await {
        values.push(value.expect("no agent panics"));
    }
    values
}

pub(crate) fn many(setup: &Setup) -> Vec<Line> {
    let agents = setup.size(AGENTS) as u64;
    let mut lines = Vec::new();
    let yielding: [(&str, fn(u64) -> AgentTask<Vec<u64>>); 2] =
        [("yielding once, `par for`", par_for_yielding), ("yielding once, `sequence_tasks`", sequence_yielding)];
    for (work, plan) in yielding {
        let contest = Contest::ours(|| plan(agents).run_on(&setup.pool));
        let contest = contest.against("JoinSet", || setup.on_worker(by_join_set(agents, self::yielding)));
        let times = contest.run(setup.rounds(31));
        lines.extend(ratios(work, &times, agents as f64, "an agent").into_iter().map(|line| line.bar(0.35, 0.15)));
    }
    let sleeping: [(&str, fn(u64) -> AgentTask<Vec<u64>>); 2] =
        [("sleeping 20 to 23 ms, `par for`", par_for_sleeping), ("the same, `sequence_tasks`", sequence_sleeping)];
    for (work, plan) in sleeping {
        let contest = Contest::ours(|| plan(agents).run_on(&setup.pool));
        let contest = contest.against("JoinSet", || setup.on_worker(by_join_set(agents, self::sleeping)));
        let times = contest.run(setup.rounds(31));
        lines.extend(ratios(work, &times, agents as f64, "an agent").into_iter().map(|line| line.bar(0.9, 0.6)));
    }
    lines
}
