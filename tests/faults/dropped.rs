//! Runs that are dropped by whoever waits for them.

use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use agentflow::{AgentTask, RunFuture, sequence_tasks};

use crate::fault::{Outcome, RIGHT, outcome};
use crate::place::Place;
use crate::scene::Scene;

/// Agents of all kinds, one after the other and at once, so that there is a lot to wait for.
fn long(scene: &Scene) -> AgentTask<u32> {
    let yields = |n: u32| {
        scene.awaits(move || async move {
            for _ in 0..n {
                tokio::task::yield_now().await;
            }
            1
        })
    };
    let (last, call) = (scene.computes(|| 1), scene.blocks(|| 1));
    let first = yields(3).zip(scene.computes(|| 1)).map(|(a, b)| a + b);
    let second = first.and_then(move |n| call.clone().map(move |m| n + m));
    let third = second.zip(yields(2)).map(|(a, b)| a + b);
    third.zip(sequence_tasks(vec![yields(1), yields(4)])).and_then(move |(n, all)| {
        let n = n + all.iter().sum::<u32>();
        last.clone().map(move |m| n + m)
    })
}

/// Polls a run so often and drops it then; `None` if it was not over.
struct DroppedAfter {
    run: Option<RunFuture<u32>>,
    polls: usize,
}

impl Future for DroppedAfter {
    type Output = Option<u32>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        if self.polls > 0 {
            self.polls -= 1;
            let Some(run) = &mut self.run else { return Poll::Ready(None) };
            match Pin::new(run).poll(cx) {
                Poll::Ready(value) => return Poll::Ready(Some(value)),
                Poll::Pending if self.polls > 0 => return Poll::Pending,
                Poll::Pending => {}
            }
        }
        self.run = None;
        Poll::Ready(None)
    }
}

pub(crate) fn a_run_is_dropped_at_each_await_point(place: Place) -> Outcome {
    for polls in 0.. {
        let scene = Scene::default();
        let plan = long(&scene);
        let value = place.poll(move || DroppedAfter { run: Some(plan.clone().into_future()), polls });
        scene.is_over(place);
        if let Some(value) = value {
            assert!(polls > 1, "there is something to wait for");
            assert_eq!(value, RIGHT);
            return Outcome::Gone;
        }
    }
    unreachable!("the run ends")
}

pub(crate) fn a_run_is_dropped_inside_of_an_agent(place: Place) -> Outcome {
    fn starts_and_drops(plan: AgentTask<u32>) -> u32 {
        let mut run = plan.into_future();
        assert!(Pin::new(&mut run).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(run);
        RIGHT
    }
    let ended = outcome(place, |scene| {
        let (behind, waits) = (scene.never(), scene.stalls().zip(scene.stalls()));
        let computing = waits.and_then(move |_| behind.clone());
        scene.computes(move || starts_and_drops(computing.clone()))
    });
    assert_eq!(ended, Outcome::Value);
    Outcome::Gone
}
