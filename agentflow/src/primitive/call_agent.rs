//! An agent by its name: a leaf that can be run in another process.

use std::panic::Location;
use std::sync::{Arc, PoisonError};

use crate::AgentTask;
use crate::error::{BoxError, RunError};
use crate::executor::{Answer, Call, Nature, Record, Recorded, Refused};
use crate::graph::Sketch;
use crate::policy::{Ledger, allowance, is_out_in_run, pay_for, refused};
use crate::run::{Calling, Cx, Pending, Scope};
use crate::site::{AgentName, Site};
use crate::sync::Mutex;
use crate::task::{Kind, Node, Step};
use crate::watch::What;

/// How the input and the value of a named agent are written as bytes, for an engine: see [`call_agent`]. Without one, none
/// of these is called.
pub struct Codec<I, A> {
    /// Writes the input.
    pub encode: fn(&I) -> Result<Vec<u8>, BoxError>,
    /// Writes the value.
    pub encode_value: fn(&A) -> Result<Vec<u8>, BoxError>,
    /// Reads the value.
    pub decode: fn(&[u8]) -> Result<A, BoxError>,
    /// Whether the value is a failure.
    pub failed: fn(&A) -> bool,
}

impl<I, A> Clone for Codec<I, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, A> Copy for Codec<I, A> {}

/// A task that calls the agent `name` with `input`: wherever the executor has agents of that name run, else here.
///
/// A closure can't be sent to another process, nor found again after a crash; a name and an input can. An executor with an
/// [`Engine`](crate::executor::Engine) hands it the call. The engine has the agent run elsewhere, or knows its value already,
/// or has it run here and records what it gives; then what goes on is what can be read from the record. Without an engine the
/// agent runs `here`, and nothing is encoded. What the agent itself runs is no part of the plan.
///
/// If the input or the value can't be written, the value can't be read, or the engine has an error for an answer, the run ends
/// with a [`RunError`] that names the agent.
///
/// Law: for a pure `here`, `call_agent(name, i, codec, here) == here(i)` on every executor.
///
/// ```
/// use agentflow::{Codec, call_agent, lazy_task};
///
/// let codec = Codec {
///     encode: |word: &String| Ok(word.as_bytes().to_vec()),
///     encode_value: |length: &usize| Ok(length.to_string().into_bytes()),
///     decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
///     failed: |_| false,
/// };
/// let plan = call_agent("length", String::from("agent"), codec, |word| lazy_task(move || word.len()));
/// assert_eq!(plan.await_result(), 5);
/// ```
#[doc(alias = "activity")]
#[track_caller]
pub fn call_agent<I, A, F>(name: &'static str, input: I, codec: Codec<I, A>, here: F) -> AgentTask<A>
where
    I: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(I) -> AgentTask<A> + Send + Sync + 'static,
{
    AgentTask::from_node(Kind::Inline, Named { name, input, codec, here, location: Location::caller() })
}

struct Named<I, A, F> {
    name: &'static str,
    input: I,
    codec: Codec<I, A>,
    here: F,
    location: &'static Location<'static>,
}

impl<I, A, F> Node<A> for Named<I, A, F>
where
    I: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(I) -> AgentTask<A> + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let here = || (self.here)(self.input.clone()).named(self.name);
        match cx.calling() {
            None => Step::Tail(here()),
            Some(calling) => {
                called(cx, &calling, (self.name, Nature::Idempotent), self.location, self.codec, &self.input, here)
            }
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.called(self.name);
    }
}

/// What comes of a call that an engine takes. `here` runs the agent here.
#[cold]
pub(crate) fn called<I: 'static, A: Send + 'static>(
    cx: &Cx<'_>,
    calling: &Calling<'_>,
    (agent, nature): (&'static str, Nature),
    location: &'static Location<'static>,
    codec: Codec<I, A>,
    input: &I,
    here: impl FnOnce() -> AgentTask<A>,
) -> Step<A> {
    let bytes = Bytes::new(cx, agent, location, codec);
    let Some(input) = bytes.or_fail("can't be called", || (codec.encode)(input)) else {
        return Step::Stopped;
    };
    cx.scope.tell(|| size("input_bytes", &input));
    let id = calling.id(agent, &input);
    let (place, allowance, key) = (calling.place(), allowance(cx.scope), calling.key(id));
    match calling.engine.call(Call { id, agent, nature, place, input, allowance }) {
        Answer::Value(answer) => Step::Later(Pending::new(async move { bytes.known(answer.await) })),
        Answer::Record(record) => Step::Tail(bytes.recording(here(), key, record)),
        Answer::Begin(record) => {
            let here = here();
            Step::Later(Pending::new(async move {
                let record = record.await;
                let record = bytes.or_fail("can't be begun", || record);
                record.map_or(Step::Stopped, |record| Step::Tail(bytes.recording(here, key, record)))
            }))
        }
    }
}

/// The values of one agent as bytes, and how the run ends when they are none.
struct Bytes<I, A> {
    agent: AgentName,
    site: Site,
    codec: Codec<I, A>,
    scope: Arc<Scope>,
}

impl<I: 'static, A: Send + 'static> Bytes<I, A> {
    fn new(cx: &Cx<'_>, agent: &'static str, location: &'static Location<'static>, codec: Codec<I, A>) -> Self {
        let agent = AgentName { name: agent.into(), function: "", location };
        let scope = cx.scope.named_part(&Arc::new(agent.clone()));
        Bytes { agent, site: Site::At(location), codec, scope }
    }

    /// Calls a user's code that can fail.
    fn or_fail<R>(&self, what: &str, f: impl FnOnce() -> Result<R, BoxError>) -> Option<R> {
        match Cx::polling(&self.scope, 0).call(self.site, f)? {
            Ok(value) => Some(value),
            Err(error) => {
                self.scope.fail(RunError::refused(format!("agent `{}` {what}: {error}", self.agent.name)));
                None
            }
        }
    }

    /// A value of an agent that did not run here: what it spent is paid first.
    fn known(&self, recorded: Result<Recorded, BoxError>) -> Step<A> {
        let Recorded { value, spent, refused, .. } = match recorded {
            Ok(recorded) => recorded,
            Err(error) => return self.read(Err(error)),
        };
        pay_for(&self.scope, &self.agent, &spent);
        match refused {
            None => self.read(Ok(&value)),
            Some(charge) => self.is_out(&charge),
        }
    }

    /// The end of a call that was refused a charge, by a budget around it.
    fn is_out(&self, charge: &Refused) -> Step<A> {
        let out = refused(&self.scope, &self.agent, charge);
        // Else it is around the agent that runs and waits for all of this.
        if !is_out_in_run(&self.scope) {
            self.scope.fail(RunError::refused(format!("agent `{}` is {out}", self.agent.name)));
        }
        Step::Stopped
    }

    fn read(&self, bytes: Result<&[u8], BoxError>) -> Step<A> {
        if let Ok(bytes) = &bytes {
            self.scope.tell(|| size("value_bytes", bytes));
        }
        let value = self.or_fail("gave no value", || (self.codec.decode)(bytes?));
        value.map_or(Step::Stopped, Step::Done)
    }

    /// A task that runs the agent here, once.
    fn recording(self, here: AgentTask<A>, key: Option<String>, record: Record) -> AgentTask<A> {
        let kind = here.kind().first();
        AgentTask::from_node(kind, Recording { here, key, end: Mutex::new(Some((self, record))) })
    }

    /// Has the value recorded, also if nobody waits for it any more, and goes on with what the record says: so a later run sees
    /// the same.
    fn record(self, value: A, ledger: &Ledger, record: Record) -> Step<A> {
        const WHAT: &str = "gave a value that can't be recorded";
        let (spent, refused) = ledger.close();
        if let Some(charge) = refused {
            // With a larger budget it would give something else.
            return self.is_out(&charge);
        }
        let encode = || {
            let value = Recorded::new((self.codec.encode_value)(&value)?, (self.codec.failed)(&value));
            Ok(Recorded { spent, ..value })
        };
        let Some(recorded) = self.or_fail(WHAT, encode) else { return Step::Stopped };
        drop(value);
        let bytes = recorded.value.clone();
        let is_recorded = record(recorded);
        Step::Later(Pending::new(async move {
            let is_recorded = is_recorded.await;
            if self.or_fail(WHAT, || is_recorded).is_none() {
                return Step::Stopped;
            }
            self.read(Ok(&bytes))
        }))
    }
}

/// What observers are told of what goes to an engine and comes from there.
fn size(what: &'static str, bytes: &[u8]) -> What {
    What::Noted { key: what.into(), value: (bytes.len() as u64).into() }
}

/// A call that runs here, once.
struct Recording<I, A> {
    here: AgentTask<A>,
    key: Option<String>,
    end: Mutex<Option<(Bytes<I, A>, Record)>>,
}

impl<I: 'static, A: Send + 'static> Node<A> for Recording<I, A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((bytes, record)) = end else { return Step::Stopped };
        let ledger = Arc::<Ledger>::default();
        let part = cx.scope.part_in_agent(self.key.clone()).part_with(Arc::clone(&ledger));
        cx.end_part(part, Step::Tail(self.here.clone()), move |value| bytes.record(value, &ledger, record))
    }
}
