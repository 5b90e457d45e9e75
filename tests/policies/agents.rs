//! Agents for tests of policies, in tokio's time.

use std::time::Duration;

use agentflow::{AgentTask, async_task, lazy_task};
use tokio::time::Instant;

use crate::handshake::{self, Events};

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

/// An agent that takes so many seconds.
pub(crate) fn after_seconds<A: Clone + Send + Sync + 'static>(seconds: u64, value: A) -> AgentTask<A> {
    after(seconds * 1000, value)
}

/// An async agent that lets others go first, whatever the time.
pub(crate) fn later<A: Clone + Send + Sync + 'static>(value: A) -> AgentTask<A> {
    async_task(move || {
        let value = value.clone();
        async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            value
        }
    })
}

/// An agent that ends when so many events have happened.
pub(crate) fn when<A: Clone + Send + Sync + 'static>(events: &Events, so_many: usize, value: A) -> AgentTask<A> {
    let events = events.clone();
    async_task(move || {
        let (events, value) = (events.clone(), value.clone());
        async move {
            events.happened(so_many).await;
            value
        }
    })
}

/// An agent that computes, and counts its runs.
pub(crate) fn counted<A: Clone + Send + Sync + 'static>(runs: &Events, value: A) -> AgentTask<A> {
    let runs = runs.clone();
    lazy_task(move || {
        runs.happen();
        value.clone()
    })
}

/// An agent that never ends, and tells when what it holds is dropped.
pub(crate) fn endless(dropped: &Events) -> AgentTask<u32> {
    never(dropped)
}

/// The same for a value of any type.
pub(crate) fn never<A: Send + 'static>(dropped: &Events) -> AgentTask<A> {
    handshake::endless(&Events::default(), dropped)
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

/// The value of a plan, and how long it took, inside a runtime whose time is paused. The plan must not compute: that would
/// be done by the pool, and the time of a runtime that is idle meanwhile jumps on.
pub(crate) async fn timed<A: Send + 'static>(plan: &AgentTask<A>) -> (A, Duration) {
    let start = Instant::now();
    let value = plan.clone().await;
    (value, start.elapsed())
}
