//! Row 10: random graphs with heavy-tailed latencies, beside their critical path, in real time.

use agentflow::AgentTask;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared, join_all};

use crate::line::{Digits, Line};
use crate::measure::{Contest, Spread};
use crate::setup::{Scale, Setup};
use crate::work::latency;

/// A node of a graph, and which ones before it it needs.
struct Node {
    ms: u64,
    needs: &'static [usize],
}

/// The graphs, twice each: as a workflow, and as data.
mod made_up;

fn all() -> [(&'static str, AgentTask<u64>, &'static [Node]); 3] {
    use made_up::{LAYERED, PIPELINES, SPARSE, layered, pipelines, sparse};
    [("layered", layered(), LAYERED), ("sparse", sparse(), SPARSE), ("pipelines", pipelines(), PIPELINES)]
}

/// Says when it has finished if nothing keeps it waiting.
async fn agent<const N: usize>(ms: u64, needs: [&u64; N]) -> u64 {
    latency(ms).await;
    needs.into_iter().max().unwrap_or(&0) + ms
}

fn critical_path(nodes: &[Node]) -> u64 {
    let mut ends: Vec<u64> = Vec::with_capacity(nodes.len());
    for Node { ms, needs } in nodes {
        let start = needs.iter().map(|need| ends[*need]).max().unwrap_or(0);
        ends.push(start + ms);
    }
    ends.into_iter().max().unwrap_or(0)
}

/// By hand: a task for each node, which waits for the tasks that it needs.
async fn by_tasks(nodes: &'static [Node]) {
    let mut tasks: Vec<Shared<BoxFuture<'static, ()>>> = Vec::with_capacity(nodes.len());
    for Node { ms, needs } in nodes {
        let before: Vec<_> = needs.iter().map(|need| tasks[*need].clone()).collect();
        let task = tokio::spawn(async move {
            join_all(before).await;
            latency(*ms).await;
        });
        tasks.push(task.map(|ended| ended.expect("no agent panics")).boxed().shared());
    }
    join_all(tasks).await;
}

/// By hand with barriers, as graphs are often run: all nodes whose needs are done, then all that can run after these.
async fn by_layers(nodes: &'static [Node]) {
    let mut layers: Vec<Vec<u64>> = Vec::new();
    let mut layer_of: Vec<usize> = Vec::with_capacity(nodes.len());
    for Node { ms, needs } in nodes {
        let layer = needs.iter().map(|need| layer_of[*need] + 1).max().unwrap_or(0);
        layer_of.push(layer);
        layers.resize_with(layers.len().max(layer + 1), Vec::new);
        layers[layer].push(*ms);
    }
    for layer in layers {
        join_all(layer.into_iter().map(|ms| tokio::spawn(latency(ms)))).await;
    }
}

pub(crate) fn makespans(setup: &Setup) -> Vec<Line> {
    let graphs = all().into_iter().take(if setup.scale == Scale::Full { 3 } else { 1 });
    let lines = graphs.map(|(name, plan, nodes)| {
        let seconds = critical_path(nodes) as f64 / 1000.0;
        let contest = Contest::ours(|| plan.clone().run_on(&setup.pool))
            .against("tasks that wait for tasks", || setup.on_worker(by_tasks(nodes)))
            .against("barriers", || setup.on_worker(by_layers(nodes)));
        let times = contest.run(setup.rounds(5));
        let work = format!("{name}, {} agents, over the critical path of {seconds:.2} s", nodes.len());
        let over = times.over(seconds);
        let line = Line::new(work, format!("{} x", Digits(over.median)), over, "x").bar(1.04, 1.01);
        let shown = |line: Line, (rival, theirs, _): (&str, f64, Spread)| {
            line.rival(rival, format!("{} x", Digits(theirs / seconds)))
        };
        times.rivals().fold(line, shown)
    });
    lines.collect()
}
