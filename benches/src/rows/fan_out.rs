//! Row 6: a thousand async agents that do nothing, and a sum of what they yield.

use agentflow::{AgentTask, workflow};
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use tokio::task::JoinSet;

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::rivals::langgraph::LangGraph;
use crate::setup::Setup;

const AGENTS: u64 = 1_000;

async fn agent(n: u64) -> u64 {
    n
}

pub(crate) fn by_workflow(agents: u64) -> AgentTask<u64> {
    workflow! {
        values = par for n in 0..agents { agent(n) };
        => values.into_iter().sum::<u64>()
    }
}

/// By hand: a task for each agent.
pub(crate) async fn by_join_set(agents: u64) -> u64 {
    sum((0..agents).map(agent).collect()).await
}

async fn sum(mut set: JoinSet<u64>) -> u64 {
    let mut sum = 0;
    while let Some(value) = set.join_next().await {
        sum += value.expect("no agent panics");
    }
    sum
}

/// By hand, in one task.
async fn by_join_all() -> u64 {
    join_all((0..AGENTS).map(agent)).await.into_iter().sum()
}

async fn by_futures_unordered() -> u64 {
    let agents: FuturesUnordered<_> = (0..AGENTS).map(agent).collect();
    agents.fold(0, |sum, n| async move { sum + n }).await
}

/// By hand with care: a task for each 16 agents.
async fn by_chunks() -> u64 {
    let chunk = |first| async move { join_all((first..AGENTS.min(first + 16)).map(agent)).await.into_iter().sum() };
    sum((0..AGENTS).step_by(16).map(chunk).collect()).await
}

pub(crate) fn thousand(setup: &Setup) -> Vec<Line> {
    let quick = Contest::ours(|| by_workflow(AGENTS).run_on(&setup.pool))
        .against("JoinSet", || setup.on_worker(by_join_set(AGENTS)))
        .against("join_all", || setup.on_worker(by_join_all()))
        .against("FuturesUnordered", || setup.on_worker(by_futures_unordered()))
        .against("chunks of 16", || setup.on_worker(by_chunks()));
    let mut slow = Contest::ours(|| by_workflow(AGENTS).run_on(&setup.pool));
    #[cfg(feature = "rivals")]
    let quick = with_other_crates(quick, setup);
    let mut lines = Vec::new();
    match LangGraph::start(setup) {
        Ok(mut langgraph) => slow = slow.told("LangGraph", move || langgraph.time(&format!("fan_out {AGENTS}"))),
        Err(why) => lines.push(Line::missing("no-op agents", &format!("LangGraph: {why}"))),
    }
    let bars = [
        ("JoinSet", 0.45, 0.2),
        ("graph-flow", 1.0 / 4.0, 1.0 / 4.0),
        ("dagrs", 1.0 / 40.0, 1.0 / 40.0),
        ("LangGraph", 1.0 / 1000.0, 1.0 / 1000.0),
    ];
    for times in [quick.run(setup.rounds(201)), slow.run(setup.rounds(7))] {
        let measured = ratios("no-op agents", &times, AGENTS as f64, "an agent");
        lines.extend(measured.into_iter().map(|line| line.bar_of(&bars)));
    }
    lines
}

#[cfg(feature = "rivals")]
fn with_other_crates<'a>(contest: Contest<'a>, setup: &'a Setup) -> Contest<'a> {
    use crate::rivals::graph_flow;
    use futures_concurrency::future::Join;

    let by_futures_concurrency = || async {
        let agents: Vec<_> = (0..AGENTS).map(agent).collect();
        agents.join().await.into_iter().sum::<u64>()
    };
    let by_graph_flow = || async {
        let agents = (0..AGENTS)
            .map(|n| graph_flow::agent(n.to_string(), move || async move { Some(agent(n).await) }))
            .collect();
        graph_flow::layers(vec![agents]).await.expect("no agent fails").into_iter().sum::<u64>()
    };
    contest
        .against("futures-concurrency", move || setup.on_worker(by_futures_concurrency()))
        .against("graph-flow", move || setup.on_worker(by_graph_flow()))
        .against("dagrs", move || setup.on_worker(crate::rivals::dagrs::fan_out(AGENTS)))
}
