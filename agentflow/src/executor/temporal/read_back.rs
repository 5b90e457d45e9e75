//! Values that were too much to be carried from run to run: they are read from the history in which they came.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use temporalio_client::{UntypedWorkflow, WorkflowExecutionInfo, WorkflowFetchHistoryOptions, WorkflowHandle};
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::{ActivityDefinition, ActivityError};
use temporalio_sdk::activities::{ActivityContext, ActivityDefinitions, ActivityImplementer, ExecutableActivity};
use temporalio_sdk::{ActivityOptions, WorkflowContext, WorkflowTermination};

use super::super::CallId;
use super::drive::failed;
use super::payload;
use super::plan::Hosted;
use crate::error::BoxError;
use crate::named::Plan;

/// What is handed over at once, in bytes of values. One value more may follow.
const PAGE: usize = 1_000_000;

type Page = (Vec<(String, String)>, Option<usize>);

/// Adds the values that came in the run `run` of this plan.
pub(super) async fn values_of<N: Plan>(
    context: &WorkflowContext<Hosted<N>>,
    run: &str,
    values: &mut HashMap<CallId, String>,
) -> Result<(), WorkflowTermination> {
    let mut next = Some(0);
    while let Some(from) = next {
        let asked =
            serde_json::to_vec(&(context.workflow_id(), run, from)).map_err(|error| failed(error.to_string()))?;
        let options = ActivityOptions::start_to_close_timeout(Duration::from_secs(60));
        let page = context.execute_activity(ReadBack, payload::one(asked), options).await?;
        let (read, more): Page =
            serde_json::from_slice(&payload::bytes(page)).map_err(|error| failed(error.to_string()))?;
        for (call, value) in read {
            values.insert(call.parse().map_err(|error: BoxError| failed(error.to_string()))?, value);
        }
        next = more;
    }
    Ok(())
}

/// An activity of the workers that have the plans.
pub(super) struct ReadBack;

impl ActivityDefinition for ReadBack {
    type Input = RawValue;
    type Output = RawValue;

    fn name(&self) -> &'static str {
        "agentflow.read_back"
    }
}

impl ActivityImplementer for ReadBack {
    fn register_all(self: Arc<Self>, _all: &mut ActivityDefinitions) {
        // It is registered by itself.
    }
}

impl ExecutableActivity for ReadBack {
    type Implementer = ReadBack;
    const REQUIRES_INSTANCE: bool = false;

    fn definition() -> Self {
        ReadBack
    }

    fn execute(
        _nothing: Option<Arc<ReadBack>>,
        call: ActivityContext,
        input: RawValue,
    ) -> Pin<Box<dyn Future<Output = Result<RawValue, ActivityError>> + Send>> {
        Box::pin(async move {
            let (id, run, from): (String, String, usize) = serde_json::from_slice(&payload::bytes(input))?;
            let info = WorkflowExecutionInfo::builder()
                .namespace(call.info().namespace.clone())
                .workflow_id(id)
                .run_id(run)
                .build();
            let handle: WorkflowHandle<_, UntypedWorkflow> = WorkflowHandle::new(call.client(), info);
            let events = handle.fetch_history(WorkflowFetchHistoryOptions::builder().build()).into_events().await?;
            Ok(payload::one(serde_json::to_vec(&page(events, from))?))
        })
    }
}

/// The values in a history, from the event `from` on, and where the next page begins.
fn page(events: Vec<HistoryEvent>, from: usize) -> Page {
    let mut scheduled = HashMap::new();
    let (mut read, mut bytes) = (Vec::new(), 0);
    for (index, event) in events.into_iter().enumerate() {
        match event.attributes {
            Some(Attributes::ActivityTaskScheduledEventAttributes(call)) => {
                scheduled.insert(event.event_id, call.activity_id);
            }
            Some(Attributes::ActivityTaskCompletedEventAttributes(done)) if index >= from => {
                let Some(id) = scheduled.get(&done.scheduled_event_id).and_then(|id| call_id(id)) else { continue };
                if bytes >= PAGE {
                    return (read, Some(index));
                }
                let value = done.result.and_then(|result| result.payloads.into_iter().next()).unwrap_or_default();
                bytes += value.data.len();
                read.push((id.to_owned(), String::from_utf8_lossy(&value.data).into_owned()));
            }
            _ => {}
        }
    }
    (read, None)
}

/// The number of a call in the id of its activity: it is what stands behind the name of the agent.
pub(super) fn call_id(activity: &str) -> Option<&str> {
    activity.rsplit_once(' ').map(|(_, id)| id)
}
