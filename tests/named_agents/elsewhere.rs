//! A named agent runs where the executor says, and here if it says nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::error::BoxError;
use agentflow::executor::{Answer, BoxFuture, Call, Class, Engine, Executor, Inline, Job, Plan, Pool, Workers};
use agentflow::{AgentTask, Codec, call_agent, completed_task, join_results, lazy_task};

static ENCODED: AtomicUsize = AtomicUsize::new(0);

type Encode = fn(&String) -> Result<Vec<u8>, BoxError>;

#[expect(clippy::ptr_arg, clippy::unnecessary_wraps, reason = "it has the type of every encoder of a `String`")]
fn encode(word: &String) -> Result<Vec<u8>, BoxError> {
    Ok(word.clone().into_bytes())
}

fn encode_and_count(word: &String) -> Result<Vec<u8>, BoxError> {
    ENCODED.fetch_add(1, Ordering::Relaxed);
    encode(word)
}

fn shout(word: &str, encode: Encode) -> AgentTask<String> {
    let codec = Codec {
        encode,
        encode_value: |value: &String| Ok(value.clone().into_bytes()),
        decode: |bytes: &[u8]| Ok(String::from_utf8(bytes.to_vec())?),
        failed: |_| false,
    };
    call_agent("shout", word.to_owned(), codec, |word| lazy_task(move || word.to_uppercase()))
}

fn plan(encode: Encode) -> AgentTask<String> {
    join_results(shout("a", encode), completed_task("b"), |a, b| a + b)
}

/// Answers calls of `shout` by itself, and counts them.
struct Elsewhere {
    calls: AtomicUsize,
    answer: fn(Vec<u8>) -> Result<Vec<u8>, BoxError>,
}

struct Answering(Arc<Elsewhere>);

impl Executor for Answering {
    fn block_on(&self, plan: &mut Plan<'_>) {
        if let Some(rest) = plan(Arc::new(Answering(Arc::clone(&self.0)))) {
            futures_executor::block_on(rest);
        }
    }
}

impl Workers for Answering {
    fn spawn(&self, _class: Class, job: Job) {
        std::thread::spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        std::thread::spawn(|| futures_executor::block_on(future));
    }

    fn engine(&self) -> Option<&dyn Engine> {
        Some(self)
    }
}

impl Engine for Answering {
    fn call(&self, call: Call) -> Answer {
        assert_eq!(call.agent, "shout");
        self.0.calls.fetch_add(1, Ordering::Relaxed);
        Answer::Value(Box::pin(std::future::ready((self.0.answer)(call.input).map(Into::into))))
    }
}

fn elsewhere(answer: fn(Vec<u8>) -> Result<Vec<u8>, BoxError>) -> Answering {
    Answering(Arc::new(Elsewhere { calls: AtomicUsize::new(0), answer }))
}

#[test]
fn an_executor_that_says_nothing_runs_the_agent_here_and_an_engine_gets_its_bytes() {
    assert_eq!(plan(encode_and_count).run_on(&Inline), "Ab");
    assert_eq!(plan(encode_and_count).run_on(&Pool::with_threads(1).unwrap()), "Ab");
    assert_eq!(ENCODED.load(Ordering::Relaxed), 0);

    let engine = elsewhere(|input| Ok(input.to_ascii_uppercase()));
    assert_eq!(plan(encode_and_count).run_on(&engine), "Ab");
    assert_eq!((ENCODED.load(Ordering::Relaxed), engine.0.calls.load(Ordering::Relaxed)), (1, 1));
}

#[test]
fn an_engine_that_fails_ends_the_run_with_an_error_that_names_the_agent() {
    let down = elsewhere(|_| Err("no worker has it".into()));
    let error = plan(encode).try_run_on(&down).unwrap_err();
    assert_eq!(error.to_string(), "agent `shout` gave no value: no worker has it");

    let garbled = elsewhere(|_| Ok(vec![0xff]));
    let error = plan(encode).try_run_on(&garbled).unwrap_err();
    assert!(error.to_string().starts_with("agent `shout` gave no value: invalid utf-8"), "{error}");
}
