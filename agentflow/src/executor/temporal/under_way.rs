//! What a run waits for: a future of the SDK each.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use temporalio_common::data_converters::RawValue;
use temporalio_common::error::IncomingError;
use temporalio_common::{RetryPolicy, UntypedActivity};
use temporalio_sdk::{ActivityExecutionError, ActivityOptions, CancellableFuture, TimerResult, WorkflowContext};

use super::super::{Call, CallId, Nature, Recorded, SleepId};
use super::agent::SILENCE;
use super::board::Question;
use super::plan::Hosted;
use super::spending;
use super::worker::queue_of_agents;
use crate::error::BoxError;
use crate::named::Plan;

/// An agent may take so long. That its worker is there is known by its heart.
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What a server calls it when a worker is lost, and a worker when it drops an agent because it has to stop.
const LOST: &[&str] = &["TemporalTimeout:Heartbeat", "TemporalTimeout:StartToClose", "WorkerShutdown"];

type Boxed<'a, T> = Pin<Box<dyn CancellableFuture<Output = T> + 'a>>;

/// What a run waits for.
pub(super) enum UnderWay<'a> {
    Call {
        id: CallId,
        /// The call, if it must not be begun again.
        effect: Option<Box<Call>>,
        value: Boxed<'a, Result<RawValue, ActivityExecutionError>>,
    },
    Sleep(Option<SleepId>, Boxed<'a, TimerResult>),
}

/// What came of it.
pub(super) enum Came {
    Value(CallId, Result<Recorded, BoxError>),
    /// An effect whose worker was lost.
    Doubt(Call),
    /// From outside.
    Answer(Question, Vec<u8>),
    Woke(Option<SleepId>),
    /// A sleep that nobody waits for.
    Cancelled,
}

impl<'a> UnderWay<'a> {
    pub(super) fn call<N: Plan>(context: &'a WorkflowContext<Hosted<N>>, call: Call) -> Self {
        let effect = (call.nature == Nature::Effect).then(|| Box::new(call.clone()));
        // As often as it takes: what an agent comes to is final, and what is left are workers that are lost, or lack the agent.
        let again = RetryPolicy::builder()
            .initial_interval(Duration::from_millis(200))
            .maximum_interval(Duration::from_secs(5))
            .non_retryable_error_types(if effect.is_some() { LOST } else { &[] }.iter().copied());
        let options = ActivityOptions::with_start_to_close_timeout(YEAR)
            // The number depends on what the agent is given: if a plan that is built again gives it something else, that
            // is noticed.
            .activity_id(format!("{} {}", call.agent, call.id))
            .task_queue(queue_of_agents(context.task_queue()))
            .heartbeat_timeout(SILENCE)
            .retry_policy(again.build())
            .summary(call.place);
        let agent = UntypedActivity::new(call.agent);
        let given = spending::with_allowance(call.input, &call.allowance);
        let value = context.execute_activity(agent, given, options.build());
        UnderWay::Call { id: call.id, effect, value: Box::pin(value) }
    }

    pub(super) fn sleep<N: Plan>(
        context: &'a WorkflowContext<Hosted<N>>,
        id: Option<SleepId>,
        duration: Duration,
    ) -> Self {
        UnderWay::Sleep(id, Box::pin(context.timer(duration)))
    }

    pub(super) fn is_call(&self, id: CallId) -> bool {
        matches!(self, UnderWay::Call { id: call, .. } if *call == id)
    }

    pub(super) fn is_sleep(&self, id: SleepId) -> bool {
        matches!(self, UnderWay::Sleep(sleep, _) if *sleep == Some(id))
    }

    pub(super) fn cancel(&self) {
        match self {
            UnderWay::Call { value, .. } => value.cancel(),
            UnderWay::Sleep(_, end) => end.cancel(),
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Came> {
        match self {
            UnderWay::Call { id, effect, value } => value.as_mut().poll(cx).map(|value| match (value, effect.take()) {
                (Err(error), Some(effect)) if !is_of_the_agent(&error) => Came::Doubt(*effect),
                (Err(error), _) => Came::Value(*id, Err(why(&error).into())),
                (Ok(value), _) => Came::Value(*id, spending::read(value)),
            }),
            UnderWay::Sleep(id, end) => end.as_mut().poll(cx).map(|end| match end {
                TimerResult::Fired => Came::Woke(*id),
                TimerResult::Cancelled => Came::Cancelled,
            }),
        }
    }
}

/// Whether the agent has come to this, and not its worker.
fn is_of_the_agent(error: &ActivityExecutionError) -> bool {
    matches!(error.reason(), Some(IncomingError::Application(said)) if said.is_non_retryable())
}

/// What the worker said, without what the SDK says of it.
fn why(error: &ActivityExecutionError) -> String {
    error.cause().map_or_else(|| error.to_string(), |cause| cause.failure().message.clone())
}
