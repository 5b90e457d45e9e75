//! Runs that go on as new ones, which a server with a small idea of a long history makes of them soon.

use std::ops::ControlFlow::Continue;
use std::time::Duration;

use agentflow::error::OutOfTurns;
use agentflow::executor::{Run, Worker};
use agentflow::named::{Plan, Registry};
use agentflow::{AgentError, AgentTask, plan, timer, workflow};
use serde_json::Value;

use crate::agents::{approve, charge, double, parse, work};
use crate::effects::begun;
use crate::process::Process;
use crate::server::Server;
use crate::wait::until;

/// Ten seconds at least, in one call after the other.
fn busy() -> AgentTask<String> {
    workflow! {
        end = loop(state = 1_u64) max 100 { next = work(state); => Continue::<u64, u64>(next) };
        => format!("busy {}", end.unwrap_or_else(OutOfTurns::into_state) > 0)
    }
}

fn cause<A>(result: Result<A, AgentError>) -> String {
    result.map_or_else(|error| error.cause().to_string(), |_| "a value".to_owned())
}

/// A timer of five seconds is over before that, whatever run it is in: on a slow machine, too, there are several by then.
#[plan]
fn waits() -> AgentTask<String> {
    workflow! { first = race { busy(); timer(Duration::from_secs(5)).map(|()| "timer".to_owned()) }; => first }
}

#[plan]
fn times_out() -> AgentTask<String> {
    fn late() -> AgentTask<String> {
        let late = workflow! { #[timeout(5s)] yes = approve("go on?")?; => yes };
        late.map(cause)
    }
    workflow! { first = race { busy(); late() }; => first }
}

#[plan]
fn tries_again() -> AgentTask<String> {
    fn again() -> AgentTask<String> {
        let again = workflow! { #[retry(times = 2, backoff = constant(5s))] n = parse("x")?; => n };
        again.map(cause)
    }
    workflow! { first = race { busy(); again() }; => first }
}

/// An effect, and enough beside it for a few runs once somebody has said so.
#[plan]
fn pays_beside(cents: u64) -> AgentTask<u64> {
    fn beside() -> AgentTask<u64> {
        workflow! {
            yes = approve("go on?");
            end = loop(state = u64::from(yes)) max 40 { next = double(state % 100); => Continue::<u64, u64>(next) };
            => end.unwrap_or_else(OutOfTurns::into_state)
        }
    }
    workflow! { par { paid = charge(cents); end = beside() } => paid + end }
}

/// A history of so many events is long.
pub(crate) fn server(events: u32) -> Server {
    Server::start_with(&["--dynamic-config-value", &format!("limit.historyCount.suggestContinueAsNew={events}")])
}

/// What the last run of a chain was handed, if it is not the first.
pub(crate) fn carried<N: Plan>(run: &Run<N>) -> Option<Value> {
    let history: Value = serde_json::from_slice(&run.history().unwrap()).unwrap();
    let start = &history["events"][0]["attributes"]["WorkflowExecutionStartedEventAttributes"];
    (!start["continued_execution_run_id"].as_str().unwrap_or_default().is_empty()).then(|| start["input"].clone())
}

#[test]
fn a_timer_ends_when_it_would_have_ended_in_one_run() {
    let server = server(10);
    let temporal = server.connect("timers");
    let registry = Registry::new().agent::<work>().agent::<parse>();
    let registry = registry.plan::<waits>().plan::<times_out>().plan::<tries_again>();
    let _serving = Worker::new(registry).answered::<approve>().start(&temporal).unwrap();
    let waits = temporal.submit::<waits>("waits", ()).unwrap();
    let times_out = temporal.submit::<times_out>("times out", ()).unwrap();
    let tries_again = temporal.submit::<tries_again>("tries again", ()).unwrap();
    assert_eq!(waits.result().unwrap(), "timer");
    assert_eq!(times_out.result().unwrap(), "no answer within 5s");
    assert_eq!(tries_again.result().unwrap(), "`x` is no number");
    assert!(carried(&waits).is_some() && carried(&times_out).is_some() && carried(&tries_again).is_some());
}

#[test]
fn a_doubt_is_carried_along() {
    let server = server(40);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let temporal = server.connect("doubts");
    let registry = Registry::new().plan::<pays_beside>();
    let _serving = Worker::new(registry).answered::<approve>().start(&temporal).unwrap();
    let run = temporal.submit::<pays_beside>("pays", (60,)).unwrap();
    let mut effects = Process::start("effects", "doubts", &server, &log);
    until("the effect", || (begun(&log, "pays") == 1).then_some(()));
    effects.kill();
    assert!(run.result().unwrap_err().is_in_doubt());
    let _effects = Process::start("effects", "doubts", &server, &log);
    run.answer::<approve>(&true).unwrap();
    let since = until("another run", || carried(&run));
    assert!(run.result().unwrap_err().is_in_doubt(), "{since}");
    assert_eq!(begun(&log, "pays"), 1);
    run.answer_at::<charge>("paid", &1).unwrap();
    assert_eq!(run.result().unwrap(), pays_beside(1).await_result());
    assert_eq!(begun(&log, "pays"), 1);
}
