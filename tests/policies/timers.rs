//! Timers, and the time of executors.

use std::sync::Arc;
use std::time::{Duration, Instant};

use agentflow::executor::{BoxFuture, Class, Executor, Job, Plan, Workers};
use agentflow::{AgentTask, join_results, lazy_task, timer};

use crate::agents::{ms, timed};
use crate::executors::results;
use crate::handshake::Events;

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test(start_paused = true)]
async fn a_timer_takes_its_time_and_no_more() {
    assert_eq!(timed(&timer(HOUR)).await, ((), HOUR));
    assert_eq!(timed(&timer(Duration::ZERO)).await, ((), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn timers_run_at_once() {
    let plan = join_results(timer(ms(300)), timer(ms(500)).zip(timer(ms(400))), |(), _| ());
    assert_eq!(timed(&plan).await, ((), ms(500)));
}

#[tokio::test(start_paused = true)]
async fn a_timer_begins_when_its_turn_comes() {
    let plan = timer(ms(300)).and_then(|()| timer(ms(200)));
    assert_eq!(timed(&plan).await, ((), ms(500)));
}

#[test]
fn a_timer_works_on_each_executor_and_behind_work_that_computes() {
    let start = Instant::now();
    let plan = lazy_task(|| 6).and_then(|n| timer(ms(2)).map(move |()| n)).zip(lazy_task(|| 7));
    let results = results(&plan);
    assert!(start.elapsed() >= ms(2) * u32::try_from(results.len()).unwrap());
    assert!(results.iter().all(|(_, value)| *value == (6, 7)));
}

#[test]
fn a_timer_works_in_async_code_without_a_runtime() {
    let awaited = |plan: AgentTask<u32>| futures_executor::block_on(async move { plan.await });
    assert_eq!(awaited(timer(ms(1)).map(|()| 1)), 1);
    assert_eq!(awaited(lazy_task(|| 2).and_then(|n| timer(ms(1)).map(move |()| n))), 2);
}

#[test]
fn a_runtime_without_timers_ends_the_run_with_an_error_that_says_so() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let plan = timer(ms(1)).named("pause").zip(timer(ms(1)));
    let error = runtime.block_on(async { plan.try_await_result() }).unwrap_err();
    assert!(error.to_string().contains("timers are disabled"), "{error}");
}

/// A thread for each piece of work, and one moment for all times, if `frozen`.
struct Threads {
    frozen: Option<Instant>,
}

impl Workers for Threads {
    fn spawn(&self, _class: Class, job: Job) {
        std::thread::spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        std::thread::spawn(|| futures_executor::block_on(future));
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        match self.frozen {
            Some(_) => Box::pin(async {}),
            None => SystemTime.sleep(duration),
        }
    }

    fn now(&self) -> Instant {
        self.frozen.unwrap_or_else(|| SystemTime.now())
    }
}

impl Executor for Threads {
    fn block_on(&self, plan: &mut Plan<'_>) {
        if let Some(rest) = plan(Arc::new(Threads { frozen: self.frozen })) {
            futures_executor::block_on(rest);
        }
    }
}

/// What an executor has that says nothing of time.
struct SystemTime;

impl Workers for SystemTime {
    fn spawn(&self, _class: Class, _job: Job) {}
    fn spawn_async(&self, _future: BoxFuture<()>) {}
}

#[test]
fn an_executor_that_says_nothing_of_time_has_that_of_the_system() {
    let executor = Threads { frozen: None };
    let start = Instant::now();
    let error = timer(HOUR).timeout(ms(10)).run_on(&executor).unwrap_err();
    assert!(start.elapsed() >= ms(10));
    assert!(error.took().is_some_and(|took| took >= ms(10) && took <= start.elapsed()));
}

#[test]
fn an_executor_may_have_a_time_of_its_own() {
    let executor = Threads { frozen: Some(Instant::now()) };
    timer(HOUR).run_on(&executor);
    let error = crate::agents::endless(&Events::default()).timeout(HOUR).run_on(&executor).unwrap_err();
    assert_eq!(error.took(), Some(Duration::ZERO));
}
