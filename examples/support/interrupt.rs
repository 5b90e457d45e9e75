//! Ctrl-C.

use std::future;

use agentflow::{AgentTask, async_task, race};
use tokio::signal::ctrl_c;

use super::outcome::Failure;

/// Runs a plan to its end, or until Ctrl-C, which cancels it: the loser of a race is dropped.
pub(crate) fn or_interrupted<A, E>(plan: AgentTask<Result<A, E>>) -> Result<A, Failure>
where
    A: Send + 'static,
    E: Send + 'static,
    Failure: From<E>,
{
    let interrupted = async_task(|| async {
        if ctrl_c().await.is_err() {
            // Where the system tells nobody of it, it ends the program.
            future::pending::<()>().await;
        }
        Err(Failure::Interrupted)
    });
    race(vec![plan.map(|result| result.map_err(Failure::from)), interrupted]).try_await_result()?
}
