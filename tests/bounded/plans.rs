//! Plans that end in every way there is. What their agents capture and hold is counted.

use std::future::pending;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::policy::{Budget, Limit};
use agentflow::{
    AgentTask, async_task, blocking_task, first_success, lazy_task, loop_task, race, sequence_tasks, share,
    try_sequence_tasks, workflow,
};

static MADE: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// How many values were made, and how many of them were dropped.
pub(crate) fn held() -> (usize, usize) {
    // In this order: what is dropped was made before.
    let dropped = DROPPED.load(Ordering::SeqCst);
    (MADE.load(Ordering::SeqCst), dropped)
}

/// Something to capture and to hold, with memory of its own.
pub(crate) struct Held(Box<u32>);

impl Held {
    fn new(value: u32) -> Self {
        MADE.fetch_add(1, Ordering::SeqCst);
        Held(Box::new(value))
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        Held::new(*self.0)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

fn computes() -> AgentTask<Held> {
    let held = Held::new(1);
    lazy_task(move || held.clone())
}

fn calls() -> AgentTask<Held> {
    let held = Held::new(1);
    blocking_task(move || held.clone())
}

fn waits() -> AgentTask<Held> {
    let held = Held::new(1);
    async_task(move || {
        let held = held.clone();
        async move {
            tokio::task::yield_now().await;
            held
        }
    })
}

fn stalls() -> AgentTask<Held> {
    let held = Held::new(1);
    async_task(move || {
        let held = held.clone();
        async move {
            pending::<()>().await;
            held
        }
    })
}

fn fails() -> AgentTask<Result<Held, &'static str>> {
    waits().map(|_| Err("down"))
}

fn panics() -> AgentTask<Held> {
    waits().map(|_| resume_unwind(Box::new("down")))
}

/// Fails, with agents of all kinds beside it and behind it.
fn failing_block() -> AgentTask<Held> {
    let plan = workflow! {
        par { a = stalls(); b = fails()?; c = calls() }
        d = computes();
        => (a, b, c, d)
    };
    plan.map(|result| result.map_or_else(|_| Held::new(0), |(held, ..)| held))
}

fn graph() -> AgentTask<Held> {
    workflow! {
        par { a = computes(); b = waits(); c = (&a).clone(); d = (&b, &c).0.clone() }
        #[retry(3)]
        e = fails();
        all = par for held in [a, b, c, d] if *held.0 > 0 { held };
        _ = (&all).len();
        => e.unwrap_or_else(|_| Held::new(2))
    }
}

fn last(all: Vec<Held>) -> Held {
    all.into_iter().last().unwrap_or_else(|| Held::new(0))
}

fn turns() -> AgentTask<Held> {
    let plan = loop_task(5, Held::new(0), |held| {
        waits().map(move |_| std::ops::ControlFlow::<Held, Held>::Continue(held.clone()))
    });
    plan.map(|result| result.unwrap_or_else(|_| Held::new(1)))
}

/// A plan of each kind; some of them panic.
pub(crate) const PLANS: &[fn() -> AgentTask<Held>] = &[
    computes,
    || calls().zip(waits()).map(|(a, _)| a),
    || computes().zip(computes()).and_then(|(a, _)| lazy_task(move || a.clone())),
    || sequence_tasks((0..40).map(|n| if n % 2 == 0 { waits() } else { computes() }).collect()).map(last),
    || race(vec![stalls(), waits(), stalls().zip(calls()).map(|(a, _)| a)]),
    || first_success(vec![fails(), waits().map(Ok)]).map(|result| result.unwrap_or_else(|_| Held::new(0))),
    || share(waits()).zip(share(computes())).map(|(a, _)| a),
    || waits().cached("key").zip(computes().cached("key")).map(|(a, _)| a),
    || computes().limit(&Limit::at_once(1)).zip(waits().limit(&Limit::at_once(1))).map(|(a, _)| a),
    || {
        waits()
            .within(&Budget::new().time(std::time::Duration::from_hours(1)))
            .map(|result| result.unwrap_or_else(|_| Held::new(0)))
    },
    || {
        try_sequence_tasks(vec![stalls().map(Ok), fails(), waits().map(Ok)])
            .map(|result| result.map_or_else(|_| Held::new(0), last))
    },
    failing_block,
    graph,
    turns,
    panics,
    || stalls().zip(panics()).map(|(a, _)| a),
    || sequence_tasks(vec![computes(), calls().map(|_| resume_unwind(Box::new("down"))), stalls()]).map(last),
    || computes().map(|_| resume_unwind(Box::new("down"))),
];
