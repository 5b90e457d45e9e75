//! Agents that fail, that stall, and that are cancelled.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agentflow::{AgentTask, race, sequence_tasks, try_sequence_tasks, workflow};

use crate::fault::{CULPRIT, Outcome, RIGHT, outcome, outcome_or_failure, same};
use crate::handshake::Events;
use crate::place::Place;
use crate::scene::Scene;

/// A step of each kind that fails.
fn failures(scene: &Scene) -> [AgentTask<Result<u32, &'static str>>; 4] {
    scene.each_kind(|| 0).map(|agent| agent.map(|_| Err("down")))
}

pub(crate) fn an_agent_fails(place: Place) -> Outcome {
    same((0..4).map(|kind| {
        outcome_or_failure(place, |scene| {
            let ([fails, ..], waits, behind) = (
                {
                    let mut all = failures(scene);
                    all.swap(0, kind);
                    all
                },
                scene.stalls(),
                scene.never(),
            );
            workflow! {
                par { stalled = waits.clone(); culprit = fails.clone()? }
                never = behind.clone();
                => stalled + culprit + never
            }
        })
    }))
}

pub(crate) fn an_agent_fails_and_nobody_minds(place: Place) -> Outcome {
    same((0..4).map(|kind| {
        outcome(place, |scene| {
            let right = scene.each_kind(|| RIGHT)[kind].clone();
            failures(scene)[kind].clone().zip(right).map(|(failed, right)| failed.unwrap_or(right))
        })
    }))
}

pub(crate) fn an_agent_stalls_beyond_its_time(place: Place) -> Outcome {
    outcome_or_failure(place, |scene| {
        let (stalls, behind) = (scene.stalls(), scene.never());
        workflow! {
            #[timeout(10ms)]
            culprit = stalls.clone()?;
            never = behind.clone();
            => culprit + never
        }
    })
}

pub(crate) fn an_agent_stalls_and_has_a_fallback(place: Place) -> Outcome {
    outcome(place, |scene| {
        let right = scene.computes(|| RIGHT);
        scene.stalls().timeout(Duration::from_millis(10)).fallback(right)
    })
}

/// Yields the right value once so many others have started.
pub(crate) fn after(scene: &Scene, started: &Events, others: usize) -> AgentTask<u32> {
    let started = started.clone();
    scene.awaits(move || {
        let started = started.clone();
        async move {
            started.happened(others).await;
            RIGHT
        }
    })
}

pub(crate) fn an_agent_is_cancelled_before_its_start(place: Place) -> Outcome {
    outcome(place, |scene| {
        let [cpu, calls] = [scene.never(), scene.never_blocks()];
        let loser = scene.stalls().and_then(move |_| cpu.clone()).and_then(move |_| calls.clone());
        race(vec![loser, after(scene, &Events::default(), 0)])
    })
}

/// An agent that holds its thread until the gate is open.
fn gate(started: &Events, open: &Events) -> impl Fn() -> u32 + Send + Sync + 'static {
    let (started, open) = (started.clone(), open.clone());
    move || {
        started.happen();
        open.wait_for(1);
        0
    }
}

/// Opens the gates when the rest of a plan is over.
fn then_open(plan: AgentTask<u32>, open: &Events) -> AgentTask<u32> {
    let open = open.clone();
    plan.map(move |n| {
        open.happen();
        n
    })
}

pub(crate) fn an_agent_is_cancelled_while_it_is_queued(place: Place) -> Outcome {
    let (started, open, workers) = (Events::default(), Events::default(), place.workers());
    if workers == 0 {
        return cancelled_in_the_queue_of_one_thread(place);
    }
    outcome(place, |scene| {
        // All workers are held; the others queue up behind them.
        let gates = (0..workers).map(|_| scene.computes(gate(&started, &open)));
        let queued = (0..3).map(|_| scene.never());
        let decides = after(scene, &started, workers);
        then_open(race(gates.chain(queued).chain([decides]).collect()), &open)
    })
}

/// Where all share a thread, calls are queued. What comes after the end of the run is decided must not start.
fn cancelled_in_the_queue_of_one_thread(place: Place) -> Outcome {
    let decided = Arc::new(AtomicBool::new(false));
    let panicked = outcome(place, |scene| {
        let queued = (0..5).map(|n| {
            let decided = Arc::clone(&decided);
            scene.blocks(move || {
                assert!(!decided.load(Ordering::Relaxed), "it starts after the end");
                if n == 1 {
                    decided.store(true, Ordering::Relaxed);
                    std::panic::resume_unwind(Box::new("down"));
                }
                0
            })
        });
        sequence_tasks(queued.collect()).map(|all| all.iter().sum::<u32>()).named(CULPRIT)
    });
    assert_eq!(panicked, Outcome::Panicked);
    Outcome::Value
}

/// An agent of this sort runs while another one decides, and ends afterwards.
fn cancelled_while_it_runs(place: Place, sort: fn(&Scene, &Events, &Events) -> AgentTask<u32>) -> Outcome {
    let (started, open) = (Events::default(), Events::default());
    outcome(place, |scene| {
        let behind = scene.never();
        let loser = sort(scene, &started, &open).and_then(move |_| behind.clone());
        then_open(race(vec![loser, after(scene, &started, 1)]), &open)
    })
}

pub(crate) fn an_agent_is_cancelled_while_it_computes(place: Place) -> Outcome {
    if place.workers() == 0 {
        return Outcome::Never;
    }
    cancelled_while_it_runs(place, |scene, started, open| scene.computes(gate(started, open)))
}

pub(crate) fn an_agent_is_cancelled_in_a_blocking_call(place: Place) -> Outcome {
    if place.workers() == 0 {
        return Outcome::Never;
    }
    cancelled_while_it_runs(place, |scene, started, open| scene.blocks(gate(started, open)))
}

pub(crate) fn an_agent_is_cancelled_while_it_waits(place: Place) -> Outcome {
    cancelled_while_it_runs(place, |scene, started, _| {
        let (started, stalls) = (started.clone(), scene.stalls());
        let starts = scene.awaits(move || {
            started.happen();
            std::future::ready(0)
        });
        starts.and_then(move |_| stalls.clone())
    })
}

pub(crate) fn a_hundred_agents_are_cancelled_at_once(place: Place) -> Outcome {
    outcome_or_failure(place, |scene| {
        let [fails, ..] = failures(scene);
        let waiting: Vec<_> = (0..100).map(|_| scene.stalls().map(Ok)).collect();
        let many = try_sequence_tasks(waiting).map(|all: Result<Vec<u32>, &'static str>| all.map(|all| all.len()));
        workflow! {
            par { all = many.clone()?; culprit = fails.clone()? }
            => culprit + u32::try_from(all).unwrap_or(0)
        }
    })
}
