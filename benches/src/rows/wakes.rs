//! Row 9: 4,096 agents that wait, and wake one another one by one.

use std::sync::Arc;

use agentflow::{AgentTask, async_task, join_results, sequence_tasks};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

const AGENTS: usize = 4_096;

/// A gate for each agent. Who wakes whom jumps about, so that no two that are near each other wake one another.
struct Gates(Vec<Notify>);

impl Gates {
    fn new() -> Arc<Self> {
        Arc::new(Gates((0..AGENTS).map(|_| Notify::new()).collect()))
    }

    /// The one that is started last wakes the first: all others wait until then.
    fn after(agent: usize) -> usize {
        (agent + 1_365) % AGENTS
    }

    async fn pass(self: Arc<Self>, agent: usize) -> u64 {
        if agent != AGENTS - 1 {
            self.0[agent].notified().await;
        }
        let next = Gates::after(agent);
        if next != AGENTS - 1 {
            self.0[next].notify_one();
        }
        1
    }
}

fn agent(gates: &Arc<Gates>, agent: usize) -> AgentTask<u64> {
    let gates = Arc::clone(gates);
    async_task(move || Arc::clone(&gates).pass(agent))
}

fn joined(gates: &Arc<Gates>, agents: std::ops::Range<usize>) -> AgentTask<u64> {
    if agents.len() == 1 {
        return agent(gates, agents.start);
    }
    let middle = agents.start + agents.len() / 2;
    join_results(joined(gates, agents.start..middle), joined(gates, middle..agents.end), |a, b| a + b)
}

fn collected(gates: &Arc<Gates>) -> AgentTask<u64> {
    sequence_tasks((0..AGENTS).map(|n| agent(gates, n)).collect()).map(|ones| ones.into_iter().sum())
}

/// By hand: a task for each agent.
async fn by_join_set(gates: Arc<Gates>) -> u64 {
    let mut set: JoinSet<u64> = (0..AGENTS).map(|agent| Arc::clone(&gates).pass(agent)).collect();
    let mut sum = 0;
    while let Some(one) = set.join_next().await {
        sum += one.expect("no agent panics");
    }
    sum
}

type Plan<'a> = &'a dyn Fn() -> AgentTask<u64>;

pub(crate) fn one_by_one(setup: &Setup) -> Vec<Line> {
    let gates = Gates::new();
    let mut lines = Vec::new();
    let plans: [(&str, Plan<'_>, f64); 2] =
        [("a joined tree", &|| joined(&gates, 0..AGENTS), 1.6), ("a collection", &|| collected(&gates), 0.9)];
    for (work, plan, bar) in plans {
        let contest = Contest::ours(|| plan().run_on(&setup.pool));
        let contest = contest.against("JoinSet", || setup.on_worker(by_join_set(Arc::clone(&gates))));
        let times = contest.run(setup.rounds(401));
        lines.extend(ratios(work, &times, AGENTS as f64, "an agent").into_iter().map(|line| line.bar(bar, 0.5)));
    }
    lines
}
