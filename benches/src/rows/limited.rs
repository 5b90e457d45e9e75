//! Row 16: a million items, 64 at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::{AgentTask, workflow};
use futures::StreamExt;

use crate::line::{Line, ratios};
use crate::measure::{Contest, Spread};
use crate::memory;
use crate::setup::Setup;

const ITEMS: usize = 1_000_000;
const AT_ONCE: usize = 64;

/// It has no value, so that what is counted is only what running it takes.
async fn agent(_item: u64) {
    tokio::task::yield_now().await;
}

pub(crate) fn by_par_for(items: u64) -> AgentTask<Vec<()>> {
    workflow! { values = par(AT_ONCE) for item in 0..items { agent(item) }; => values }
}

/// By hand, in one task.
pub(crate) async fn by_buffer_unordered(items: u64) -> Vec<()> {
    futures::stream::iter(0..items).map(agent).buffer_unordered(AT_ONCE).collect().await
}

/// An agent that is counted from its start to its end.
async fn counted(_item: u64) -> usize {
    static LIVE: AtomicUsize = AtomicUsize::new(0);
    let live = LIVE.fetch_add(1, Ordering::Relaxed) + 1;
    tokio::task::yield_now().await;
    LIVE.fetch_sub(1, Ordering::Relaxed);
    live
}

pub(crate) fn million(setup: &Setup) -> Vec<Line> {
    let items = setup.size(ITEMS) as u64;
    let contest = Contest::ours(|| by_par_for(items).run_on(&setup.pool));
    let times = contest.against("buffer_unordered(64)", || setup.on_worker(by_buffer_unordered(items)));
    let times = times.run(setup.rounds(7));
    let costs = ratios("agents that yield once", &times, items as f64, "an item");
    let mut lines: Vec<Line> = costs.into_iter().map(|line| line.bar(1.2, 0.8)).collect();
    let counted = workflow! {
        live = par(AT_ONCE) for item in 0..items { counted(item) };
        => live.into_iter().max().unwrap_or(0)
    };
    let peak = counted.run_on(&setup.pool);
    let line = Line::new("peak of live agents", peak.to_string(), Spread::exactly(peak as f64), "agents");
    lines.push(line.at_most(AT_ONCE as f64));
    lines.push(memory::line(
        "peak bytes an item",
        "par(64) for",
        Some(("buffer_unordered(64)", "buffer_unordered(64)")),
        items,
    ));
    lines
}
