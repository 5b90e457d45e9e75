//! Who polls what waits, and when: on an executor whose threads are the test.

use std::mem::take;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use agentflow::error::RunError;
use agentflow::executor::{BoxFuture, Class, Executor, Job, Plan, Workers};
use agentflow::{AgentTask, async_task, completed_task, lazy_task, sequence_tasks};

use crate::handshake::{Events, pool};

/// What was handed over and nobody has polled yet.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<Vec<BoxFuture<()>>>>);

impl Tasks {
    fn take(&self) -> Vec<BoxFuture<()>> {
        take(&mut *self.0.lock().unwrap())
    }
}

/// The threads of a run: none. Who waits for it may begin it.
struct Hands {
    tasks: Tasks,
    begin_here: bool,
}

impl Workers for Hands {
    fn spawn(&self, _class: Class, job: Job) {
        job();
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.tasks.0.lock().unwrap().push(future);
    }

    fn poll_here(&self, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
        if self.begin_here {
            let _polled_once = poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

/// Does with what is left to wait for, and with what was handed over, what the test wants.
struct ByHand<F> {
    begin_here: bool,
    tasks: Tasks,
    wait: F,
}

impl<F: Fn(BoxFuture<()>, &Tasks)> ByHand<F> {
    fn new(begin_here: bool, wait: F) -> Self {
        ByHand { begin_here, tasks: Tasks::default(), wait }
    }
}

impl<F: Fn(BoxFuture<()>, &Tasks) + Send + Sync> Executor for ByHand<F> {
    fn block_on(&self, plan: &mut Plan<'_>) {
        let hands = Hands { tasks: self.tasks.clone(), begin_here: self.begin_here };
        if let Some(rest) = plan(Arc::new(hands)) {
            (self.wait)(rest, &self.tasks);
        }
    }
}

fn is_done(future: &mut BoxFuture<()>) -> bool {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// Enough agents for several groups. Each holds the token.
fn many(started: &Events, token: &Arc<()>) -> AgentTask<Vec<()>> {
    let agent = |_| {
        let (started, token) = (started.clone(), Arc::clone(token));
        async_task(move || {
            let (started, _token) = (started.clone(), Arc::clone(&token));
            async move { started.happen() }
        })
    };
    sequence_tasks((0..64).map(agent).collect())
}

#[test]
fn what_lies_on_the_pile_is_gone_with_its_executor() {
    let (started, token) = (Events::default(), Arc::new(()));
    let lost = |mut rest, tasks: &Tasks| {
        drop(tasks.take());
        assert!(is_done(&mut rest), "nobody will ever come for the agents");
    };
    let error: RunError = many(&started, &token).try_run_on(&ByHand::new(false, lost)).unwrap_err();
    assert!(error.is_cancelled());
    assert_eq!((started.count(), Arc::strong_count(&token)), (0, 1));
}

#[test]
fn a_task_that_comes_for_what_was_cancelled_finds_nothing() {
    let (started, token) = (Events::default(), Arc::new(()));
    let cancel = |rest, tasks: &Tasks| {
        drop(rest);
        assert_eq!(Arc::strong_count(&token), 1, "the agents are gone before the task comes");
        assert!(tasks.take().iter_mut().all(is_done));
    };
    assert!(many(&started, &token).try_run_on(&ByHand::new(false, cancel)).is_err());
    assert_eq!(started.count(), 0);
}

#[test]
fn who_waits_for_a_list_runs_what_is_ready_at_once() {
    let (started, token) = (Events::default(), Arc::new(()));
    let hands = ByHand::new(true, |_rest, _tasks: &Tasks| panic!("there is something left to wait for"));
    assert_eq!(many(&started, &token).run_on(&hands).len(), 64);
    assert_eq!((started.count(), Arc::strong_count(&token)), (64, 1));
    assert!(hands.tasks.take().iter_mut().all(is_done), "who comes too late finds nothing");
}

#[test]
fn a_run_begins_on_the_thread_that_waits_for_it() {
    let here = || thread::current().id();
    let agent = async_task(move || async move {
        tokio::task::yield_now().await;
        here()
    });
    let plan = agent.and_then(move |first| lazy_task(move || (first, here())));
    assert_eq!(plan.run_on(&pool(2)), (here(), here()));
}

fn address() -> usize {
    let local = 0_u8;
    (&raw const local).addr()
}

/// How deep in the stack an agent is polled when it has been woken, with what `follow` makes of it around.
fn depth_at_a_wake(follow: impl Fn(AgentTask<usize>) -> AgentTask<usize>) -> usize {
    let agent = async_task(|| async {
        tokio::task::yield_now().await;
        address()
    });
    let wait = |mut rest, _tasks: &Tasks| while !is_done(&mut rest) {};
    address() - follow(agent).run_on(&ByHand::new(false, wait))
}

#[test]
fn a_wake_polls_the_innermost_of_all_levels_only() {
    let one_type =
        |levels| move |agent: AgentTask<usize>| (0..levels).fold(agent, |task, _| task.and_then(completed_task));
    let two_types = |levels| {
        let there_and_back = |task: AgentTask<usize>| {
            task.and_then(|address| completed_task((address, ()))).and_then(|(address, ())| completed_task(address))
        };
        move |agent: AgentTask<usize>| (0..levels / 2).fold(agent, |task, _| there_and_back(task))
    };
    assert_eq!(depth_at_a_wake(one_type(10)), depth_at_a_wake(one_type(300)));
    assert_eq!(depth_at_a_wake(two_types(10)), depth_at_a_wake(two_types(300)));
}
