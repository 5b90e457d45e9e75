//! Another agent in place of one that failed.

use agentflow::error::AllFailed;
use agentflow::{AgentTask, completed_task, lazy_task};

use crate::agents::{after, endless, ms, timed};
use crate::executors::{results, value};
use crate::handshake::Events;

fn failing(cause: &'static str) -> AgentTask<Result<u32, &'static str>> {
    lazy_task(move || Err(cause)).named(cause)
}

/// An agent that tells of each start.
fn counted(starts: &Events) -> AgentTask<u32> {
    let starts = starts.clone();
    lazy_task(move || {
        starts.happen();
        7
    })
}

#[test]
fn a_fallback_does_not_start_when_the_task_succeeds() {
    let starts = Events::default();
    let works = || lazy_task(|| Ok::<u32, &str>(1));
    assert_eq!(value(&works().fallback(counted(&starts))), 1);
    assert!(results(&works().try_fallback(counted(&starts).map(Ok::<_, &str>))).iter().all(|(_, r)| r.is_ok()));
    assert_eq!(starts.count(), 0);
}

#[test]
fn a_fallback_runs_when_the_task_fails() {
    let starts = Events::default();
    assert_eq!(value(&failing("web").fallback(counted(&starts))), 7);
    let runs = results(&failing("web").try_fallback(counted(&starts).map(Ok::<_, &str>)));
    assert!(runs.iter().all(|(_, result)| *result.as_ref().unwrap() == 7));
    assert_eq!(starts.count(), 2 * runs.len());
}

#[tokio::test(start_paused = true)]
async fn a_fallback_begins_when_the_task_has_failed() {
    let plan = after(300, Err::<u32, _>("down")).fallback(after(200, 7));
    assert_eq!(timed(&plan).await, (7, ms(500)));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_is_cancelled_with_its_run() {
    let dropped = Events::default();
    let run = tokio::spawn(after(100, Err::<u32, _>("down")).fallback(endless(&dropped)).into_future());
    tokio::time::sleep(ms(200)).await;
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    assert_eq!(dropped.count(), 1);
}

#[test]
fn when_all_fail_the_error_holds_each_of_them() {
    let (web, cache, disk) = (failing("web"), failing("cache"), failing("disk"));
    let left = web.clone().try_fallback(cache.clone()).try_fallback(disk.clone());
    let right = web.try_fallback(cache.try_fallback(disk)).named("fetch");
    for (executor, result) in results(&left).into_iter().chain(results(&right)) {
        let error = result.unwrap_err();
        let all: &AllFailed = error.downcast_ref().unwrap();
        let agents: Vec<_> = all.errors().iter().map(|error| (error.agent(), error.cause().to_string())).collect();
        assert_eq!(agents, ["web", "cache", "disk"].map(|name| (name, name.to_owned())), "{executor}");
    }
    let error = right.await_result().unwrap_err();
    assert_eq!(error.agent(), "fetch");
    let list = error.downcast_ref::<AllFailed>().unwrap().errors().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(error.to_string().ends_with(&format!("failed: {}", list.join("; "))), "{error}");
}

#[test]
fn a_fallback_may_be_there_already() {
    assert_eq!(value(&failing("web").fallback(completed_task(7))), 7);
    assert_eq!(value(&completed_task(Err::<u32, _>("down")).fallback(completed_task(7))), 7);
}
