//! What hands work and values over, under a model checker: plans on threads of which it chooses who goes on at each lock
//! and each flag. A deadlock is a failure, and so is an order in which a value gets lost.
//!
//! `RUSTFLAGS='--cfg shuttle' cargo test -p agentflow --test model --target-dir target/model`; `ORDERS` says how many each.
#![cfg(shuttle)]

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use agentflow::executor::{BoxFuture, Class, Executor, Inline, Job, Plan, Workers};
use agentflow::policy::Limit;
use agentflow::{
    AgentTask, async_task, blocking_task, lazy_task, race, sequence_tasks, share, try_join_results, try_sequence_tasks,
    workflow,
};
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::sync::Mutex;
use shuttle::{Config, Runner, future, thread};

/// A thread for each job, and one that polls each future.
struct Threads;

impl Workers for Threads {
    fn spawn(&self, _class: Class, job: Job) {
        thread::spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        drop(future::spawn(future));
    }

    fn join(&self, left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
        // A scope of shuttle's must not be inside of another one: what ends in the outer one wakes the inner one too early.
        if IS_IN_A_JOIN.with(|joins| joins.replace(true)) {
            left();
            right();
            return;
        }
        thread::scope(|scope| {
            scope.spawn(right);
            left();
        });
        IS_IN_A_JOIN.with(|joins| joins.set(false));
    }
}

shuttle::thread_local! {
    static IS_IN_A_JOIN: Cell<bool> = const { Cell::new(false) };
}

impl Executor for Threads {
    fn block_on(&self, plan: &mut Plan<'_>) {
        if let Some(rest) = plan(Arc::new(Threads)) {
            future::block_on(rest);
        }
    }
}

/// Tries as many orders at random, and as many with few changes of thread.
fn in_many_orders(model: fn(&Held)) {
    let orders = std::env::var("ORDERS").map_or(1_000, |orders| orders.parse().expect("ORDERS is a number"));
    check(RandomScheduler::new(orders), model);
    check(PctScheduler::new(3, orders), model);
}

fn check(scheduler: impl Scheduler + 'static, model: fn(&Held)) {
    let mut config = Config::new();
    config.stack_size = 1 << 20;
    let runner = Runner::new(scheduler, config);
    runner.run(move || {
        let held = Held::default();
        let counts = Arc::clone(&held.0);
        model(&held);
        drop(held);
        // All threads that are left have to end, or this is a deadlock.
        while counts.made.load(Ordering::SeqCst) > counts.dropped.load(Ordering::SeqCst) {
            thread::yield_now();
        }
    });
}

#[derive(Default)]
struct Counts {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

/// What agents capture.
struct Held(Arc<Counts>);

impl Default for Held {
    fn default() -> Self {
        Held(Arc::new(Counts { made: AtomicUsize::new(1), dropped: AtomicUsize::new(0) }))
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        self.0.made.fetch_add(1, Ordering::SeqCst);
        Held(Arc::clone(&self.0))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// Agents of each kind that yield this number.
fn agents(held: &Held, n: u32) -> [AgentTask<u32>; 3] {
    let [a, b, c] = [held.clone(), held.clone(), held.clone()];
    let later = async_task(move || {
        let held = a.clone();
        async move {
            future::yield_now().await;
            drop(held);
            n
        }
    });
    let call = blocking_task(move || {
        let _held = &b;
        n
    });
    let computes = lazy_task(move || {
        let _held = &c;
        n
    });
    [later, call, computes]
}

fn fails(held: &Held) -> AgentTask<Result<u32, &'static str>> {
    let [later, ..] = agents(held, 0);
    later.map(|_| Err("down"))
}

/// An agent that waits until it is cancelled.
fn stalls(held: &Held) -> AgentTask<u32> {
    let held = held.clone();
    async_task(move || {
        let held = held.clone();
        async move {
            let _held = held;
            std::future::pending().await
        }
    })
}

#[test]
fn values_come_from_other_threads() {
    in_many_orders(|held| {
        let [a, b, c] = agents(held, 1);
        assert_eq!(a.zip(b).zip(c).run_on(&Threads), ((1, 1), 1));
        let all = agents(held, 2).into_iter().chain(agents(held, 3));
        assert_eq!(sequence_tasks(all.collect()).run_on(&Threads), [2, 2, 2, 3, 3, 3]);
    });
}

#[test]
fn agents_of_a_graph_wait_for_each_other() {
    in_many_orders(|held| {
        let [[one, other, third], [fourth, fifth, _]] = [agents(held, 1), agents(held, 2)];
        let plan = workflow! {
            par {
                a = one.clone();
                b = other.clone();
                c = { assert_eq!(a, 1); third.clone() };
                d = { assert_eq!(b, 1); fourth.clone() };
                e = fifth.clone();
            }
            => a + b + c + d + e
        };
        assert_eq!(plan.run_on(&Threads), 7);
    });
}

#[test]
fn the_end_of_a_race_cancels_what_may_just_be_ending() {
    in_many_orders(|held| {
        let [a, b, _] = agents(held, 1);
        let [c, d, e] = agents(held, 2);
        let waits = stalls(held).zip(e).map(|(n, _)| n);
        let won = race(vec![waits, a, b, c.zip(d).map(|(c, _)| c)]).run_on(&Threads);
        assert!(won == 1 || won == 2);
    });
}

#[test]
fn a_failure_cancels_what_may_just_be_ending() {
    in_many_orders(|held| {
        let [a, b, c] = agents(held, 1);
        let both = stalls(held).zip(c).map(|(n, _)| Ok(n));
        assert_eq!(try_join_results(both, fails(held), |a, b| a + b).run_on(&Threads), Err("down"));
        let waiting = (0..17).map(|_| stalls(held).map(Ok));
        let all = [a.map(Ok), fails(held), b.map(Ok)].into_iter().chain(waiting);
        assert_eq!(try_sequence_tasks(all.collect()).run_on(&Threads), Err("down"));
    });
}

#[test]
fn a_panic_ends_a_run_that_may_just_be_ending() {
    in_many_orders(|held| {
        let [a, b, _] = agents(held, 1);
        let panics = a.map(|_| -> u32 { std::panic::resume_unwind(Box::new("down")) }).named("culprit");
        let error = panics.zip(b).try_run_on(&Threads).unwrap_err();
        assert_eq!(error.agent(), Some("culprit"));
    });
}

#[test]
fn a_shared_task_is_left_while_it_gets_its_value() {
    in_many_orders(|held| {
        for agent in agents(held, 1) {
            let shared = share(agent);
            let [first, ..] = agents(held, 1);
            let one = race(vec![shared.clone(), first]);
            assert_eq!(one.zip(shared.clone()).zip(shared).run_on(&Threads), ((1, 1), 1));
        }
    });
}

#[test]
fn a_place_is_free_when_its_holder_is_cancelled() {
    in_many_orders(|held| {
        let limit = Limit::at_once(1);
        let [a, b, c] = agents(held, 1).map(|agent| agent.limit(&limit));
        let [winner, ..] = agents(held, 1);
        assert_eq!(race(vec![a, winner]).zip(b).zip(c).run_on(&Threads), ((1, 1), 1));
    });
}

/// A value that a thread of the program brings.
#[derive(Default)]
struct Brought(Mutex<(Option<u32>, Option<Waker>)>);

impl Future for &Brought {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let mut state = self.0.lock().unwrap();
        state.1 = Some(cx.waker().clone());
        state.0.map_or(Poll::Pending, Poll::Ready)
    }
}

/// Yields what another thread brings, which wakes whoever waits for it twice.
fn from_outside() -> AgentTask<u32> {
    async_task(|| {
        let brought = Arc::<Brought>::default();
        let bringer = Arc::clone(&brought);
        thread::spawn(move || {
            let waker = {
                let mut state = bringer.0.lock().unwrap();
                state.0 = Some(1);
                state.1.take()
            };
            if let Some(waker) = waker {
                waker.wake_by_ref();
                waker.wake();
            }
        });
        async move { (&*brought).await }
    })
}

#[test]
fn the_queue_of_one_thread_is_woken_by_others() {
    in_many_orders(|held| {
        let [agent, ..] = agents(held, 1);
        let plan = from_outside().zip(from_outside()).zip(agent.map(|_| 1));
        assert_eq!(plan.run_on(&Inline), ((1, 1), 1));
        assert_eq!(race(vec![from_outside(), from_outside()]).run_on(&Inline), 1);
    });
}
