//! Agents for tests of policies, in tokio's time.

use std::future::pending;
use std::time::Duration;

use agentflow::{AgentTask, async_task};
use tokio::time::Instant;

use crate::handshake::Events;

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// An agent that takes so many milliseconds.
pub(crate) fn after<A: Clone + Send + Sync + 'static>(millis: u64, value: A) -> AgentTask<A> {
    async_task(move || {
        let value = value.clone();
        async move {
            tokio::time::sleep(ms(millis)).await;
            value
        }
    })
}

/// An agent that never ends, and tells when what it holds is dropped.
pub(crate) fn endless(dropped: &Events) -> AgentTask<u32> {
    let dropped = dropped.clone();
    async_task(move || {
        let resource = dropped.at_drop();
        async move {
            let _resource = resource;
            pending().await
        }
    })
}

/// An agent that tells of each start, and fails so often before it gives how often it was started.
pub(crate) fn fails(times: usize, starts: &Events) -> AgentTask<Result<usize, &'static str>> {
    let starts = starts.clone();
    async_task(move || {
        let starts = starts.clone();
        async move {
            starts.happen();
            if starts.count() > times { Ok(starts.count()) } else { Err("down") }
        }
    })
}

/// The value of a plan, and how long it took, inside a runtime whose time is paused.
pub(crate) async fn timed<A: Send + 'static>(plan: &AgentTask<A>) -> (A, Duration) {
    let start = Instant::now();
    let value = plan.clone().await;
    (value, start.elapsed())
}
