//! Runs inside of runs, and many runs at once.

use agentflow::{AgentTask, sequence_tasks};
use std::future::IntoFuture;

use crate::fault::{Outcome, RIGHT, outcome};
use crate::place::Place;
use crate::scene::Scene;

/// Agents of all kinds that come to the right value.
fn work(scene: &Scene) -> AgentTask<u32> {
    sequence_tasks(scene.each_kind(|| 1).into())
        .and_then(|all| agentflow::lazy_task(move || all.iter().sum::<u32>() + 3))
}

/// Each agent runs the next level and waits for it.
fn nested(place: Place, scene: &Scene, levels: u32) -> AgentTask<u32> {
    if levels == 0 {
        return work(scene);
    }
    let inner = nested(place, scene, levels - 1);
    let (again, calls) = (inner.clone(), inner.clone());
    let computes = scene.computes(move || place.run_inside(inner.clone()));
    let blocks = scene.blocks(move || place.run_inside(calls.clone()));
    let awaits = scene.awaits(move || again.clone().into_future());
    computes.zip(blocks).zip(awaits).map(|((a, b), c)| if a == b && b == c { a } else { 0 })
}

pub(crate) fn runs_are_nested_three_deep(place: Place) -> Outcome {
    outcome(place, |scene| nested(place, scene, 3))
}

pub(crate) fn a_thousand_runs_at_once(place: Place) -> Outcome {
    outcome(place, |scene| {
        let run = |_| {
            let plan = work(scene);
            match place {
                Place::CurrentThread | Place::MultiThread => scene.awaits(move || plan.clone().into_future()),
                _ => scene.blocks(move || place.run_inside(plan.clone())),
            }
        };
        let runs = sequence_tasks((0..1_000).map(run).collect());
        runs.map(|all: Vec<u32>| if all == [RIGHT; 1_000] { RIGHT } else { 0 })
    })
}
