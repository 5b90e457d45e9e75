//! What values and closures of a user may do: panic, run plans of their own while they are cloned or dropped, never end.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use agentflow::executor::{Executor, Inline};
use agentflow::policy::{Budget, timer};
use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, dynamic_planner, lazy_task, loop_task, race, sequence_tasks,
    share,
};

use crate::handshake::{on_each_pool, pool};

/// Runs a plan when it is dropped.
#[derive(Clone)]
struct RunsAtEnd(AgentTask<()>);

impl Drop for RunsAtEnd {
    fn drop(&mut self) {
        self.0.clone().run_on(&Inline);
    }
}

#[test]
fn a_shared_value_may_run_the_task_that_it_came_from_when_it_is_dropped() {
    let own: Arc<OnceLock<AgentTask<Option<RunsAtEnd>>>> = Arc::default();
    let is_last = Arc::new(AtomicBool::new(false));
    let again = {
        let own = Arc::clone(&own);
        lazy_task(move || own.get().map_or((), |task| drop(task.clone().run_on(&Inline))))
    };
    let task = share(lazy_task(move || (!is_last.swap(true, Ordering::SeqCst)).then(|| RunsAtEnd(again.clone()))));
    assert!(own.set(task.clone()).is_ok());
    assert!(task.clone().run_on(&Inline).is_some());
    assert!(task.run_on(&Inline).is_none());
}

#[test]
fn a_value_of_a_cancelled_collection_may_run_a_collection_when_it_is_dropped() {
    let small = || sequence_tasks(vec![completed_task(())]).map(|_| ());
    let loser = {
        let value = move || Some(RunsAtEnd(small()));
        sequence_tasks(vec![lazy_task(value), async_task(std::future::pending)]).map(|_| 0)
    };
    let raced = race(vec![loser, timer(Duration::from_millis(1)).map(|()| 1)]);
    let plan = dynamic_planner(raced, move |won| {
        lazy_task(move || {
            (0..20).for_each(|_| small().run_on(&Inline));
            won
        })
    });
    assert_eq!(plan.within(&Budget::new()).run_on(&Inline).expect("it spends nothing"), 1);
}

/// Panics when it is cloned.
struct NoCopy;

impl Clone for NoCopy {
    fn clone(&self) -> Self {
        panic!("no copy of this")
    }
}

fn copied(which: fn(AgentTask<NoCopy>) -> AgentTask<NoCopy>) -> [AgentTask<()>; 3] {
    let agents = [lazy_task(|| NoCopy), async_task(|| async { NoCopy }), blocking_task(|| NoCopy)];
    agents.map(|agent| which(agent).map(|_| ()))
}

#[test]
fn a_value_that_panics_when_it_is_copied_ends_the_run_with_the_name_of_its_agent() {
    for plan in copied(share).into_iter().chain(copied(|task| task.cached(1))) {
        for executor in [&Inline as &dyn Executor, &pool(1), &pool(8)] {
            let error = plan.clone().try_run_on(executor).expect_err("it panics").to_string();
            assert!(error.starts_with("the agent at ") && error.ends_with("panicked: no copy of this"), "{error}");
        }
    }
}

#[test]
fn a_time_limit_ends_a_plan_that_never_waits() {
    fn forever(n: u32) -> AgentTask<u32> {
        dynamic_planner(completed_task(n), |n| forever(n.wrapping_add(1)))
    }
    let turns = loop_task(usize::MAX, 0_u32, |n| completed_task(ControlFlow::<u32, u32>::Continue(n.wrapping_add(1))));
    for plan in [turns.map(|_| 0), forever(0)] {
        let ended = plan.timeout(Duration::from_millis(1)).map(|result| result.is_err());
        // Not in a simulation, where computing takes no time.
        assert!(ended.clone().run_on(&Inline));
        assert!(on_each_pool(|| ended.clone()).into_iter().all(|is_ended| is_ended));
    }
}
