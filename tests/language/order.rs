//! Statements happen in the order in which they are written; a `par` block ends before what follows it begins.

use std::sync::{Arc, Mutex};

use agentflow::{AgentTask, lazy_task, workflow};

use crate::executors::results;

/// What has happened, in the order in which it did.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn plain(&self, event: &'static str) {
        self.0.lock().unwrap().push(event);
    }

    fn task(&self, event: &'static str) -> AgentTask<()> {
        let log = self.clone();
        lazy_task(move || log.plain(event))
    }

    async fn later(&self, event: &'static str) {
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        self.plain(event);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Runs the plan on each executor; each run must leave `expected` in the log.
fn assert_order<A: Send + 'static>(log: &Log, plan: &AgentTask<A>, expected: &[&str]) {
    let runs = results(plan).len();
    let seen = log.take();
    assert_eq!(seen.len(), runs * expected.len());
    for run in seen.chunks(expected.len()) {
        assert_eq!(run, expected);
    }
}

#[test]
fn effects_of_statements_happen_in_order_though_no_value_links_them() {
    let log = Log::default();
    let seen = log.clone();
    let plan = workflow! {
        _ = (&seen).later("first, async");
        _ = (&seen).plain("second, ordinary");
        _ = (&seen).task("third, a task");
        _ = blocking { (&seen).plain("fourth, blocking") };
        _ = (&seen).later("fifth, async").await;
        => (&seen).plain("last, the result")
    };
    let expected =
        ["first, async", "second, ordinary", "third, a task", "fourth, blocking", "fifth, async", "last, the result"];
    assert_order(&log, &plan, &expected);
}

#[test]
fn all_of_a_par_block_has_happened_before_the_next_statement() {
    let log = Log::default();
    let seen = log.clone();
    let plan = workflow! {
        par { _ = (&seen).later("in the block"); _ = (&seen).later("in the block"); _ = (&seen).later("in the block") }
        _ = (&seen).plain("behind it");
        par { _ = (&seen).later("in the second"); _ = (&seen).task("in the second") }
        => (&seen).plain("at the end")
    };
    let expected =
        ["in the block", "in the block", "in the block", "behind it", "in the second", "in the second", "at the end"];
    assert_order(&log, &plan, &expected);
}

#[test]
fn a_par_block_begins_when_the_statements_before_it_have_ended() {
    let log = Log::default();
    let seen = log.clone();
    let plan = workflow! {
        a = later_value(&seen, "before");
        par {
            b = later_value(&seen, "in it");
            c = later_value(&seen, "in it");
            d = next_to(b, &seen);
        }
        => a + b + c + d
    };
    assert_order(&log, &plan, &["before", "in it", "in it", "next to it"]);
}

async fn later_value(log: &Log, event: &'static str) -> u32 {
    log.later(event).await;
    1
}

async fn next_to(one: u32, log: &Log) -> u32 {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    log.later("next to it").await;
    one
}
