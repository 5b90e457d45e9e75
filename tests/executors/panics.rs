//! A panic ends its run and nothing else: it names its agent, goes on where the run is waited for, and the pool lives.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Barrier};

use agentflow::executor::{Executor, Inline};
use agentflow::{
    AgentTask, RunError, async_task, blocking_task, completed_task, join_results, lazy_task, sequence_tasks, share,
    spawn_agent, workflow,
};

use crate::handshake::{Events, endless, pool};

/// A panic that the hook, which would print it, does not see.
fn fall<A>(why: &'static str) -> A {
    resume_unwind(Box::new(why))
}

fn falls() -> AgentTask<u32> {
    lazy_task(|| fall("down"))
}

/// A panic in each kind of agent and in each kind of closure.
fn all_kinds() -> Vec<(&'static str, AgentTask<u32>)> {
    let ok = || lazy_task(|| 1);
    vec![
        ("a CPU agent", falls()),
        ("a blocking agent", blocking_task(|| fall("down"))),
        ("a future", async_task(|| async { fall("down") })),
        (
            "a future that was pending",
            async_task(|| async {
                tokio::task::yield_now().await;
                fall("down")
            }),
        ),
        ("what makes a future", async_task(|| fall::<std::future::Ready<u32>>("down"))),
        ("a sub-agent", spawn_agent(|| fall("down"))),
        ("a merger", join_results(ok(), ok(), |_, _| fall("down"))),
        ("a planner", ok().and_then(|_| fall("down"))),
        ("a map", ok().map(|_| fall("down"))),
        ("the left side", join_results(falls(), ok(), |a, b| a + b)),
        ("the right side", join_results(ok(), falls(), |a, b| a + b)),
        ("one of many", sequence_tasks(vec![ok(), ok(), falls(), ok(), falls()]).map(|all| all.iter().sum())),
        ("a shared task", share(falls()).zip(ok()).map(|(a, b)| a + b)),
        ("a step", workflow! { par { a = fall::<u32>("down"); b = ok() } => a + b }),
        ("an async step", workflow! { a = async { fall::<u32>("down") }; b = ok(); => a + b }),
        ("a result", workflow! { a = ok(); => fall::<u32>("down") + a }),
    ]
}

fn text(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&str>().copied().expect("the payload is a text")
}

#[test]
fn a_panic_resumes_with_its_payload_where_the_run_is_waited_for() {
    for (kind, plan) in all_kinds() {
        let executors: [&dyn Executor; 3] = [&Inline, &pool(1), &pool(2)];
        for executor in executors {
            let plan = plan.clone();
            let panic = catch_unwind(AssertUnwindSafe(|| plan.run_on(executor))).expect_err(kind);
            assert_eq!(text(&*panic), "down", "{kind}");
        }
    }
}

#[tokio::test]
async fn a_panic_resumes_where_the_run_is_awaited() {
    for (kind, plan) in all_kinds() {
        let panic = tokio::spawn(plan.into_future()).await.expect_err(kind).into_panic();
        assert_eq!(text(&*panic), "down", "{kind}");
    }
}

#[test]
fn a_panic_may_be_had_as_a_value() {
    for (kind, plan) in all_kinds() {
        let error = plan.try_run_on(&pool(2)).expect_err(kind);
        assert!(error.is_panic() && !error.is_cancelled(), "{kind}");
        assert!(error.to_string().ends_with("panicked: down"), "{kind}: {error}");
        assert_eq!(text(&*error.into_panic().expect(kind)), "down");
    }
}

#[test]
fn a_payload_of_any_type_comes_through() {
    #[derive(Debug, PartialEq)]
    struct Code(u32);
    let plan = lazy_task(|| -> u32 { resume_unwind(Box::new(Code(7))) });
    let error = plan.try_await_result().unwrap_err();
    assert!(error.to_string().ends_with("panicked: a value that is not text"));
    assert_eq!(error.into_panic().unwrap().downcast_ref(), Some(&Code(7)));
}

#[test]
fn a_panic_names_the_agent_by_its_place() {
    let line = line!() + 1;
    let error = lazy_task(|| -> u32 { fall("down") }).try_await_result().unwrap_err();
    assert_eq!(error.to_string(), format!("the agent at {}:{line} panicked: down", file!()));
    assert_eq!(error.agent(), None);
}

#[test]
fn a_panic_names_the_agent_by_the_name_it_was_given() {
    let names = |plan: AgentTask<u32>| {
        let error = plan.zip(completed_task(())).try_run_on(&pool(1)).unwrap_err();
        error.agent().map(str::to_owned)
    };
    assert_eq!(names(falls().named("search")), Some("search".to_owned()));
    assert_eq!(names(blocking_task(|| fall("down")).named("read")), Some("read".to_owned()));
    assert_eq!(names(async_task(|| async { fall("down") }).named("fetch").map(|n: u32| n)), Some("fetch".to_owned()));
    let nested = join_results(lazy_task(|| 1), falls().named("inner"), |a, b| a + b).named("outer");
    assert_eq!(names(nested), Some("inner".to_owned()), "the nearest name");
}

#[test]
fn a_panic_names_the_step_of_a_workflow() {
    fn tool() -> u32 {
        fall("down")
    }
    let error = |plan: AgentTask<u32>| plan.try_run_on(&pool(2)).unwrap_err();
    let line = line!() + 1;
    let plain = error(workflow! { par { a = lazy_task(|| 1); rank = tool() } => a + rank });
    assert_eq!(plain.agent(), Some("rank"));
    assert_eq!(plain.to_string(), format!("agent `rank` (tool, {}:{line}) panicked: down", file!()));
    assert_eq!(error(workflow! { a = async { tool() }; => a }).agent(), Some("a"));
    assert_eq!(error(workflow! { a = blocking { tool() }; => a }).agent(), Some("a"));
    assert_eq!(error(workflow! { a = 1; => a + tool() }).agent(), Some("=>"));
}

/// All threads of the pool answer: they are at one place at the same time.
fn assert_alive(pool: &agentflow::executor::Pool, threads: usize) {
    let meeting = Arc::new(Barrier::new(threads));
    let meet = |_| {
        let meeting = Arc::clone(&meeting);
        lazy_task(move || meeting.wait().is_leader())
    };
    let leaders = sequence_tasks((0..threads).map(meet).collect()).run_on(pool);
    assert_eq!(leaders.into_iter().filter(|leads| *leads).count(), 1);
    let later = async_task(|| async { tokio::task::yield_now().await });
    assert_eq!(blocking_task(|| 1).zip(later).run_on(pool), (1, ()));
}

#[test]
fn a_pool_survives_its_panics_with_all_of_its_threads() {
    for threads in [1, 2, 4] {
        let pool = pool(threads);
        for _ in 0..20 {
            for (kind, plan) in all_kinds() {
                assert!(plan.try_run_on(&pool).is_err(), "{kind}");
            }
        }
        assert_alive(&pool, threads);
    }
}

#[test]
fn many_agents_may_panic_at_once() {
    let pool = pool(2);
    let plan = sequence_tasks((0..1_000).map(|_| falls()).collect());
    assert!(plan.try_run_on(&pool).unwrap_err().is_panic());
    let kinds = || async_task(|| async { fall::<u32>("down") }).zip(blocking_task(|| fall::<u32>("down")));
    let plan = sequence_tasks((0..100).map(|_| kinds()).collect());
    assert!(plan.try_run_on(&pool).unwrap_err().is_panic());
    assert_alive(&pool, 2);
}

#[test]
fn a_panic_cancels_the_siblings_that_wait() {
    let (started, dropped) = (Events::default(), Events::default());
    let waits = endless::<u32>(&started, &dropped);
    for threads in [1, 2] {
        assert!(waits.clone().zip(falls()).try_run_on(&pool(threads)).is_err());
        assert!(falls().zip(waits.clone()).try_run_on(&pool(threads)).is_err());
    }
    assert!(waits.zip(falls()).try_run_on(&Inline).is_err());
    dropped.wait_for(started.count());
}

#[test]
fn a_panic_keeps_what_is_behind_it_from_starting() {
    let never = Events::default();
    let seen = never.clone();
    let plan = falls().zip(lazy_task(move || seen.happen()));
    assert!(plan.clone().try_run_on(&Inline).is_err());
    assert!(plan.try_run_on(&pool(1)).is_err());
    assert_eq!(never.count(), 0);
}

#[test]
fn a_panic_in_a_run_inside_of_an_agent_goes_through_both_runs() {
    let pool = pool(1);
    let inside = pool.clone();
    let plan = lazy_task(move || falls().zip(falls()).run_on(&inside)).named("outer").zip(completed_task(1));
    let error: RunError = plan.try_run_on(&pool).unwrap_err();
    assert_eq!(error.agent(), Some("outer"));
    assert_eq!(text(&*error.into_panic().unwrap()), "down");
}

#[test]
fn a_failure_is_a_value_and_no_panic() {
    let plan = lazy_task(|| "x".parse::<u32>());
    assert!(plan.try_await_result().expect("the run has a value").is_err());
}
