//! What the system refuses, and what no process survives.

use std::future::IntoFuture;
use std::time::Duration;

use agentflow::executor::Pool;
use tokio::runtime::{Builder, Handle};

use crate::child::{self, Lack};
use crate::fault::{CULPRIT, Outcome, RIGHT, outcome};
use crate::handshake::{Events, pool};
use crate::place::Place;
use crate::scene::Scene;

/// What is brought about in a process of its own, by its name.
pub(crate) fn in_a_child(name: &str) -> fn(Place) -> Outcome {
    match name {
        "a second panic" => |place| outcome(place, |scene| scene.computes(crate::panics::panic_twice)),
        "calls" => |place| outcome(place, |scene| scene.blocks(|| RIGHT)),
        "futures" => |place| outcome(place, |scene| scene.awaits(|| async { RIGHT })),
        "calls in calls" => |place| {
            // tokio waits for ever if it gets some of its threads and not all: it has them before they run out.
            assert_eq!(outcome(place, |scene| scene.awaits(|| async { RIGHT })), Outcome::Value);
            outcome(place, |scene| calls_in_calls(place, scene, 100))
        },
        "a pool" => |_| if Pool::with_threads(1_000).is_err() { Outcome::Refused } else { Outcome::Value },
        name => unreachable!("{name}"),
    }
}

pub(crate) fn a_second_panic_while_a_panic_unwinds(place: Place) -> Outcome {
    child::outcome("a second panic", place, &Lack::Nothing)
}

pub(crate) fn no_thread_for_a_blocking_call(place: Place) -> Outcome {
    // tokio has no threads then.
    if place == Place::MultiThread { Outcome::Never } else { child::outcome("calls", place, &Lack::Threads) }
}

pub(crate) fn no_thread_for_async_agents(place: Place) -> Outcome {
    if place == Place::MultiThread { Outcome::Never } else { child::outcome("futures", place, &Lack::Threads) }
}

/// A call that waits for a call that waits, and so on: each has a thread, while there is one.
fn calls_in_calls(place: Place, scene: &Scene, levels: u32) -> agentflow::AgentTask<u32> {
    if levels == 0 {
        return scene.blocks(|| RIGHT);
    }
    let inner = calls_in_calls(place, scene, levels - 1);
    scene.blocks(move || place.run_inside(inner.clone()))
}

pub(crate) fn no_more_threads_for_calls_in_calls(place: Place) -> Outcome {
    match place {
        Place::Pool1 | Place::Pool8 => child::outcome("calls in calls", place, &Lack::Room),
        _ => Outcome::Never,
    }
}

pub(crate) fn no_threads_for_a_pool(place: Place) -> Outcome {
    match place {
        Place::Pool1 | Place::Pool8 => child::outcome("a pool", place, &Lack::Memory),
        _ => Outcome::Never,
    }
}

pub(crate) fn a_pool_is_dropped_under_a_run(place: Place) -> Outcome {
    let threads = match place {
        Place::Pool1 | Place::Pool8 => place.workers(),
        _ => return Outcome::Never,
    };
    let (scene, started, open) = (Scene::default(), Events::default(), Events::default());
    let pool = pool(threads);
    let plan = {
        let (started, open) = (started.clone(), open.clone());
        let gate = scene.computes(move || {
            started.happen();
            open.wait_for(1);
            RIGHT
        });
        let rest = agentflow::sequence_tasks(scene.each_kind(|| 0).into());
        gate.and_then(move |n| rest.clone().map(move |all| n + all.iter().sum::<u32>()))
    };
    let run = {
        let pool = pool.clone();
        std::thread::spawn(move || plan.run_on(&pool))
    };
    started.wait_for(1);
    drop(pool);
    open.happen();
    assert_eq!(run.join().expect("the run ends"), RIGHT);
    scene.is_over(place);
    Outcome::Value
}

/// Sleeps in the runtime that polls it, after it has told that it does.
fn sleeps(scene: &Scene, started: &Events) -> agentflow::AgentTask<u32> {
    let (started, behind) = (started.clone(), scene.never());
    let sleeps = scene.awaits(move || {
        let started = started.clone();
        async move {
            let sleep = tokio::time::sleep(Duration::from_hours(1));
            started.happen();
            sleep.await;
            0
        }
    });
    sleeps.named(CULPRIT).and_then(move |_| behind.clone())
}

pub(crate) fn a_tokio_runtime_is_shut_down_under_a_run(place: Place) -> Outcome {
    let (scene, started) = (Scene::default(), Events::default());
    let plan = sleeps(&scene, &started);
    let ended = match place {
        // It has one of its own.
        Place::Simulation(_) => return Outcome::Never,
        Place::CurrentThread => {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.spawn(plan.into_future());
            runtime.block_on(started.happened(1));
            drop(runtime);
            Outcome::Gone
        }
        Place::MultiThread => {
            let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
            runtime.spawn(plan.into_future());
            runtime.block_on(started.happened(1));
            runtime.shutdown_background();
            Outcome::Gone
        }
        // A thread that has entered the runtime waits for the run.
        Place::Inline | Place::Pool1 | Place::Pool8 => {
            let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
            let handle: Handle = runtime.handle().clone();
            let run = std::thread::spawn(move || {
                let _entered = handle.enter();
                outcome(place, |_| plan)
            });
            started.wait_for(1);
            runtime.shutdown_background();
            run.join().expect("the run ends")
        }
    };
    scene.is_over(place);
    ended
}
