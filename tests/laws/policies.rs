//! Policies that have nothing to do change nothing, and the others do what they say.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentflow::error::AllFailed;
use agentflow::{AgentError, AgentTask, completed_task, lazy_task, timer};
use proptest::prelude::*;

use crate::arbitrary::{config, shape};
use crate::executors::{results, value};
use crate::plan::{NEVER, Value};

/// A task that fails, and counts how often it starts.
fn failing<A: Send + 'static>(starts: &Arc<AtomicUsize>) -> AgentTask<Result<A, String>> {
    let starts = Arc::clone(starts);
    lazy_task(move || Err(format!("failure {}", starts.fetch_add(1, Ordering::Relaxed))))
}

/// Where all executors agree, errors by what they say.
fn told(plan: &AgentTask<Result<Value, AgentError>>) -> Result<Value, String> {
    value(&plan.clone().map(|result| result.map_err(|error| error.cause().to_string())))
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn a_limit_that_is_not_reached_changes_nothing(t in shape()) {
        prop_assert_eq!(told(&t.plan().timeout(NEVER)), Ok(value(&t.plan())));
        prop_assert_eq!(told(&t.plan().map(Ok::<_, &str>).try_timeout(NEVER)), Ok(value(&t.plan())));
    }

    #[test]
    fn a_timer_only_delays(t in shape()) {
        let plan = t.plan();
        prop_assert_eq!(value(&timer(Duration::ZERO).and_then(move |()| plan.clone())), value(&t.plan()));
    }

    #[test]
    fn a_task_that_succeeds_is_not_tried_again(t in shape(), times in 1..5_u32) {
        prop_assert_eq!(told(&t.plan().map(Ok::<_, &str>).retry(times)), Ok(value(&t.plan())));
    }

    #[test]
    fn a_task_that_fails_is_tried_so_often_in_each_run(times in 1..20_u32) {
        let starts = Arc::default();
        let results = results(&failing::<i64>(&starts).retry(times));
        prop_assert_eq!(starts.load(Ordering::Relaxed), results.len() * usize::try_from(times).unwrap());
        for (_, result) in results {
            prop_assert_eq!(result.unwrap_err().tries(), times);
        }
    }

    #[test]
    fn one_try_is_the_task_itself(t in shape(), fails: bool) {
        let plan = t.plan().map(move |n| if fails { Err(format!("{n:?}")) } else { Ok(n) });
        prop_assert_eq!(told(&plan.clone().retry(1)), value(&plan));
    }

    #[test]
    fn a_fallback_is_not_started_for_a_task_that_succeeds(t in shape()) {
        let starts = Arc::default();
        let plan = t.plan().map(Ok::<_, &str>);
        prop_assert_eq!(told(&plan.clone().try_fallback(failing(&starts))), Ok(value(&t.plan())));
        prop_assert_eq!(value(&plan.fallback(failing(&starts).map(|_: Result<i64, _>| Ok(0)))), value(&t.plan()));
        prop_assert_eq!(starts.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_fallback_stands_for_a_task_that_fails(t in shape()) {
        let failed = completed_task(Err::<Value, _>("failed"));
        prop_assert_eq!(value(&failed.clone().fallback(t.plan())), value(&t.plan()));
        prop_assert_eq!(told(&failed.try_fallback(t.plan().map(Ok::<_, &str>))), Ok(value(&t.plan())));
    }

    #[test]
    fn it_does_not_matter_how_fallbacks_are_bracketed(a: Result<i64, u8>, b: Result<i64, u8>, c: Result<i64, u8>) {
        let task = |result: Result<i64, u8>| completed_task(result.map_err(|cause| cause.to_string()));
        let left = task(a).try_fallback(task(b)).try_fallback(task(c));
        let right = task(a).try_fallback(task(b).try_fallback(task(c)));
        let causes = |error: AgentError| {
            let all: AllFailed = error.downcast().expect("all of them failed");
            all.errors().iter().map(|error| error.cause().to_string()).collect::<Vec<_>>()
        };
        prop_assert_eq!(
            value(&left.map(move |result| result.map_err(causes))),
            value(&right.map(move |result| result.map_err(causes)))
        );
    }

    #[test]
    fn a_hedge_of_a_pure_task_is_that_task(t in shape(), micros in 0..300_u64) {
        prop_assert_eq!(value(&t.plan().hedge(Duration::from_micros(micros))), value(&t.plan()));
        prop_assert_eq!(value(&t.plan().hedge(NEVER)), value(&t.plan()));
    }
}
