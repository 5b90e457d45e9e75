//! A second start of a slow agent.

use std::time::Duration;

use agentflow::{AgentTask, async_task, lazy_task};

use crate::agents::{ms, timed};
use crate::executors::value;
use crate::handshake::Events;

/// An agent that takes so many milliseconds at each of its starts, and gives the number of that start.
fn takes(times: &'static [u64], starts: &Events, dropped: &Events) -> AgentTask<usize> {
    let (starts, dropped) = (starts.clone(), dropped.clone());
    async_task(move || {
        let (starts, resource) = (starts.clone(), dropped.at_drop());
        async move {
            let _resource = resource;
            starts.happen();
            let number = starts.count();
            tokio::time::sleep(ms(times[number - 1])).await;
            number
        }
    })
}

async fn hedged(times: &'static [u64]) -> (usize, Duration, usize, usize) {
    let (starts, dropped) = (Events::default(), Events::default());
    let (winner, elapsed) = timed(&takes(times, &starts, &dropped).hedge(ms(100))).await;
    (winner, elapsed, starts.count(), dropped.count())
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_is_in_time_is_started_once() {
    assert_eq!(hedged(&[90]).await, (1, ms(90), 1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_is_slow_is_started_a_second_time_and_the_first_is_cancelled() {
    assert_eq!(hedged(&[60_000, 50]).await, (2, ms(150), 2, 2));
}

#[tokio::test(start_paused = true)]
async fn the_first_start_may_still_win() {
    assert_eq!(hedged(&[130, 50]).await, (1, ms(130), 2, 2));
}

#[tokio::test(start_paused = true)]
async fn there_is_no_third_start() {
    assert_eq!(hedged(&[60_000, 50_000]).await, (2, ms(50_100), 2, 2));
}

#[test]
fn an_agent_that_computes_may_be_hedged() {
    assert_eq!(value(&lazy_task(|| 7).hedge(Duration::ZERO)), 7);
    assert_eq!(value(&lazy_task(|| 7).hedge(Duration::MAX).zip(lazy_task(|| 6))), (7, 6));
}
