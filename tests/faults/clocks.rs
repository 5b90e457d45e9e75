//! Clocks that jump.

use std::time::Duration;

use agentflow::policy::{Retry, timer};
use agentflow::{AgentTask, sequence_tasks};
use tokio::runtime::Builder;

use crate::fault::{Outcome, RIGHT, outcome};
use crate::place::Place;
use crate::scene::Scene;

const fn years(n: u64) -> Duration {
    Duration::from_hours(n * 365 * 24)
}

/// Every policy that looks at the clock, and an agent that moves it.
fn long(scene: &Scene) -> AgentTask<u32> {
    let fails = scene.computes(|| 0).map(|_| Err::<u32, _>("down"));
    let jumps = scene.awaits(|| async {
        tokio::task::yield_now().await;
        tokio::time::advance(years(8)).await;
        0
    });
    let agents = vec![
        timer(years(10)).map(|()| 1),
        scene.stalls().timeout(years(5)).map(|late| u32::from(late.is_err())),
        fails.retry(Retry::times(3).constant(years(2))).map(|result| u32::from(result.is_err())),
        scene.stalls().within(&agentflow::policy::Budget::new().time(years(1))).map(|out| u32::from(out.is_err())),
        scene.stalls().hedge(years(1)).timeout(years(3)).map(|late| u32::from(late.is_err())),
        timer(Duration::MAX).map(|()| 100).timeout(years(9)).map(|late| late.unwrap_or(2)),
        jumps,
    ];
    sequence_tasks(agents).map(|all| all.iter().sum())
}

pub(crate) fn the_clock_jumps_by_years(place: Place) -> Outcome {
    match place {
        Place::Simulation(_) => outcome(place, long),
        Place::CurrentThread => {
            let scene = Scene::default();
            let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
            assert_eq!(runtime.block_on(long(&scene).into_future()), RIGHT);
            scene.is_over(place);
            Outcome::Value
        }
        // Their clocks only go forward, as time does.
        _ => Outcome::Never,
    }
}
