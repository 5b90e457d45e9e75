//! Agents that panic.

use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use agentflow::{AgentTask, async_task, completed_task, join_results, lazy_task, race, sequence_tasks, spawn_agent};

use crate::endings::after;
use crate::fault::{CULPRIT, Outcome, RIGHT, outcome, same};
use crate::handshake::Events;
use crate::place::Place;
use crate::scene::Scene;

/// A panic that the hook, which would print it, does not see.
fn fall<A>() -> A {
    resume_unwind(Box::new("down"))
}

/// A plan in which the culprit panics while another agent waits, and others would follow.
fn among_others(scene: &Scene, culprit: AgentTask<u32>) -> AgentTask<u32> {
    let (behind, held) = (scene.never(), scene.held());
    let waits = scene.stalls().map(move |n| {
        let _captured = &held;
        n
    });
    join_results(waits, culprit.named(CULPRIT), |a, b| a + b).and_then(move |_| behind.clone())
}

pub(crate) fn an_agent_panics(place: Place) -> Outcome {
    same((0..4).map(|kind| outcome(place, |scene| among_others(scene, scene.each_kind(fall)[kind].clone()))))
}

pub(crate) fn an_agent_panics_before_its_neighbours_start(place: Place) -> Outcome {
    outcome(place, |scene| {
        // In a simulation some of them may start before.
        let has_fallen = Arc::new(AtomicBool::new(false));
        let falls = Arc::clone(&has_fallen);
        let culprit = scene.awaits(move || {
            falls.store(true, Ordering::Relaxed);
            async { fall() }
        });
        let (culprit, neighbours) = (culprit.named(CULPRIT), (0..15).map(|_| scene.never_awaits_after(&has_fallen)));
        sequence_tasks([culprit].into_iter().chain(neighbours).collect()).map(|all| all.iter().sum())
    })
}

pub(crate) fn what_makes_or_follows_an_agent_panics(place: Place) -> Outcome {
    let right = || completed_task(RIGHT);
    let plans = [
        async_task(fall::<std::future::Ready<u32>>),
        spawn_agent(fall),
        lazy_task(|| RIGHT).and_then(|_| fall()),
        lazy_task(|| RIGHT).map(|_| fall()),
        join_results(lazy_task(|| RIGHT), right(), |_, _| fall()),
        join_results(lazy_task(|| RIGHT), async_task(|| async { 1 }), |_, _| fall()),
    ];
    same(plans.into_iter().map(|plan| outcome(place, |scene| among_others(scene, plan))))
}

/// Panics when it is dropped.
#[derive(Clone)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            fall::<()>();
        }
    }
}

pub(crate) fn a_value_panics_when_its_agent_drops_it(place: Place) -> Outcome {
    fn makes_and_drops() -> u32 {
        drop(Bomb);
        RIGHT
    }
    same((0..4).map(|kind| outcome(place, |scene| among_others(scene, scene.each_kind(makes_and_drops)[kind].clone()))))
}

pub(crate) fn what_an_agent_has_captured_panics_when_it_is_dropped(place: Place) -> Outcome {
    outcome(place, |scene| {
        let held = scene.held();
        lazy_task(|| Bomb).and_then(move |bomb| {
            let (bomb, held) = (bomb, held.clone());
            lazy_task(move || {
                let _captured = (&bomb, &held);
                RIGHT
            })
        })
    })
}

pub(crate) fn a_future_panics_when_it_has_lost_a_race(place: Place) -> Outcome {
    outcome(place, |scene| {
        let started = Events::default();
        let (starts, winner) = (started.clone(), after(scene, &started, 1));
        let loser = scene.awaits(move || {
            let starts = starts.clone();
            async move {
                let _bomb = Bomb;
                starts.happen();
                pending().await
            }
        });
        race(vec![loser, winner])
    })
}

/// A payload that panics when it is dropped.
fn fall_with_a_bomb<A>() -> A {
    resume_unwind(Box::new(Bomb))
}

pub(crate) fn a_payload_panics_when_it_is_dropped(place: Place) -> Outcome {
    let started = Events::default();
    // Where calls have threads of their own, all of them panic; elsewhere, the first one keeps the others from starting.
    let together = if place.workers() == 0 { 1 } else { 3 };
    let all_at_once = |scene: &Scene| {
        let meets = |_| {
            let started = started.clone();
            let meets = scene.blocks(move || {
                started.happen();
                started.wait_for(together);
                fall_with_a_bomb()
            });
            meets.named(CULPRIT)
        };
        sequence_tasks((0..3).map(meets).collect()).map(|all| all.iter().sum())
    };
    let one_in_another = |scene: &Scene| {
        let inner = scene.each_kind(fall_with_a_bomb)[2].clone();
        let outer = scene.computes(move || place.run(inner.clone()).unwrap_or(RIGHT));
        among_others(scene, outer)
    };
    same([outcome(place, all_at_once), outcome(place, one_in_another)])
}

/// Runs a plan in which an agent panics when it is dropped.
struct RunsAPlan(Place);

impl Drop for RunsAPlan {
    fn drop(&mut self) {
        assert!(self.0.run(lazy_task(fall::<u32>).named("inner")).is_err());
        assert_eq!(self.0.run_inside(lazy_task(|| RIGHT)), RIGHT);
    }
}

pub(crate) fn another_run_panics_while_a_panic_unwinds(place: Place) -> Outcome {
    outcome(place, |scene| {
        let culprit = scene.computes(move || {
            let _runs = RunsAPlan(place);
            fall()
        });
        among_others(scene, culprit)
    })
}

/// Panics when it is dropped, whatever happens.
struct Twice;

impl Drop for Twice {
    fn drop(&mut self) {
        fall::<()>();
    }
}

/// No process survives it.
pub(crate) fn panic_twice() -> u32 {
    let _twice = Twice;
    fall()
}
