//! A plan on a driver: whatever the order of the answers, it asks for the same and comes to the same.

use std::collections::BTreeMap;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::time::Duration;

use agentflow::executor::{Call, CallId, Driver, Inline, Request};
use agentflow::{AgentError, AgentTask, join_results, race, sequence_tasks, share, workflow};

use crate::calls::{ask, drive, try_ask};

/// Every construct of the language but a race, whose winner timing decides, and functions beside.
pub(crate) fn everything(start: u64) -> AgentTask<Result<Vec<u64>, AgentError>> {
    workflow! {
        par {
            a = ask("search", start);
            b = ask("search", start);
            c = ask("rank", a % 10);
            #[retry(9)]
            #[timeout(1h)]
            tried = try_ask("flaky", b % 7)?;
            #[cached]
            kept = ask("kept", 1);
        }
        list = par for n in 0..40_u64 {
            first = ask("same", n % 3);
            => first ^ n
        };
        few = par(3) for n in 0..9_u64 { ask("few", n / 2) };
        some = par for n in 0..8_u64 if ask("look", n).map(|n| n % 2 == 0) { ask("keep", n) };
        chosen = if a % 2 == 0 { ask("even", a) } else { odd = ask("odd", a); => odd + 1 };
        matched = match b % 3 {
            0 => ask("none", b),
            1 => { one = ask("one", 1); two = ask("one", 1); => one ^ (two << 1) },
            _ => { => 7 },
        };
        turned = loop(state = 0_u64) max 5 {
            next = ask("turn", 1);
            => if state > 2 { Break(next) } else { Continue(state + (next & 1)) }
        };
        joined = by_hand(a % 5);
        => [list, few, some, vec![a, b, c, tried, kept, chosen, matched, turned.unwrap_or(9), joined]].concat()
    }
}

/// The same calls on all sides of forks that have no names.
fn by_hand(n: u64) -> AgentTask<u64> {
    let pair = || join_results(ask("side", n), ask("side", n), |a, b| a ^ (b << 1));
    let list = sequence_tasks((0..4).map(|_| ask("side", n)).collect());
    let shared = share(ask("shared", n));
    let twice = join_results(shared.clone(), shared, |a, b| a ^ b);
    let all = join_results(join_results(pair(), pair(), |a, b| a ^ (b << 2)), twice, |a, b| a ^ b);
    join_results(all.and_then(move |a| ask("side", n).map(move |b| a ^ b)), list, |a, list| {
        list.iter().fold(a, |a, b| a.rotate_left(1) ^ b)
    })
}

/// Agents that give something else at each call: only the number of a call says what.
fn whatever(call: &Call) -> Vec<u8> {
    let number = u64::from_be_bytes(call.id.to_bytes()[..8].try_into().unwrap());
    if call.agent == "flaky" && number % 3 > 0 {
        return b"-down".to_vec();
    }
    (number >> 8).to_string().into_bytes()
}

#[test]
fn fifty_orders_of_the_answers_ask_for_the_same_and_come_to_the_same() {
    let first = drive(everything(1), |_| 0, whatever);
    let value = first.result.unwrap().unwrap();
    assert!(first.calls.len() > 80, "{}", first.calls.len());
    for seed in 0..50_u64 {
        let mut state = seed;
        let pick = |open: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % open
        };
        let other = drive(everything(1), pick, whatever);
        assert_eq!(other.result.unwrap().unwrap(), value, "seed {seed}");
        assert!(other.calls == first.calls, "seed {seed} asks for something else");
    }
}

#[test]
fn a_plan_comes_to_the_same_on_a_driver_as_by_itself() {
    let here = |call: &Call| {
        let input: u64 = std::str::from_utf8(&call.input).unwrap().parse().unwrap();
        let plus = if call.agent == "flaky" { "+" } else { "" };
        format!("{plus}{}", input + 1).into_bytes()
    };
    let driven = drive(everything(1), |open| open - 1, here);
    assert_eq!(driven.result.unwrap().unwrap(), everything(1).run_on(&Inline).unwrap());
}

#[test]
fn what_is_known_already_can_be_given_again() {
    let first = drive(everything(2), |_| 0, whatever);
    let known: BTreeMap<CallId, Vec<u8>> = first.calls.iter().map(|(id, call)| (*id, whatever(call))).collect();
    let again = drive(everything(2), |open| open - 1, |call| known[&call.id].clone());
    assert_eq!(again.result.unwrap().unwrap(), first.result.unwrap().unwrap());
}

#[test]
fn equal_calls_of_two_shared_tasks_are_two() {
    let plan = || join_results(share(ask("shared", 1)), share(ask("shared", 1)), |a, b| (a, b));
    let first = drive(plan(), |_| 0, whatever);
    assert_eq!(first.calls.len(), 2);
    let (a, b) = first.result.unwrap();
    assert_ne!(a, b);
    assert_eq!(drive(plan(), |open| open - 1, whatever).result.unwrap(), (a, b));
}

#[test]
fn the_calls_that_lose_a_race_are_taken_back() {
    let mut driver = Driver::new(race(vec![ask("slow", 1), ask("fast", 1)]));
    let (Some(Request::Call(slow)), Some(Request::Call(fast))) = (driver.next_request(), driver.next_request()) else {
        panic!("it asks for both");
    };
    assert_eq!((slow.agent, fast.agent), ("slow", "fast"));
    driver.complete(fast.id, Ok(b"7".to_vec().into()));
    assert_eq!(driver.next_request(), Some(Request::CancelCall(slow.id)));
    assert_eq!(driver.take_output().unwrap().unwrap(), 7);
    driver.complete(slow.id, Ok(b"8".to_vec().into()));
    assert!(driver.next_request().is_none() && driver.take_output().is_none());
}

#[test]
fn a_plan_sleeps_as_long_as_its_driver_says() {
    let plan = ask("slow", 1).map(Ok::<_, String>).timeout(Duration::from_secs(30));
    let mut driver = Driver::new(plan);
    let (mut sleep, mut call) = (None, None);
    while let Some(request) = driver.next_request() {
        match request {
            Request::Sleep(id, duration) => sleep = Some((id, duration)),
            Request::Call(asked) => call = Some(asked.id),
            other => panic!("it asks for {other:?}"),
        }
    }
    let (id, duration) = sleep.unwrap();
    assert_eq!(duration, Duration::from_secs(30));
    assert!(driver.take_output().is_none());
    driver.set_elapsed(duration);
    driver.wake(id);
    let error = driver.take_output().unwrap().unwrap().unwrap_err();
    assert_eq!((error.is_timeout(), error.took()), (true, Some(duration)));
    assert_eq!(driver.next_request(), Some(Request::CancelCall(call.unwrap())));
}

#[test]
fn a_driver_that_is_dropped_drops_its_plan() {
    let held = Arc::new(());
    let holds = held.clone();
    let plan = ask("first", 1).and_then(move |n| {
        let holders = u64::try_from(Arc::strong_count(&holds)).unwrap();
        ask("second", n + holders)
    });
    let mut driver = Driver::new(plan);
    assert!(matches!(driver.next_request(), Some(Request::Call(_))));
    drop(driver);
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn answers_to_nobody_are_ignored() {
    let mut driver = Driver::new(ask("one", 1));
    let Some(Request::Call(call)) = driver.next_request() else { panic!("it asks") };
    driver.complete(CallId::from_bytes([7; 16]), Ok(Vec::new().into()));
    assert!(driver.take_output().is_none());
    driver.complete(call.id, Err("no worker has it".into()));
    driver.complete(call.id, Ok(b"1".to_vec().into()));
    let error = driver.take_output().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "agent `one` gave no value: no worker has it");
}
