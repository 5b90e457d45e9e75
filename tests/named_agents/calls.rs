//! Agents that give a number for a number, and a driver's loop.

use std::collections::BTreeMap;
use std::time::Duration;

use agentflow::error::RunError;
use agentflow::executor::{Call, CallId, Driver, Recorded, Request};
use agentflow::{AgentTask, Codec, call_agent, lazy_task};

/// A call of the agent `name`, which gives `input + 1` here.
pub(crate) fn ask(name: &'static str, input: u64) -> AgentTask<u64> {
    let codec = Codec {
        encode: |input: &u64| Ok(input.to_string().into_bytes()),
        encode_value: |value: &u64| Ok(value.to_string().into_bytes()),
        decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
        failed: |_| false,
    };
    call_agent(name, input, codec, |input| lazy_task(move || input + 1))
}

/// The same for an agent that can fail.
pub(crate) fn try_ask(name: &'static str, input: u64) -> AgentTask<Result<u64, String>> {
    let codec = Codec {
        encode: |input: &u64| Ok(input.to_string().into_bytes()),
        encode_value: |value: &Result<u64, String>| {
            Ok(match value {
                Ok(value) => format!("+{value}"),
                Err(error) => format!("-{error}"),
            }
            .into_bytes())
        },
        decode: |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes)?;
            Ok(match text.strip_prefix('-') {
                Some(error) => Err(error.to_owned()),
                None => Ok(text.trim_start_matches('+').parse()?),
            })
        },
        failed: Result::is_err,
    };
    call_agent(name, input, codec, |input| lazy_task(move || Ok(input + 1)))
}

/// What a plan came to on a driver, and all that it called.
pub(crate) struct Driven<A> {
    pub(crate) result: Result<A, RunError>,
    pub(crate) calls: BTreeMap<CallId, Call>,
}

/// What sleeps so long is never woken.
const TOO_LONG: Duration = Duration::from_mins(30);

/// Drives `plan`: of all that is open, `pick` says what is answered next, and `answer` with what. Short sleeps are over at once.
pub(crate) fn drive<A: Send + 'static>(
    plan: AgentTask<A>,
    pick: impl FnMut(usize) -> usize,
    answer: impl Fn(&Call) -> Vec<u8>,
) -> Driven<A> {
    drive_with(plan, pick, |call| answer(call).into())
}

/// The same, with what agents spent.
pub(crate) fn drive_with<A: Send + 'static>(
    plan: AgentTask<A>,
    mut pick: impl FnMut(usize) -> usize,
    answer: impl Fn(&Call) -> Recorded,
) -> Driven<A> {
    let mut driver = Driver::new(plan);
    let (mut calls, mut open) = (BTreeMap::new(), Vec::new());
    loop {
        while let Some(request) = driver.next_request() {
            match request {
                Request::Call(call) => {
                    let before = calls.insert(call.id, call.clone());
                    assert_eq!(before, None, "two calls have one number");
                    open.push(call);
                }
                Request::CancelCall(id) => open.retain(|call: &Call| call.id != id),
                Request::Sleep(sleep, duration) if duration < TOO_LONG => driver.wake(sleep),
                _ => {}
            }
        }
        if let Some(result) = driver.take_output() {
            return Driven { result, calls };
        }
        assert!(!open.is_empty(), "the plan waits for nothing");
        let call = open.swap_remove(pick(open.len()));
        driver.complete(call.id, Ok(answer(&call)));
    }
}
