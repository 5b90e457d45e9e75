//! The agents that the plans of these tests call.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use agentflow::agent;
use agentflow::error::OutOfBudget;
use agentflow::named::call_key;

/// The file to which agents write that they begin, if there is one.
pub(crate) const LOG: &str = "AGENTFLOW_TEMPORAL_LOG";

fn begins(agent: &str) {
    let (Ok(log), Some(key)) = (std::env::var(LOG), call_key()) else { return };
    let mut log = File::options().append(true).create(true).open(log).unwrap();
    // One write, which the system takes whole or not at all.
    log.write_all(format!("{agent} {key}\n").as_bytes()).unwrap();
}

#[agent(pure)]
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[agent(pure)]
pub(crate) fn double(n: u64) -> u64 {
    n * 2
}

#[agent(pure)]
pub(crate) fn add(a: u64, b: u64) -> u64 {
    a + b
}

#[agent(pure)]
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

#[agent(pure)]
pub(crate) fn is_even(n: u64) -> bool {
    n.is_multiple_of(2)
}

/// It does not end by itself before the test does.
#[agent]
pub(crate) async fn sleep(name: String) -> String {
    tokio::time::sleep(Duration::from_mins(2)).await;
    name
}

#[agent]
pub(crate) async fn work(n: u64) -> u64 {
    begins("work");
    tokio::time::sleep(Duration::from_millis(100)).await;
    n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1)
}

/// It holds its thread, as what computes does.
#[agent]
pub(crate) fn compute(n: u64) -> u64 {
    begins("compute");
    std::thread::sleep(Duration::from_millis(100));
    n.rotate_left(7) ^ 1
}

#[agent(pure)]
pub(crate) fn text_of(length: usize) -> String {
    "x".repeat(length)
}

#[agent(pure)]
pub(crate) fn length(text: &str) -> usize {
    text.len()
}

#[agent]
pub(crate) fn panics(n: u64) -> u64 {
    panic!("no {n} today")
}

/// In a process it says yes.
#[agent]
pub(crate) fn approve(draft: &str) -> bool {
    !draft.is_empty()
}

/// The first of all charges in a log takes longer than a test.
#[agent(effect)]
pub(crate) async fn charge(cents: u64) -> u64 {
    begins("charge");
    let is_first = std::env::var(LOG).is_ok_and(|log| std::fs::read_to_string(log).unwrap().lines().count() == 1);
    if is_first {
        tokio::time::sleep(Duration::from_mins(2)).await;
    }
    cents
}

/// It costs ten tokens.
#[agent]
pub(crate) async fn ask(n: u64) -> u64 {
    begins("ask");
    tokio::time::sleep(Duration::from_millis(50)).await;
    if charge_tokens().is_ok() { n + 1 } else { 0 }
}

fn charge_tokens() -> Result<(), OutOfBudget> {
    agentflow::charge("tokens", 10)
}
