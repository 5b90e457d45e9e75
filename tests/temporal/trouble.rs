//! What goes wrong: each with an error that says what, and nothing is lost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use agentflow::executor::Worker;
use agentflow::named::Registry;
use agentflow::{AgentTask, Codec, call_agent, completed_task, plan, workflow};

use crate::agents::{count, double, length, panics, text_of};
use crate::server::Server;

#[plan]
fn doubled(n: u64) -> AgentTask<u64> {
    workflow! { a = double(n); => a + 1 }
}

fn plain(n: u64) -> u64 {
    n + 1
}

#[plan]
fn unnamed(n: u64) -> AgentTask<u64> {
    workflow! { a = double(n); b = plain(a); => b }
}

#[plan]
fn breaks(n: u64) -> AgentTask<u64> {
    workflow! { a = panics(n); => a }
}

#[plan]
fn bulky_input(size: usize) -> AgentTask<usize> {
    workflow! { => length(&"x".repeat(size)) }
}

#[plan]
fn bulky_value(size: usize) -> AgentTask<usize> {
    workflow! { text = text_of(size); => text.len() }
}

#[plan]
fn bulky(size: usize) -> AgentTask<String> {
    completed_task("x".repeat(size))
}

#[plan]
fn echo(text: String) -> AgentTask<String> {
    completed_task(text)
}

/// It reads a number where the agent gives a text.
#[plan]
fn misread(size: usize) -> AgentTask<u64> {
    let codec = Codec {
        encode: |size: &usize| Ok(format!("[{size}]").into_bytes()),
        encode_value: |value: &u64| Ok(value.to_string().into_bytes()),
        decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
        failed: |_| false,
    };
    call_agent("text_of", size, codec, |_| completed_task(0))
}

/// Each time that it is built, it is another one.
#[plan]
fn impure(n: u64) -> AgentTask<u64> {
    static TIMES: AtomicU64 = AtomicU64::new(0);
    workflow! { a = double(n + TIMES.fetch_add(1, Ordering::Relaxed)); => a }
}

#[test]
fn each_mistake_is_one_error_that_names_the_agent() {
    let server = Server::shared();
    let temporal = server.connect("trouble");
    let registry = Registry::new().agent::<double>().agent::<panics>().agent::<length>().agent::<text_of>();
    let registry = registry
        .plan::<unnamed>()
        .plan::<breaks>()
        .plan::<bulky_input>()
        .plan::<bulky_value>()
        .plan::<misread>()
        .plan::<bulky>();
    let _serving = Worker::new(registry).start(&temporal).unwrap();
    let said = |error: agentflow::executor::TemporalError| error.to_string();

    let error = said(temporal.submit::<unnamed>("unnamed", (1,)).unwrap().result().unwrap_err());
    assert!(error.starts_with("the run `unnamed` failed: "), "{error}");
    assert!(error.contains("agent `b`") && error.contains("write `#[agent]` on the function that it calls"), "{error}");

    let error = said(temporal.submit::<breaks>("breaks", (1,)).unwrap().result().unwrap_err());
    assert!(error.contains("agent `panics` gave no value: ") && error.contains("panicked: no 1 today"), "{error}");

    let error = said(temporal.submit::<bulky_input>("input", (2_100_000,)).unwrap().result().unwrap_err());
    assert!(
        error.contains("agent `length` gave no value: its input has 2100004 bytes, and a Temporal server takes"),
        "{error}"
    );

    let error = said(temporal.submit::<bulky_value>("value", (2_100_000,)).unwrap().result().unwrap_err());
    assert!(error.contains("what `text_of` yields has 2100002 bytes, and a Temporal server takes"), "{error}");

    let error = said(temporal.submit::<bulky>("plan", (2_100_000,)).unwrap().result().unwrap_err());
    assert!(error.contains("what the plan `bulky` yields has 2100002 bytes, and a Temporal server takes"), "{error}");

    let error = said(temporal.submit::<echo>("echo", ("x".repeat(2_100_000),)).unwrap_err());
    assert!(
        error.starts_with("the plan `echo` can't be submitted: what it is given has 2100004 bytes, and a Temporal"),
        "{error}"
    );

    let error = said(temporal.run::<echo>("echo").answer::<text_of>(&"x".repeat(2_100_000)).unwrap_err());
    assert!(
        error
            .starts_with("the run `echo` can't be answered: the answer of `text_of` has 2100002 bytes, and a Temporal"),
        "{error}"
    );

    let error = said(temporal.submit::<misread>("misread", (3,)).unwrap().result().unwrap_err());
    assert!(error.contains("agent `text_of` gave no value: invalid digit"), "{error}");

    let error = said(
        temporal
            .submit::<bulky_input>("submitted", (7,))
            .unwrap()
            .result()
            .map(drop)
            .map_or_else(|e| e, |()| Worker::new(Registry::new()).start(&temporal).unwrap_err()),
    );
    assert_eq!(
        error,
        "a worker has nothing to do: its registry has no agent and no plan: `Registry::new().agent::<..>().plan::<..>()`"
    );
}

#[test]
fn a_plan_that_is_another_one_each_time_is_noticed() {
    let server = Server::shared();
    let temporal = server.connect("trouble impure");
    let plans = || Worker::new(Registry::new().plan::<impure>()).start(&temporal).unwrap();
    let serving = plans();
    let run = temporal.submit::<impure>("impure", (1,)).unwrap();
    let since = Instant::now();
    while run.status().unwrap().under_way == 0 {
        assert!(since.elapsed() < Duration::from_mins(1));
        thread::sleep(Duration::from_millis(50));
    }
    drop(serving);
    let _agents = Worker::new(Registry::new().agent::<double>()).start(&temporal).unwrap();
    let _serving = plans();
    let error = run.result().unwrap_err();
    assert!(error.is_stuck(), "{error}");
    assert!(error.to_string().contains("the plan gives `double` something else than it gave it before"), "{error}");
}

#[test]
fn an_agent_that_no_worker_has_is_waited_for() {
    let server = Server::shared();
    let temporal = server.connect("trouble lacking");
    let _plans = Worker::new(Registry::new().plan::<doubled>()).start(&temporal).unwrap();
    let other = Worker::new(Registry::new().agent::<count>()).start(&temporal).unwrap();
    let run = temporal.submit::<doubled>("lacking", (20,)).unwrap();
    let since = Instant::now();
    let trouble = loop {
        let trouble = run.status().unwrap().trouble.into_iter().find(|trouble| trouble.starts_with("`double`, try "));
        if let Some(trouble) = trouble {
            break trouble;
        }
        assert!(since.elapsed() < Duration::from_mins(1));
        thread::sleep(Duration::from_millis(50));
    };
    assert!(trouble.contains("not registered on this worker"), "{trouble}");
    drop(other);
    let _agents = Worker::new(Registry::new().agent::<double>()).start(&temporal).unwrap();
    assert_eq!(run.result().unwrap(), 41);
}

#[test]
fn a_plan_that_no_worker_has_is_waited_for() {
    let server = Server::shared();
    let temporal = server.connect("trouble planless");
    let other = Worker::new(Registry::new().plan::<breaks>()).start(&temporal).unwrap();
    let run = temporal.submit::<doubled>("planless", (20,)).unwrap();
    let error = run.result().unwrap_err();
    assert!(error.is_stuck() && error.to_string().contains("doubled"), "{error}");
    drop(other);
    let registry = Registry::new().agent::<double>().plan::<doubled>();
    let _serving = Worker::new(registry).start(&temporal).unwrap();
    let since = Instant::now();
    let value = loop {
        match run.result() {
            Ok(value) => break value,
            Err(error) => assert!(error.is_stuck() && since.elapsed() < Duration::from_mins(1), "{error}"),
        }
    };
    assert_eq!(value, 41);
}
