//! A history that was stored, told again to the plan that it is of.

use std::sync::Arc;

use temporalio_client::WorkflowHistory;
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};

use super::worker::{Hosting, Plans};
use super::{Background, TemporalError, drift};

/// Whether the plans still are those of `history`.
pub(super) fn replay(plans: Plans, history: &[u8]) -> Result<(), TemporalError> {
    const WHAT: &str = "the history can't be replayed";
    let history = WorkflowHistory::from_json(history).map_err(|error| TemporalError::other(WHAT, error))?;
    let mut options = WorkflowReplayerOptions::new().build();
    let registry = plans.registry.clone();
    registry.host_plans(&mut Hosting::Replays(&mut options, Arc::new(plans)));
    let runtime = Background::new()?;
    // What the SDK makes of a plan stays on its thread.
    let replay = move || {
        let replayer = WorkflowReplayer::new(options)?;
        runtime.handle().block_on(replayer.replay_workflow(history))
    };
    let replayed = std::thread::spawn(replay).join();
    let replayed = replayed.unwrap_or_else(|payload| std::panic::resume_unwind(payload));
    replayed.map_err(|error| TemporalError::other(WHAT, drift::explained(error.to_string())))
}
