//! A history that was stored, told again to its plan without a server.
//!
//! `HISTORIES=write cargo test --features temporal --test temporal stored` stores it anew.

use std::path::Path;

use agentflow::executor::Worker;
use agentflow::named::Registry;
use agentflow::{AgentTask, plan, workflow};

use crate::agents::{approve, count, double, is_even, sleep};
use crate::server::Server;

#[plan]
fn stored(n: u64) -> AgentTask<Vec<u64>> {
    workflow! {
        twice = double(n);
        first = race { double(twice); { never = sleep("loser".into()); => never.len() as u64 } };
        yes = approve(&format!("go on with {first}?"));
        all = par for i in 0..first if is_even(i) { double(i) };
        => if yes { all } else { Vec::new() }
    }
}

/// The same name, and another plan.
mod edited {
    use super::{AgentTask, count, double, plan, workflow};

    #[plan(name = "stored")]
    pub(super) fn later(n: u64) -> AgentTask<Vec<u64>> {
        workflow! { twice = double(n + 1); words = count("a b"); => vec![twice, words as u64] }
    }

    #[plan(name = "stored")]
    pub(super) fn other(n: u64) -> AgentTask<Vec<u64>> {
        workflow! { words = count("a b"); => vec![n, words as u64] }
    }
}

fn worker() -> Worker {
    Worker::new(Registry::new().plan::<stored>()).answered::<approve>()
}

fn path() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/temporal/stored.json"))
}

#[test]
fn a_stored_history_is_that_of_its_plan() {
    if std::env::var("HISTORIES").is_ok_and(|what| what == "write") {
        std::fs::write(path(), history()).unwrap();
    }
    let history = std::fs::read(path()).unwrap();
    worker().replay(&history).unwrap();
    let later = Worker::new(Registry::new().plan::<edited::later>()).replay(&history).unwrap_err();
    assert!(later.to_string().contains("the plan gives `double` something else than it gave it before: "), "{later}");
    let other = Worker::new(Registry::new().plan::<edited::other>()).replay(&history).unwrap_err();
    assert!(other.to_string().contains("the plan calls `count` where it called `double` before: "), "{other}");
    assert!(worker().replay(b"{}").is_err());
}

/// A new one.
fn history() -> Vec<u8> {
    let server = Server::shared();
    let temporal = server.connect("stored");
    let registry = Registry::new().agent::<double>().agent::<is_even>().agent::<sleep>();
    let _agents = Worker::new(registry).start(&temporal).unwrap();
    let _plans = worker().start(&temporal).unwrap();
    let run = temporal.submit::<stored>("stored", (2,)).unwrap();
    run.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), [0, 4, 8, 12]);
    run.history().unwrap()
}
