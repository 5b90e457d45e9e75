//! Many agents at once, and values that are too much for one history. `CROWD` says how many.

use std::time::Instant;

use agentflow::executor::Worker;
use agentflow::named::Registry;
use agentflow::{AgentTask, plan, workflow};

use crate::agents::{double, text_of};
use crate::server::Server;

#[plan]
fn crowd(n: u64) -> AgentTask<u64> {
    workflow! { all = par for i in 0..n { double(i) }; => all.iter().sum::<u64>() }
}

/// What comes first is carried along, what comes then waits for it.
#[plan]
fn bulky(n: usize, size: usize) -> AgentTask<usize> {
    workflow! {
        texts = par for i in 0..n { text = text_of(size + i); => text.len() };
        last = text_of(texts.iter().sum::<usize>() % 100);
        => texts.iter().sum::<usize>() + last.len()
    }
}

#[test]
fn a_crowd_comes_to_its_sum() {
    let server = Server::start();
    let temporal = server.connect("crowds");
    let _serving = Worker::new(Registry::new().agent::<double>().plan::<crowd>()).start(&temporal).unwrap();
    let most = std::env::var("CROWD").map_or(1_000, |crowd| crowd.parse().unwrap());
    let mut size = 100;
    while size <= most {
        let since = Instant::now();
        let run = temporal.submit::<crowd>(&format!("crowd {size}"), (size,)).unwrap();
        assert_eq!(run.result().unwrap(), size * (size - 1));
        println!("{size} agents: {:.1} s", since.elapsed().as_secs_f64());
        size *= 10;
    }
}

#[test]
fn values_that_are_too_much_for_one_history_are_read_from_where_they_are() {
    let server = Server::start();
    let temporal = server.connect("bulky");
    let _serving = Worker::new(Registry::new().agent::<text_of>().plan::<bulky>()).start(&temporal).unwrap();
    let (n, size) = (1_300, 4_000);
    let run = temporal.submit::<bulky>("bulky", (n, size)).unwrap();
    let sum = n * size + n * (n - 1) / 2;
    assert_eq!(run.result().unwrap(), sum + sum % 100);
    let history = String::from_utf8(run.history().unwrap()).unwrap();
    assert!(history.contains("agentflow.read_back"), "it has ended in one run");
}
