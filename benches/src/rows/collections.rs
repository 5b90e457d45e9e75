//! Row 5: an async agent for each item of a collection, all at once.

use std::time::Duration;

use agentflow::{AgentTask, async_task, sequence_tasks, workflow};
use tokio::task::JoinSet;

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::memory;
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

type Plan = fn(u64) -> AgentTask<Vec<u64>>;

pub(crate) fn par_for_yielding(agents: u64) -> AgentTask<Vec<u64>> {
    workflow! { values = par for n in 0..agents { yielding(n) }; => values }
}

fn par_for_sleeping(agents: u64) -> AgentTask<Vec<u64>> {
    workflow! { values = par for n in 0..agents { sleeping(n) }; => values }
}

pub(crate) fn par_for_waiting(agents: u64) -> AgentTask<Vec<u64>> {
    workflow! { values = par for n in 0..agents { memory::waiting(n, agents) }; => values }
}

fn sequence_yielding(agents: u64) -> AgentTask<Vec<u64>> {
    sequence_tasks((0..agents).map(|n| async_task(move || yielding(n))).collect())
}

fn sequence_sleeping(agents: u64) -> AgentTask<Vec<u64>> {
    sequence_tasks((0..agents).map(|n| async_task(move || sleeping(n))).collect())
}

pub(crate) fn sequence_waiting(agents: u64) -> AgentTask<Vec<u64>> {
    sequence_tasks((0..agents).map(|n| async_task(move || memory::waiting(n, agents))).collect())
}

/// By hand: a task for each agent. Nobody asks for the order of the values, so they come as they are ready.
pub(crate) async fn by_join_set<F>(agents: u64, agent: impl Fn(u64) -> F) -> Vec<u64>
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

pub(crate) async fn by_join_set_yielding(agents: u64) -> Vec<u64> {
    by_join_set(agents, yielding).await
}

/// By hand with care: a task for each 16 agents.
async fn by_chunks_yielding(agents: u64) -> Vec<u64> {
    let chunk = |first| async move { futures::future::join_all((first..agents.min(first + 16)).map(yielding)).await };
    let chunks: Vec<_> = (0..agents).step_by(16).map(|first| tokio::spawn(chunk(first))).collect();
    let mut values = Vec::new();
    for chunk in chunks {
        values.extend(chunk.await.expect("no agent panics"));
    }
    values
}

/// By hand in one task, which is polled for all of them.
async fn by_join_all_yielding(agents: u64) -> Vec<u64> {
    futures::future::join_all((0..agents).map(yielding)).await
}

pub(crate) fn many(setup: &Setup) -> Vec<Line> {
    let agents = setup.size(AGENTS) as u64;
    let mut lines = Vec::new();
    let mut add = |work: &str, contest: Contest<'_>, rounds: usize, bar: f64, goal: f64| {
        let times = contest.run(setup.rounds(rounds));
        let measured = ratios(work, &times, agents as f64, "an agent");
        lines.extend(measured.into_iter().map(|line| line.bar_of(&[("JoinSet", bar, goal)])));
    };
    let plans: [(&str, Plan); 2] = [("`par for`", par_for_yielding), ("`sequence_tasks`", sequence_yielding)];
    for (name, plan) in plans {
        let contest = Contest::ours(|| plan(agents).run_on(&setup.pool))
            .against("JoinSet", || setup.on_worker(by_join_set_yielding(agents)))
            .against("chunks of 16", || setup.on_worker(by_chunks_yielding(agents)));
        add(&format!("yielding once, {name}"), contest, 21, 0.35, 0.15);
    }
    let in_one_task = Contest::ours(|| par_for_yielding(agents).run_on(&setup.pool))
        .against("join_all", || setup.on_worker(by_join_all_yielding(agents)));
    add("yielding once, `par for`", in_one_task, 3, 1.0, 1.0);
    let plans: [(&str, Plan); 2] = [("`par for`", par_for_sleeping), ("`sequence_tasks`", sequence_sleeping)];
    for (name, plan) in plans {
        let contest = Contest::ours(|| plan(agents).run_on(&setup.pool))
            .against("JoinSet", || setup.on_worker(by_join_set(agents, sleeping)));
        add(&format!("sleeping 20 to 23 ms, {name}"), contest, 11, 0.9, 0.6);
    }
    for (name, ask) in [("`par for`", "pending, par for"), ("`sequence_tasks`", "pending, sequence_tasks")] {
        let work = format!("bytes a pending agent over its own future, {name}");
        lines.push(memory::line(&work, ask, Some(("JoinSet", "pending, JoinSet")), agents).bar(64.0, 24.0));
    }
    lines
}
