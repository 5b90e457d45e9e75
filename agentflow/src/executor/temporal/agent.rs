//! An agent that a server hands out: it runs here, with a heart that beats meanwhile.

use std::future::{Future, IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use temporalio_common::data_converters::RawValue;
use temporalio_common::{ActivityDefinition, ActivityError};
use temporalio_sdk::ApplicationFailure;
use temporalio_sdk::activities::{ActivityContext, ActivityDefinitions, ActivityImplementer, ExecutableActivity};

use super::payload;
use super::read_back::call_id;
use super::spending;
use crate::error::{BoxError, RunError};
use crate::executor::Recorded;
use crate::named::{Agent, Registry};

/// How often a worker says that it is there.
pub(super) const BEAT: Duration = Duration::from_millis(500);
/// After so much silence the server hands the call to another worker.
pub(super) const SILENCE: Duration = Duration::from_secs(3);

/// An agent as what the SDK registers. All it adds is a name.
pub(super) struct Hosted<N>(PhantomData<fn() -> N>);

impl<N: Agent> ActivityDefinition for Hosted<N> {
    type Input = RawValue;
    type Output = RawValue;

    fn name(&self) -> &str {
        N::NAME
    }
}

impl<N: Agent> ExecutableActivity for Hosted<N> {
    type Implementer = Agents;
    const REQUIRES_INSTANCE: bool = true;

    fn definition() -> Self {
        Hosted(PhantomData)
    }

    fn execute(agents: Option<Arc<Agents>>, call: ActivityContext, input: RawValue) -> Executed {
        let agents = agents.expect("it is registered with them");
        Box::pin(async move { agents.run(call, input).await })
    }
}

type Executed = Pin<Box<dyn Future<Output = Result<RawValue, ActivityError>> + Send>>;

/// The agents of a worker.
pub(crate) struct Agents(pub(super) Registry);

impl ActivityImplementer for Agents {
    fn register_all(self: Arc<Self>, _all: &mut ActivityDefinitions) {
        // Each agent is registered by itself.
    }
}

impl Agents {
    async fn run(&self, call: ActivityContext, input: RawValue) -> Result<RawValue, ActivityError> {
        let agent = call.info().activity_type.clone();
        let allowance = spending::allowance(&input)?;
        let mut run = self.0.run_agent_as(key(&call), &allowance, &agent, &payload::bytes(input)).into_future();
        let outcome = beating(&call, poll_fn(|cx| run.poll_outcome(cx))).await;
        let Some(outcome) = outcome else { return Err(ActivityError::cancelled()) };
        match value(&agent, outcome) {
            Ok(recorded) => Ok(spending::written(recorded)),
            // The same input would come to the same.
            Err(why) => Err(ActivityError::application(ApplicationFailure::non_retryable(why))),
        }
    }
}

/// A number by which another side knows this request, whoever sends it, and however often.
fn key(call: &ActivityContext) -> String {
    let info = call.info();
    let id = call_id(&info.activity_id).unwrap_or(&info.activity_id);
    format!("{}/{id}", info.workflow_id.as_deref().unwrap_or_default())
}

fn value(agent: &str, outcome: Result<Result<Recorded, BoxError>, RunError>) -> Result<Recorded, BoxError> {
    let recorded = outcome??;
    payload::fits(&format!("what `{agent}` yields"), &recorded.value)?;
    Ok(recorded)
}

/// What `work` comes to; `None` if nobody waits for it any more.
async fn beating<T>(call: &ActivityContext, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut cancelled = pin!(call.cancelled());
    let mut beats = pin!(async {
        loop {
            // A beat that can't be written is one that is missing.
            let _missing = call.record_heartbeat(()).await;
            tokio::time::sleep(BEAT).await;
        }
    });
    poll_fn(move |cx| {
        if let Poll::Ready(value) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        // It beats forever.
        let _pending: Poll<std::convert::Infallible> = beats.as_mut().poll(cx);
        cancelled.as_mut().poll(cx).map(|()| None)
    })
    .await
}
