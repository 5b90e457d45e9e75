//! Agents as spans of `tracing`.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::field::Empty;
use tracing::{Span, debug, info_span};

use super::{AgentId, Event, Note, Observer, What};

/// Makes a span of each agent, so that whatever reads `tracing` sees the run: a log, a console, OpenTelemetry (feature
/// `tracing`).
///
/// A span begins when its agent is queued, ends when that does, and is entered wherever its code runs, on whatever thread: so
/// what an agent logs is inside of its span. Its parent is the span of the agent that planned it; that of the outermost ones
/// is the span in which this was made. The spans are called `agent`, at level INFO, with the fields `otel.name` (the name in
/// the block, or the place), `code.function`, `code.filepath`, `code.lineno`, `otel.status_code`, and `error` or `outcome` at
/// the end. What agents [`note`](super::note) of themselves is an event inside, with the fields `key` and `value`.
///
/// ```
/// use agentflow::watch::Spans;
/// use agentflow::workflow;
///
/// fn double(n: u32) -> u32 {
///     tracing::info!(n, "doubling"); // in the span `a` or `b`
///     n * 2
/// }
///
/// let plan = workflow! { par { a = double(1); b = double(2) } => a + b };
/// assert_eq!(plan.watched(Spans::here()).await_result(), 6);
/// ```
#[derive(Debug)]
pub struct Spans {
    around: Span,
    agents: Mutex<HashMap<AgentId, Span>>,
}

impl Spans {
    /// Spans inside of the current one.
    #[must_use]
    pub fn here() -> Self {
        Spans { around: Span::current(), agents: Mutex::default() }
    }

    fn span(&self, event: &Event) -> Span {
        let mut agents = self.lock();
        let parent = event.parent.and_then(|parent| agents.get(&parent)).unwrap_or(&self.around).clone();
        agents.entry(event.agent).or_insert_with(|| begun(event, &parent)).clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AgentId, Span>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begun(event: &Event, parent: &Span) -> Span {
    info_span!(
        parent: parent,
        "agent",
        otel.name = event.label(),
        agent = event.agent.0,
        code.function = event.function,
        code.filepath = event.location.file(),
        code.lineno = event.location.line(),
        otel.status_code = Empty,
        error = Empty,
        outcome = Empty,
    )
}

impl Observer for Spans {
    fn event(&self, event: &Event) {
        match &event.what {
            // The span of a step that is planned would be as long as the whole block.
            What::Planned { .. } => {}
            What::Queued => drop(self.span(event)),
            What::Started => debug!(parent: &self.span(event), "started"),
            What::Retried { .. } | What::Cached => debug!(parent: &self.span(event), "{}", event.what),
            What::Noted { key, value } => {
                let (span, key) = (self.span(event), key.as_ref());
                match value {
                    Note::Count(value) => {
                        // What OpenTelemetry knows as a number has a sign.
                        let value = i64::try_from(*value).unwrap_or(i64::MAX);
                        debug!(parent: &span, key, value, "noted");
                    }
                    Note::Amount(value) => debug!(parent: &span, key, value, "noted"),
                    Note::Text(value) => debug!(parent: &span, key, value = value.as_ref(), "noted"),
                }
            }
            What::Finished => self.end(event, "finished", None),
            What::Failed(error) => self.end(event, "failed", Some(error)),
            What::Cancelled => self.end(event, "cancelled", None),
        }
    }

    fn inside(&self, agent: AgentId) -> Option<Box<dyn Any>> {
        let span = self.lock().get(&agent)?.clone();
        Some(Box::new(span.entered()))
    }
}

impl Spans {
    fn end(&self, event: &Event, outcome: &str, error: Option<&str>) {
        // The span ends when the last thread has left it.
        let Some(span) = self.lock().remove(&event.agent) else { return };
        span.record("outcome", outcome);
        if let Some(error) = error {
            span.record("error", error);
            span.record("otel.status_code", "ERROR");
        }
    }
}
