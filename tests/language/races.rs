//! `race`: the first of several steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agentflow::{AgentTask, async_task, lazy_task, workflow};
use tokio::time::sleep;

use crate::executors::value;
use crate::virtual_time::run;

async fn after(ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    ms
}

fn task_after(ms: u64) -> AgentTask<u64> {
    async_task(move || after(ms))
}

/// Says when it is dropped.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

async fn hold(guard: Guard, ms: u64) -> u64 {
    let ms = after(ms).await;
    drop(guard);
    ms
}

#[test]
fn the_first_that_finishes_wins() {
    let plan = workflow! {
        first = race { after(800); after(20); task_after(50) };
        => first
    };
    assert_eq!(run(&plan), (20, Duration::from_millis(20)));
}

#[test]
fn a_racer_may_be_a_workflow() {
    let plan = workflow! {
        n = 10;
        => race { after(800); { a = after(n); b = task_after(a + 1); => a + b } }
    };
    assert_eq!(run(&plan), (21, Duration::from_millis(21)));
}

#[test]
fn the_losers_are_dropped_before_the_winner_is_told() {
    let dropped = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&dropped);
    let plan = workflow! {
        first = race { hold(Guard(dropped.clone()), 800); after(20) };
        gone = seen.load(Ordering::SeqCst);
        => (first, gone)
    };
    assert_eq!(run(&plan), ((20, true), Duration::from_millis(20)));
}

struct NotClone(usize);

#[test]
fn racers_own_a_copy_of_what_several_take_and_the_last_one_takes_it() {
    let plan = workflow! {
        text = String::from("agents");
        length = race { text.into_boxed_str().len(); { a = text.into_bytes(); => a.len() } };
        => length
    };
    assert_eq!(value(&plan), 6);
    let plan = workflow! {
        n = NotClone(3);
        only = race { n.0 };
        m = NotClone(4);
        looked_at = race { (&m).0; { a = (&m).0; => a } };
        => (only, looked_at)
    };
    assert_eq!(value(&plan), (3, 4));
}

#[test]
fn outer_variables_are_shared_by_racers() {
    let words = vec![String::from("a"), String::from("b")];
    let plan = workflow! { => race { words.len(); lazy_task(|| 2); { n = words.len(); => n } } };
    assert_eq!(value(&plan), 2);
}

#[test]
fn a_question_mark_behind_a_race_asks_for_the_value_of_the_winner() {
    async fn fail(ms: u64) -> Result<u64, String> {
        after(ms).await;
        Err("no answer".to_owned())
    }
    let plan = workflow! {
        first = race { fail(10); { ms = after(20); => Ok(ms) } }?;
        => first
    };
    let (result, took) = run(&plan);
    assert_eq!(result.map_err(|error| error.agent().to_owned()), Err("first".to_owned()));
    assert_eq!(took, Duration::from_millis(10));
}
