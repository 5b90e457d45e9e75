//! An agent by its name: a leaf that can be run in another process.

use std::sync::Arc;

use crate::AgentTask;
use crate::error::{BoxError, RunError};
use crate::executor::Call;
use crate::graph::Sketch;
use crate::run::{Cx, Pending};
use crate::task::{Kind, Node, Step};

/// How the input and the value of a named agent are written as bytes, for an executor that runs it elsewhere: see
/// [`call_agent`]. An executor that runs it here calls neither.
pub struct Codec<I, A> {
    /// Writes the input.
    pub encode: fn(&I) -> Result<Vec<u8>, BoxError>,
    /// Reads the value.
    pub decode: fn(&[u8]) -> Result<A, BoxError>,
}

/// A task that calls the agent `name` with `input`: wherever the executor runs agents of that name, else here.
///
/// A closure can't be sent to another process, nor found again after a crash; a name and an input can. An executor that
/// does either takes the call ([`Workers::call`](crate::executor::Workers::call)) and answers with the bytes of the
/// value. All others run `here`, and nothing is encoded.
///
/// If the input can't be written, the value can't be read, or the executor has an error for an answer, the run ends with a
/// [`RunError`] that names the agent.
///
/// Law: for a pure `here`, `call_agent(name, i, codec, here) == here(i)` on every executor.
///
/// ```
/// use agentflow::{Codec, call_agent, lazy_task};
///
/// let codec = Codec {
///     encode: |word: &String| Ok(word.as_bytes().to_vec()),
///     decode: |bytes: &[u8]| Ok(usize::from_str_radix(std::str::from_utf8(bytes)?, 10)?),
/// };
/// let plan = call_agent("length", String::from("agent"), codec, |word| lazy_task(move || word.len()));
/// assert_eq!(plan.await_result(), 5);
/// ```
#[doc(alias = "activity")]
pub fn call_agent<I, A, F>(name: &'static str, input: I, codec: Codec<I, A>, here: F) -> AgentTask<A>
where
    I: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(I) -> AgentTask<A> + Send + Sync + 'static,
{
    AgentTask::from_node(Kind::Inline, Named { name, input, codec, here })
}

struct Named<I, A, F> {
    name: &'static str,
    input: I,
    codec: Codec<I, A>,
    here: F,
}

impl<I, A, F> Node<A> for Named<I, A, F>
where
    I: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(I) -> AgentTask<A> + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let call = Call { name: self.name, encode: &|| (self.codec.encode)(&self.input) };
        match cx.workers().call(&call) {
            None => Step::Tail((self.here)(self.input.clone()).named(self.name)),
            Some(answer) => {
                let scope = Arc::clone(cx.scope);
                Step::Later(Pending::new(async move {
                    match answer.await.and_then(|bytes| (self.codec.decode)(&bytes)) {
                        Ok(value) => Step::Done(value),
                        Err(error) => {
                            scope.fail(RunError::refused(format!("agent `{}` gave no value: {error}", self.name)));
                            Step::Stopped
                        }
                    }
                }))
            }
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.called(self.name);
    }
}
