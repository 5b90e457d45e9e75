//! A recursion that computes and waits by turns.

use std::sync::Arc;

use agentflow::{AgentTask, async_task, completed_task, lazy_task};
use tokio::sync::Notify;

fn turn(n: u32, last: Arc<Notify>) -> AgentTask<u32> {
    if n == 0 {
        last.notify_one();
        return completed_task(0);
    }
    let waits = |n| {
        async_task(move || async move {
            tokio::task::yield_now().await;
            n
        })
    };
    lazy_task(move || n - 1).and_then(waits).and_then(move |n| turn(n, Arc::clone(&last)))
}

/// So many turns, on a thread that polls: beside them, an agent waits for the last one.
pub(crate) fn by_turns(turns: u32) -> AgentTask<u32> {
    let last = Arc::new(Notify::new());
    let end = Arc::clone(&last);
    let waits = async_task(move || {
        let end = Arc::clone(&end);
        async move { end.notified().await }
    });
    turn(turns, last).zip(waits).map(|(n, ())| n)
}
