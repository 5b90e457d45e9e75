//! How far a run is.

use serde_json::Value;
use temporalio_client::errors::WorkflowInteractionError;
use temporalio_client::{
    Client, UntypedQuery, UntypedWorkflowHandle, WorkflowDescribeOptions, WorkflowExecutionDescription,
    WorkflowExecutionStatus, WorkflowFetchHistoryOptions, WorkflowQueryOptions,
};
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use super::drive::{IN_DOUBT, KNOWN};
use super::{drift, payload, plan};

/// How far a run is, as [`Run::status`](super::Run::status) tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Status {
    /// Whether it goes on.
    pub state: State,
    /// How many calls have their value; `None` if it can't be known: no worker that has the plan answers, or the run was
    /// terminated.
    pub known: Option<usize>,
    /// How many calls wait for an agent, or for its value.
    pub under_way: usize,
    /// How many calls wait until there are fewer of those.
    pub queued: usize,
    /// The calls that somebody has to answer.
    pub asked: Vec<Asked>,
    /// What keeps it: agents that are tried again, with what their workers said; a worker that is missing, or has another plan.
    pub trouble: Vec<String>,
}

/// Whether a run goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum State {
    /// It goes on.
    Running,
    /// It has its value.
    Done,
    /// It has ended with an error.
    Failed,
    /// It was cancelled, or terminated.
    Cancelled,
}

/// A call that somebody has to answer.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Asked {
    /// The agent that is answered.
    pub agent: String,
    /// Where the call stands in its plan.
    pub place: String,
    /// What the agent was given, as a JSON array.
    pub input: String,
}

type Handle = UntypedWorkflowHandle<Client>;

pub(super) async fn of(run: &Handle) -> Result<Status, WorkflowInteractionError> {
    let known = run.describe(WorkflowDescribeOptions::default()).await?;
    let state = state(known.status());
    let mut status =
        Status { state, known: None, under_way: 0, queued: 0, asked: Vec::new(), trouble: troubles(&known) };
    if state != State::Running {
        status.known = at_the_end(&known);
        return Ok(status);
    }
    status.trouble.extend(stuck(run, &known).await?);
    let asked = run.query(UntypedQuery::new(plan::STATUS), RawValue::default(), WorkflowQueryOptions::default());
    if let Ok(Ok(board)) = tokio::time::timeout(super::run::SOON, asked).await {
        status.read(&payload::bytes(board));
        return Ok(status);
    }
    if status.trouble.is_empty() {
        status.trouble.push("no worker that has the plan answers".to_owned());
    }
    status.trouble.extend(doubts(&known));
    Ok(status)
}

fn state(status: WorkflowExecutionStatus) -> State {
    match status {
        WorkflowExecutionStatus::Completed => State::Done,
        WorkflowExecutionStatus::Failed | WorkflowExecutionStatus::TimedOut => State::Failed,
        WorkflowExecutionStatus::Canceled | WorkflowExecutionStatus::Terminated => State::Cancelled,
        _ => State::Running,
    }
}

fn at_the_end(known: &WorkflowExecutionDescription) -> Option<usize> {
    // Whoever terminates a run asks none of its workers.
    let is_said = known.status() != WorkflowExecutionStatus::Terminated;
    is_said.then(|| known.memo().get(KNOWN).ok().flatten()).flatten()
}

/// Effects that may be done or not.
pub(super) fn doubts(known: &WorkflowExecutionDescription) -> Vec<String> {
    known.memo().get(IN_DOUBT).ok().flatten().unwrap_or_default()
}

/// Agents that are tried again.
fn troubles(known: &WorkflowExecutionDescription) -> Vec<String> {
    let pending = known.raw().pending_activities.iter();
    let troubles = pending.filter_map(|call| {
        let why = call.last_failure.as_ref()?;
        let agent = call.activity_type.as_ref().map_or("", |agent| &agent.name);
        Some(format!("`{agent}`, try {}: {}", call.attempt, why.message))
    });
    troubles.collect()
}

/// Why no worker can go on with a run: none that is there has the plan, or what it has is another plan.
pub(super) async fn stuck(
    run: &Handle,
    known: &WorkflowExecutionDescription,
) -> Result<Option<String>, WorkflowInteractionError> {
    if known.raw().pending_workflow_task.as_ref().is_none_or(|task| task.attempt <= 1) {
        return Ok(None);
    }
    let events = run.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await?;
    let last = events.into_iter().rev().find_map(|event| match event.attributes? {
        Attributes::WorkflowTaskFailedEventAttributes(failed) => Some(failed.failure.map(|failure| failure.message)),
        Attributes::WorkflowTaskCompletedEventAttributes(_) | Attributes::WorkflowTaskTimedOutEventAttributes(_) => {
            Some(None)
        }
        _ => None,
    });
    Ok(last.flatten().map(drift::explained))
}

impl Status {
    /// What the plan says of itself.
    fn read(&mut self, board: &[u8]) {
        let board: Value = serde_json::from_slice(board).unwrap_or_default();
        let number = |name| board[name].as_u64().and_then(|number| usize::try_from(number).ok());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.known = number("known");
        (self.under_way, self.queued) = (number("under_way").unwrap_or(0), number("queued").unwrap_or(0));
        self.trouble.extend(board["doubts"].as_array().into_iter().flatten().map(text));
        let asked = board["asked"].as_array().into_iter().flatten();
        let asked = asked.map(|call| Asked {
            agent: text(&call["agent"]),
            place: text(&call["place"]),
            input: text(&call["input"]),
        });
        self.asked = asked.collect();
        self.trouble.extend(board["refused"].as_str().map(str::to_owned));
    }
}
