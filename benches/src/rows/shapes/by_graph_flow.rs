//! graph-flow: a fan-out after the other.

use std::sync::Arc;

use futures::FutureExt;
use graph_flow::Task;

use super::{AFTER, ANSWER, FAST, MATH, SEARCH, SLOW, Way};
use crate::rivals::graph_flow::{agent, layers};
use crate::work::latency;

/// Agents that take so long.
fn layer(milliseconds: &[u64]) -> Vec<Arc<dyn Task>> {
    let task = |(name, ms): (usize, &u64)| {
        let ms = *ms;
        agent(name.to_string(), move || async move { Some(latency(ms).await) })
    };
    milliseconds.iter().enumerate().map(task).collect()
}

async fn run<const N: usize>(all: [&[u64]; N]) {
    layers(all.map(layer).into()).await.expect("no agent fails");
}

pub(super) const WAY: Way = [
    || run([&SEARCH[..2], &[ANSWER]]).boxed(),
    || run([&SEARCH, &[ANSWER]]).boxed(),
    || run([&SEARCH[..4], &MATH[..4], &[ANSWER]]).boxed(),
    || run([&[FAST, SLOW], &[AFTER]]).boxed(),
];
