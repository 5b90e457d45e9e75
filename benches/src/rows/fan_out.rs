//! Row 6: a thousand async agents that do nothing, and a sum of what they yield.

use agentflow::{AgentTask, workflow};
use tokio::task::JoinSet;

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

const AGENTS: u64 = 1_000;

async fn agent(n: u64) -> u64 {
    n
}

fn by_workflow() -> AgentTask<u64> {
    workflow! {
        values = par for n in 0..AGENTS { agent(n) };
        => values.into_iter().sum::<u64>()
    }
}

async fn by_join_set() -> u64 {
    let mut set: JoinSet<u64> = (0..AGENTS).map(agent).collect();
    let mut sum = 0;
    while let Some(value) = set.join_next().await {
        sum += value.expect("no agent panics");
    }
    sum
}

pub(crate) fn thousand(setup: &Setup) -> Vec<Line> {
    let contest = Contest::ours(|| by_workflow().run_on(&setup.pool));
    let contest = contest.against("JoinSet", || setup.on_worker(by_join_set()));
    let contest = contest.against("JoinSet, block_on", || setup.tokio.block_on(by_join_set()));
    let times = contest.run(setup.rounds(301));
    ratios("no-op agents", &times, AGENTS as f64, "an agent").into_iter().map(|line| line.bar(0.45, 0.2)).collect()
}
