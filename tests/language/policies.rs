//! Policies as attributes of a binding.

use std::collections::HashMap;
use std::num::ParseIntError;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentflow::error::{AllFailed, OutOfBudget, TimedOut};
use agentflow::policy::{Budget, Limit};
use agentflow::{AgentError, AgentTask, charge, lazy_task, workflow};
use tokio::time::sleep;

use crate::executors::{results, value};
use crate::virtual_time::run;

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

async fn after(n: u64) -> u64 {
    sleep(ms(n)).await;
    n
}

/// An agent that fails so often before it succeeds.
#[derive(Clone, Default)]
pub(crate) struct Flaky(Arc<AtomicU32>);

impl Flaky {
    pub(crate) async fn call(&self, failures: u32) -> Result<u32, String> {
        sleep(ms(10)).await;
        let call = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        if call <= failures { Err(format!("call {call} failed")) } else { Ok(call) }
    }

    pub(crate) fn calls(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(crate) fn parse(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

async fn count(flaky: &Flaky, word: &str) -> usize {
    flaky.call(0).await.ok();
    word.len()
}

static SQUARES: AtomicU32 = AtomicU32::new(0);

fn square(n: u64) -> u64 {
    SQUARES.fetch_add(1, Ordering::SeqCst);
    n * n
}

async fn slow_at_first(flaky: &Flaky) -> u64 {
    let call = flaky.call(0).await.unwrap_or(0);
    after(if call == 1 { 800 } else { 5 }).await
}

struct Page(String); // not Clone

fn read(page: &Page, words: Vec<String>) -> Result<usize, String> {
    let all = [page.0.clone()].into_iter().chain(words);
    Some(all.map(|word| word.len()).sum()).filter(|&length| length > 0).ok_or_else(|| "nothing to read".to_owned())
}

#[test]
fn a_step_is_retried_until_it_succeeds() {
    let flaky = Flaky::default();
    let plan: AgentTask<Result<u32, AgentError>> = workflow! {
        #[retry(3)]
        n = flaky.call(2)?;
        => n
    };
    let (result, took) = run(&plan);
    assert_eq!((result.ok(), took), (Some(3), ms(30)));
}

#[test]
fn the_last_error_says_how_often_it_was_tried_and_how_long_that_took() {
    let flaky = Flaky::default();
    let calls = flaky.clone();
    let plan = workflow! {
        #[retry(times = 3, backoff = exponential(100ms))]
        n = flaky.call(9)?;
        => n
    };
    let (result, took) = run(&plan);
    let error = result.expect_err("it always fails");
    assert_eq!((error.agent(), error.function(), error.tries()), ("n", "call", 3));
    assert_eq!((took, error.took()), (ms(330), Some(ms(330))));
    assert!(error.to_string().ends_with(") failed after 3 tries in 330.00ms: call 3 failed"), "{error}");
    assert_eq!(error.path().count(), 0);
    assert_eq!(calls.calls(), 3);
}

#[test]
fn without_a_question_mark_the_name_is_bound_to_the_result() {
    let plan: AgentTask<u32> = workflow! {
        #[retry(2)]
        a = parse("1");
        #[timeout(1s)]
        b = parse("two");
        => a.unwrap_or(0) + b.map_err(|error: AgentError| error.tries()).unwrap_err() * 10
    };
    assert_eq!(value(&plan), 11);
}

#[test]
fn retry_asks_a_predicate_which_failures_are_worth_it() {
    let flaky = Flaky::default();
    let plan = workflow! {
        #[retry(times = 5, when = |error| error.to_string().contains("call 1"))]
        n = flaky.call(9)?;
        => n
    };
    let (result, took) = run(&plan);
    assert_eq!(result.map_err(|error| error.tries()), Err(2));
    assert_eq!(took, ms(20));
}

#[test]
fn a_timeout_ends_any_step() {
    let plan = workflow! {
        #[timeout(50ms)]
        n = after(800)?;
        => n
    };
    let (result, took) = run(&plan);
    let error = result.expect_err("it takes too long");
    assert_eq!(took, ms(50));
    assert_eq!((error.agent(), error.is_timeout()), ("n", true));
    assert_eq!(error.downcast_ref::<TimedOut>().map(TimedOut::limit), Some(ms(50)));

    let limit = ms(900);
    let plan = workflow! {
        #[timeout(limit)]
        n = after(800)?;
        => n
    };
    assert_eq!(run(&plan).0.ok(), Some(800));
}

#[test]
fn the_first_attribute_is_the_outermost() {
    let each_try = workflow! {
        #[retry(3)]
        #[timeout(50ms)]
        n = after(800)?;
        => n
    };
    let (result, took) = run(&each_try);
    assert_eq!((result.map_err(|error| (error.tries(), error.is_timeout())), took), (Err((3, true)), ms(150)));

    let all_tries = workflow! {
        #[timeout(25ms)]
        #[retry(3)]
        n = Flaky::default().call(9)?;
        => n
    };
    assert_eq!(run(&all_tries).1, ms(25));
}

#[test]
fn a_fallback_stands_in_for_a_failure() {
    let plan: AgentTask<(u32, u32)> = workflow! {
        par {
            #[fallback(0)]
            a = parse("one");
            #[fallback(lazy_task(|| 7))]
            #[retry(2)]
            b = parse("two");
        }
        => (a, b)
    };
    assert_eq!(value(&plan), (0, 7));
}

#[test]
fn a_fallback_that_fails_too_tells_of_both_failures() {
    let plan = workflow! {
        #[fallback(parse("zwei")?)]
        n = parse("two")?;
        => n
    };
    for (_, result) in results(&plan) {
        let error = result.expect_err("both fail");
        let all = error.downcast_ref::<AllFailed>().expect("both are told of");
        assert_eq!((error.agent(), all.errors().len()), ("n", 2));
    }
    let plan = workflow! {
        #[fallback({ text = "2".to_owned(); n = parse(&text)?; => n })]
        n = parse("two")?;
        => n
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.ok(), Some(2));
    }
}

#[test]
fn a_limit_is_shared_between_items_and_workflows() {
    let limit = Limit::at_once(2);
    let plan = |limit: Limit| {
        workflow! {
            all = par for n in [10_u64, 10, 10, 10] {
                #[limit(&limit)]
                m = after(n);
                => m
            };
            => all.len()
        }
    };
    assert_eq!(run(&plan(limit.clone())), (4, ms(20)));
    let both = workflow! {
        par { a = plan(limit.clone()); b = plan(limit.clone()) }
        => a + b
    };
    assert_eq!(run(&both), (8, ms(40)));
}

#[test]
fn equal_calls_of_a_cached_step_run_once_in_a_run() {
    let flaky = Flaky::default();
    let calls = flaky.clone();
    let plan = workflow! {
        lengths = par for word in ["map", "of", "map", "map"] {
            #[cached(key = word)]
            n = count(&flaky, word);
            => n
        };
        => lengths
    };
    assert_eq!(run(&plan).0, [3, 2, 3, 3]);
    assert_eq!(calls.calls(), 2);
    assert_eq!(run(&plan).0, [3, 2, 3, 3]);
    assert_eq!(calls.calls(), 4);

    let plan = workflow! {
        all = par for n in [3_u64, 4, 3] {
            #[cached]
            m = square(n);
            => m
        };
        => all
    };
    assert_eq!(run(&plan).0, [9, 16, 9]);
    assert_eq!(SQUARES.load(Ordering::SeqCst), 2);
}

#[test]
fn a_store_keeps_successes_between_runs() {
    let flaky = Flaky::default();
    let calls = flaky.clone();
    let store = Arc::new(Mutex::new(HashMap::<&str, u32>::new()));
    let plan = workflow! {
        #[cached(store = store, key = "n")]
        n = flaky.call(1)?;
        => n
    };
    assert_eq!(run(&plan).0.ok(), None);
    assert_eq!(run(&plan).0.ok(), Some(2));
    assert_eq!(run(&plan).0.ok(), Some(2));
    assert_eq!(calls.calls(), 2);
}

#[test]
fn a_slow_step_is_hedged() {
    let flaky = Flaky::default();
    let plan = workflow! {
        #[hedge(20ms)]
        n = slow_at_first(&flaky);
        => n
    };
    assert_eq!(run(&plan), (5, ms(35)));
}

#[test]
fn a_policy_stands_around_a_whole_workflow() {
    let flaky = Flaky::default();
    let plan = workflow! {
        #[retry(3)]
        sum = par for n in [1_u32, 2, 3] { m = flaky.call(1)?; => n * m };
        => sum.len()
    };
    let (result, took) = run(&plan);
    assert_eq!((result.ok(), took), (Some(3), ms(20)));
}

#[test]
fn a_try_that_takes_a_value_gets_a_copy_and_one_that_looks_gets_the_value() {
    let words = vec![String::from("outer")];
    let plan = workflow! {
        page = Page(String::from("text"));
        more = vec![String::from("inner")];
        #[retry(2)]
        a = read(&page, words)?;
        #[retry(2)]
        b = read(&page, more)?;
        => a + b
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.ok(), Some(18));
    }
}

#[test]
fn an_annotation_is_that_of_what_the_policies_yield() {
    let plan = workflow! {
        #[retry(2)]
        n: u32 = "7".parse()?;
        #[fallback(0)]
        m: u32 = parse("x");
        #[retry(2)]
        r: Result<u32, AgentError> = parse("y");
        => (n, m, r.is_err())
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.ok(), Some((7, 0, true)));
    }
}

#[test]
fn a_race_of_agents_that_can_fail_is_won_by_the_first_success() {
    async fn fetch(n: u64, works: bool) -> Result<u64, String> {
        after(n).await;
        if works { Ok(n) } else { Err(format!("no answer after {n}")) }
    }
    let plan = workflow! {
        first = race { fetch(10, false)?; fetch(30, true)?; { n = after(800); => n } };
        => first
    };
    let (result, took) = run(&plan);
    assert_eq!((result.ok(), took), (Some(30), ms(30)));

    let plan = workflow! {
        first = race { fetch(10, false)?; fetch(30, false)? };
        => first
    };
    let (result, took) = run(&plan);
    let error = result.expect_err("all fail");
    let all = error.downcast_ref::<AllFailed>().expect("each is told of");
    let causes: Vec<String> = all.errors().iter().map(|error| error.cause().to_string()).collect();
    assert_eq!((error.agent(), took), ("first", ms(30)));
    assert_eq!(causes, ["no answer after 10", "no answer after 30"]);
}

#[test]
fn a_budget_that_runs_out_cancels_the_rest_and_keeps_what_was_finished() {
    async fn ask(n: u64) -> Result<u64, OutOfBudget> {
        after(n * 10).await;
        charge("tokens", 100)?;
        Ok(n)
    }
    let budget = Budget::new().limit("tokens", 250);
    let plan = workflow! {
        #[within(&budget)]
        all = par for n in [3_u64, 1, 2, 80] { ask(n)? };
        => all.len()
    };
    let (result, took) = run(&plan);
    let error = result.expect_err("the third one is too expensive");
    let out = error.downcast_ref::<OutOfBudget>().expect("it says so");
    assert_eq!((out.what(), out.limit(), out.spent(), took), ("tokens", 250, 200, ms(30)));
    assert_eq!(out.take_values::<u64>(), [1, 2]);
}
