//! Processes that are killed while a run goes on: those of agents, that of the plan, the server. `KILLS` says how often each.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use agentflow::error::OutOfTurns;
use agentflow::executor::{Run, State};
use agentflow::{AgentTask, plan, workflow};
use serde_json::Value;

use crate::agents::{compute, work};
use crate::process::Process;
use crate::server::Server;

const QUEUE: &str = "kills";

/// Some of them at once, and some one after the other.
#[plan]
pub(crate) fn busy(n: u64, turns: usize) -> AgentTask<u64> {
    workflow! {
        end = loop(state = 1) max turns {
            list = par for i in 0..n { a = work(state ^ i); b = compute(a); => b ^ i };
            => std::ops::ControlFlow::<u64, u64>::Continue(list.iter().fold(state, |all, one| all.rotate_left(7) ^ one))
        };
        => end.unwrap_or_else(OutOfTurns::into_state)
    }
}

/// It runs for a tenth of a second from then on.
fn wait_until_one_begins(log: &Path) {
    let written = || fs::metadata(log).map_or(0, |log| log.len());
    let before = written();
    while written() == before {
        thread::sleep(Duration::from_millis(1));
    }
}

/// How often each call was begun, by its key.
fn begun(log: &Path) -> HashMap<String, u64> {
    let mut times = HashMap::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        *times.entry(line.to_owned()).or_default() += 1;
    }
    times
}

/// How often the server had each call begun before it had its value.
fn attempts(run: &Run<busy>) -> HashMap<String, u64> {
    let history: Value = serde_json::from_slice(&run.history().unwrap()).unwrap();
    let mut scheduled = HashMap::new();
    let mut attempts = HashMap::new();
    for event in history["events"].as_array().unwrap() {
        let told = &event["attributes"];
        if let Some(id) = told["ActivityTaskScheduledEventAttributes"]["activity_id"].as_str() {
            let (agent, id) = id.split_once(' ').unwrap();
            scheduled.insert(event["event_id"].as_u64(), format!("{agent} {}/{id}", run.id()));
        }
        let started = &told["ActivityTaskStartedEventAttributes"];
        if let Some(attempt) = started["attempt"].as_u64() {
            attempts.insert(scheduled[&started["scheduled_event_id"].as_u64()].clone(), attempt);
        }
    }
    attempts
}

fn value_of(run: &Run<busy>) -> u64 {
    let since = Instant::now();
    loop {
        match run.result() {
            Ok(value) => return value,
            Err(error) => assert!(error.is_unreachable() && since.elapsed() < Duration::from_mins(2), "{error}"),
        }
    }
}

#[test]
fn whatever_is_killed_nothing_that_was_acknowledged_runs_again() {
    let kills = std::env::var("KILLS").map_or(2, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let server = Server::start();
    let mut agents = [(); 2].map(|()| Process::start("agents", QUEUE, &server, &log));
    let mut plans = Process::start("plans", QUEUE, &server, &log);
    let input = (8, 40);
    let run = server.connect(QUEUE).submit::<busy>("busy", input).unwrap();
    let mut state = u64::from(std::process::id());
    for kill in 0..3 * kills {
        thread::sleep(Duration::from_millis(1_000 + draw(&mut state) % 1_000));
        match kill % 3 {
            0 => {
                wait_until_one_begins(&log);
                agents.iter_mut().for_each(Process::kill);
                agents = [(); 2].map(|()| Process::start("agents", QUEUE, &server, &log));
            }
            1 => plans = Process::start("plans", QUEUE, &server, &log),
            _ => {
                server.kill();
                server.start_again();
            }
        }
    }
    assert_eq!(run.status().unwrap().state, State::Running, "it was through before all was killed");
    assert_eq!(value_of(&run), busy(input.0, input.1).await_result());
    let (begun, attempts) = (begun(&log), attempts(&run));
    assert_eq!(attempts.len() as u64, 2 * input.0 * input.1 as u64);
    let again = begun.iter().map(|(call, times)| times.saturating_sub(attempts[call])).sum::<u64>();
    let before = begun.values().filter(|times| **times > 1).count();
    println!("killed: {kills} of each; calls: {}, begun: {}", attempts.len(), begun.values().sum::<u64>());
    println!("begun again before their value was known: {before}; after that: {again}");
    assert_eq!(again, 0);
    assert!(before > 0, "nothing that was killed was doing anything");
    drop((agents, plans));
}

/// A number that looks like chance.
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}
