//! A run that somebody waits for, asks, answers or cancels.

use std::fmt;
use std::marker::PhantomData;
use std::pin::pin;
use std::time::Duration;

use temporalio_client::errors::{WorkflowGetResultError, WorkflowInteractionError};
use temporalio_client::{
    Client, UntypedSignal, UntypedWorkflowHandle, WorkflowCancelOptions, WorkflowDescribeOptions,
    WorkflowFetchHistoryOptions, WorkflowGetResultOptions, WorkflowHistoryError, WorkflowSignalOptions,
};
use temporalio_common::data_converters::RawValue;
use temporalio_common::error::IncomingError;

use super::board::BEGIN_AGAIN;
use super::status::{self, Status};
use super::{Temporal, TemporalError, is_unreachable, payload};
use crate::named::{Agent, Plan};

/// How long a worker is waited for that should answer at once.
pub(super) const SOON: Duration = Duration::from_secs(3);

/// A run of the plan `N`, by its id. It goes on whether anybody has one of these or not.
pub struct Run<N> {
    temporal: Temporal,
    id: String,
    plan: PhantomData<fn() -> N>,
}

impl<N: Plan> Run<N> {
    pub(super) fn new(temporal: Temporal, id: &str) -> Self {
        Run { temporal, id: id.to_owned(), plan: PhantomData }
    }

    /// The id under which it was submitted.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Waits for the value of the plan.
    ///
    /// # Errors
    /// If the run has ended without a value: an agent panicked, has no name or yields what can't be read, or the run was
    /// cancelled. If no worker that is there can go on with it, which ends nothing
    /// ([`is_stuck`](TemporalError::is_stuck)): the run goes on when there is one that can. If the worker of an effect was lost,
    /// and somebody has to look whether it was done ([`is_in_doubt`](TemporalError::is_in_doubt)). If the server can't be
    /// asked.
    pub fn result(&self) -> Result<N::Value, TemporalError> {
        let run = self.workflow()?;
        let value = self.temporal.wait(async move { value_or_stuck(&run).await })?;
        match value {
            Ok(Ok(value)) => (N::wire().codec.decode)(&payload::bytes(value)).map_err(|error| {
                TemporalError::other(format!("the value of the plan `{}` can't be read", N::NAME), error)
            }),
            Ok(Err(Waits::ForWorker(why))) => Err(TemporalError::stuck(&self.id, why)),
            Ok(Err(Waits::ForSomebody(why))) => Err(TemporalError::in_doubt(&self.id, why)),
            Err(error) => Err(self.ended(error)),
        }
    }

    /// How far it is.
    ///
    /// # Errors
    /// If there is no such run, or the server can't be asked.
    pub fn status(&self) -> Result<Status, TemporalError> {
        let run = self.workflow()?;
        self.temporal.wait(async move { status::of(&run).await })?.map_err(|error| self.refused(error))
    }

    /// Cancels it: no agent is called any more, and those that run are dropped at their next beat, in half a second.
    ///
    /// # Errors
    /// If there is no such run, or the server can't be asked.
    pub fn cancel(&self) -> Result<(), TemporalError> {
        let run = self.workflow()?;
        let cancelled = self.temporal.wait(async move { run.cancel(WorkflowCancelOptions::default()).await })?;
        cancelled.map_err(|error| self.refused(error))
    }

    /// Says what the agent `A` yields, which is [answered](super::Worker::answered) from outside. It is for the first call of it
    /// that waits for an answer, or for the next one that will.
    ///
    /// # Errors
    /// If the value can't be written, there is no such run, or the server can't be asked.
    pub fn answer<A: Agent>(&self, value: &A::Value) -> Result<(), TemporalError> {
        self.answer_at::<A>(A::NAME, value)
    }

    /// The same for the call at this place, as [`status`](Run::status) tells it.
    ///
    /// # Errors
    /// As for [`answer`](Run::answer).
    pub fn answer_at<A: Agent>(&self, place: &str, value: &A::Value) -> Result<(), TemporalError> {
        let value = (A::wire().codec.encode_value)(value);
        let value = value
            .map_err(|error| TemporalError::other(format!("the answer of `{}` can't be written", A::NAME), error))?;
        payload::fits(&format!("the answer of `{}`", A::NAME), &value)
            .map_err(|why| TemporalError::other(format!("the run `{}` can't be answered", self.id), why))?;
        self.say(place, value)
    }

    fn say(&self, place: &str, what: Vec<u8>) -> Result<(), TemporalError> {
        let (run, signal) = (self.workflow()?, UntypedSignal::new(place));
        let said = self
            .temporal
            .wait(async move { run.signal(signal, payload::one(what), WorkflowSignalOptions::default()).await })?;
        said.map_err(|error| self.refused(error))
    }

    /// Says that the effect at this place, whose worker was lost, was not done: it is called again. If it was done,
    /// [`answer_at`](Run::answer_at) says what it gave.
    ///
    /// # Errors
    /// If there is no such run, or the server can't be asked.
    pub fn begin_again(&self, place: &str) -> Result<(), TemporalError> {
        self.say(place, BEGIN_AGAIN.to_vec())
    }

    /// All that the server keeps of it, as JSON: for [`Worker::replay`](super::Worker::replay). Where a run was so long that it
    /// went on as a new one, it is that of the last one.
    ///
    /// # Errors
    /// If there is no such run, or the server can't be asked.
    pub fn history(&self) -> Result<Vec<u8>, TemporalError> {
        let run = self.workflow()?;
        let history = self
            .temporal
            .wait(async move { run.fetch_history(WorkflowFetchHistoryOptions::default()).to_json().await })?;
        history.map_err(|error| match error {
            WorkflowHistoryError::Fetch(error) => self.refused(error),
            error => TemporalError::other(format!("the history of `{}` can't be read", self.id), error),
        })
    }

    fn workflow(&self) -> Result<UntypedWorkflowHandle<Client>, TemporalError> {
        self.temporal.workflow(&self.id)
    }

    fn refused(&self, error: WorkflowInteractionError) -> TemporalError {
        match error {
            WorkflowInteractionError::NotFound(_) => TemporalError::unknown(&self.id),
            WorkflowInteractionError::Rpc(status) if is_unreachable(status.code() as i32) => {
                TemporalError::unreachable(&self.temporal.address, status)
            }
            error => TemporalError::other(format!("the run `{}` can't be asked", self.id), error),
        }
    }

    fn ended(&self, error: WorkflowGetResultError) -> TemporalError {
        match error {
            WorkflowGetResultError::Failed(why) => TemporalError::failed(&self.id, message(&why)),
            WorkflowGetResultError::Cancelled { .. } | WorkflowGetResultError::Terminated { .. } => {
                TemporalError::cancelled(&self.id)
            }
            WorkflowGetResultError::NotFound(status) => self.refused(WorkflowInteractionError::NotFound(status)),
            WorkflowGetResultError::Rpc(status) => self.refused(WorkflowInteractionError::Rpc(status)),
            error => TemporalError::other(format!("the run `{}` can't be asked", self.id), error),
        }
    }
}

/// What was said where it went wrong.
fn message(error: &IncomingError) -> String {
    error.failure().message.clone()
}

type Value = Result<RawValue, Waits>;

/// Why nobody goes on to the value.
enum Waits {
    ForWorker(String),
    ForSomebody(String),
}

/// The value, or why nobody goes on to it.
async fn value_or_stuck(run: &UntypedWorkflowHandle<Client>) -> Result<Value, WorkflowGetResultError> {
    const LOOK: Duration = Duration::from_secs(1);
    let mut value = pin!(run.get_result(WorkflowGetResultOptions::default()));
    loop {
        if let Ok(value) = tokio::time::timeout(LOOK, value.as_mut()).await {
            return value.map(Ok);
        }
        // What can't be asked now is asked again; that there is no server, the other one will say.
        let Ok(known) = run.describe(WorkflowDescribeOptions::default()).await else { continue };
        if let Ok(Some(why)) = status::stuck(run, &known).await {
            return Ok(Err(Waits::ForWorker(why)));
        }
        if let doubts @ [_, ..] = &*status::doubts(&known) {
            return Ok(Err(Waits::ForSomebody(doubts.join("; "))));
        }
    }
}

impl<N: Plan> fmt::Debug for Run<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("plan", &N::NAME).field("id", &self.id).finish_non_exhaustive()
    }
}
