//! What each fault does to the agents that it is for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use agentflow::policy::Retry;
use agentflow::simulation::{Fault, simulate};
use agentflow::{AgentError, AgentTask, async_task, lazy_task, workflow};

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn search(topic: &str) -> Result<String, std::io::Error> {
    tokio::time::sleep(secs(2)).await;
    Ok(topic.to_uppercase())
}

fn count(text: &str) -> usize {
    text.len()
}

fn flow() -> AgentTask<Result<usize, AgentError>> {
    workflow! {
        par {
            news = search("news")?;
            web = search("web")?;
            length = count(&web);
        }
        => sum(&news, length)
    }
}

fn sum(text: &str, length: usize) -> usize {
    text.len() + length
}

fn agreed(news: &Result<String, std::io::Error>) -> Result<usize, std::fmt::Error> {
    news.as_ref().map(String::len).map_err(|_| std::fmt::Error)
}

#[test]
fn without_a_fault_every_seed_gives_the_value() {
    let runs = simulate(flow()).seeds(0..50).check(|outcome| {
        assert_eq!(outcome.value().as_ref().unwrap(), &7);
        assert_eq!(outcome.elapsed(), secs(2));
    });
    assert_eq!(runs, 50);
}

#[test]
fn a_panic_ends_the_run_and_names_the_agent() {
    simulate(flow()).faults(Fault::panics("out of cheese").at("length")).check(|outcome| {
        let error = outcome.result().as_ref().unwrap_err();
        assert_eq!(error.agent(), Some("length"));
        assert!(error.to_string().contains("out of cheese"), "{error}");
    });
}

#[test]
fn a_failure_is_an_error_of_the_agent_and_its_sibling_is_cancelled() {
    simulate(flow()).faults(Fault::fails("no route").at("web")).check(|outcome| {
        let error = outcome.value().as_ref().unwrap_err();
        assert_eq!((error.agent(), error.function()), ("web", "search"));
        assert_eq!(error.cause().to_string(), "no route");
        assert_eq!(outcome.started("length"), 0);
        assert_eq!(outcome.elapsed(), Duration::ZERO, "nobody waits for `news`");
    });
}

#[test]
fn the_result_of_a_block_can_fail_if_it_is_asked() {
    let plan = workflow! { news = search("news"); => agreed(&news)? };
    simulate(plan).faults(Fault::fails("no sum").at("=>")).check(|outcome| {
        assert_eq!(outcome.value().as_ref().unwrap_err().cause().to_string(), "no sum");
    });
}

#[test]
fn a_step_without_a_question_mark_cannot_fail() {
    simulate(flow()).faults(Fault::fails("no").at("length")).check(|outcome| {
        let error = outcome.result().as_ref().unwrap_err().to_string();
        assert!(error.starts_with("agent `length`") && error.contains("can't fail"), "{error}");
    });
}

#[test]
fn an_agent_that_stalls_ends_as_a_cancelled_run() {
    simulate(flow()).faults(Fault::stalls().at("length")).check(|outcome| {
        assert!(outcome.result().as_ref().unwrap_err().is_cancelled());
        assert_eq!(outcome.started("length"), 1);
    });
}

#[test]
fn a_time_limit_ends_an_agent_that_stalls() {
    let plan = workflow! {
        #[fallback(String::from("nothing"))]
        #[timeout(10s)]
        news = search("news");
        => news
    };
    // The fallback is an agent of the same name.
    simulate(plan).faults(Fault::stalls().at("news").nth(1)).check(|outcome| {
        assert_eq!(outcome.value(), "nothing");
        assert_eq!(outcome.elapsed(), secs(10));
    });
}

#[test]
fn a_slow_agent_takes_so_much_longer() {
    simulate(flow()).faults(Fault::slow(secs(60)).at("web")).check(|outcome| {
        assert_eq!(outcome.value().as_ref().unwrap(), &7);
        assert_eq!(outcome.elapsed(), secs(62));
    });
}

#[test]
fn a_late_agent_does_what_it_does_after_it_was_cancelled() {
    let effects = Arc::new(AtomicU32::new(0));
    let charge = {
        let effects = Arc::clone(&effects);
        lazy_task(move || effects.fetch_add(1, Ordering::Relaxed)).named("charge").timeout(secs(5))
    };
    // It is waited for, so that the simulation goes on.
    let plan = workflow! {
        charged = charge.clone();
        waited = agentflow::timer(secs(60));
        => charged.is_err() && waited == ()
    };
    simulate(plan.clone()).seeds(0..10).faults(Fault::slow(secs(20)).at("charge")).check(|outcome| {
        assert!(outcome.value());
    });
    assert_eq!(effects.load(Ordering::Relaxed), 0, "a slow agent that is cancelled never starts");
    simulate(plan).seeds(0..10).faults(Fault::late(secs(20)).at("charge")).check(|outcome| {
        assert!(outcome.value());
    });
    assert_eq!(effects.load(Ordering::Relaxed), 10);
}

#[test]
fn the_first_try_fails_and_the_second_is_not_touched() {
    let ask = async_task(|| async { Ok::<_, String>(1) }).named("ask");
    let plan = ask.retry(Retry::times(3).exponential(secs(1)));
    let down = || Fault::yields(Err::<i32, String>(String::from("down"))).at("ask");
    simulate(plan.clone()).faults(down().nth(1)).check(|outcome| {
        assert_eq!(outcome.value().as_ref().unwrap(), &1);
        assert_eq!((outcome.started("ask"), outcome.elapsed()), (2, secs(1)));
    });
    simulate(plan).faults(down()).check(|outcome| {
        let error = outcome.value().as_ref().unwrap_err();
        assert_eq!((error.tries(), outcome.elapsed()), (3, secs(3)));
    });
}

#[test]
fn several_faults_and_a_pattern() {
    let plan = workflow! {
        par {
            fetch_a = search("a");
            fetch_b = search("b");
            other = search("other");
        }
        => [fetch_a.is_ok(), fetch_b.is_ok(), other.is_ok()]
    };
    let faults = [Fault::slow(secs(10)).at("fetch_*"), Fault::slow(secs(3)).at("o*r")];
    simulate(plan).faults(faults).check(|outcome| {
        assert_eq!(outcome.value(), &[true; 3]);
        assert_eq!(outcome.elapsed(), secs(12));
    });
}

#[test]
fn an_agent_without_a_name_is_called_by_its_place() {
    let line = line!() + 1;
    let plan = lazy_task(|| 1);
    simulate(plan).faults(Fault::yields(2).at(format!("{}:{line}", file!()))).check(|outcome| {
        assert_eq!(outcome.value(), &2);
    });
}

#[test]
fn a_plan_inside_of_an_agent_has_faults_too() {
    let inner = lazy_task(|| 1).named("inner");
    let plan = lazy_task(move || inner.clone().await_result() + 1).named("outer");
    simulate(plan).faults(Fault::yields(10).at("inner")).check(|outcome| assert_eq!(outcome.value(), &11));
}

#[test]
fn what_cannot_fail_says_so() {
    simulate(lazy_task(|| 1).named("sum")).faults(Fault::fails("no").at("sum")).check(|outcome| {
        let error = outcome.result().as_ref().unwrap_err().to_string();
        assert!(error.starts_with("agent `sum`") && error.contains("can't fail"), "{error}");
    });
}

#[test]
fn a_step_of_a_block_keeps_its_value() {
    simulate(flow()).faults(Fault::yields(3_usize).at("length")).check(|outcome| {
        let error = outcome.result().as_ref().unwrap_err().to_string();
        assert!(error.starts_with("agent `length`") && error.contains("only a task"), "{error}");
    });
}

#[test]
fn a_value_of_another_type_says_so() {
    simulate(lazy_task(|| 1_u8).named("sum")).faults(Fault::yields("text").at("sum")).check(|outcome| {
        let error = outcome.result().as_ref().unwrap_err().to_string();
        assert!(error.starts_with("agent `sum`") && error.contains("another type"), "{error}");
    });
}

#[test]
fn a_try_of_a_step_can_fail() {
    let plan = || {
        workflow! {
            #[retry(times = 3, backoff = exponential(1s))]
            web = search("web")?;
            => web
        }
    };
    simulate(plan()).faults(Fault::fails("no route").at("web").nth(1)).check(|outcome| {
        assert_eq!(outcome.value().as_ref().unwrap(), "WEB");
        assert_eq!(outcome.elapsed(), secs(1 + 2));
    });
    simulate(plan()).faults(Fault::fails("no route").at("web")).check(|outcome| {
        let error = outcome.value().as_ref().unwrap_err();
        assert_eq!((error.agent(), error.tries(), error.cause().to_string().as_str()), ("web", 3, "no route"));
        assert_eq!(outcome.elapsed(), secs(1 + 2));
    });
}
