//! Wakers that are called late, twice, and by anybody.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use agentflow::race;

use crate::fault::{Outcome, RIGHT, outcome};
use crate::handshake::Events;
use crate::place::Place;

/// Is pending so often, and has itself woken in this way meanwhile.
struct Pends {
    polls: usize,
    wake: fn(&Waker),
}

impl Future for Pends {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.polls == 0 {
            return Poll::Ready(RIGHT);
        }
        self.polls -= 1;
        (self.wake)(cx.waker());
        Poll::Pending
    }
}

fn woken(place: Place, wake: fn(&Waker)) -> Outcome {
    outcome(place, |scene| scene.awaits(move || Pends { polls: 20, wake }))
}

fn twice(waker: &Waker) {
    waker.wake_by_ref();
    waker.wake_by_ref();
}

pub(crate) fn a_waker_is_called_twice(place: Place) -> Outcome {
    woken(place, twice)
}

pub(crate) fn a_waker_is_called_by_another_thread(place: Place) -> Outcome {
    woken(place, |waker| thread::scope(|scope| drop(scope.spawn(|| twice(waker)))))
}

/// Never ends, counts its polls, and leaves its waker to others.
struct Leaves {
    wakers: Arc<Mutex<Vec<Waker>>>,
    polls: Events,
}

impl Future for Leaves {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.polls.happen();
        self.wakers.lock().unwrap().push(cx.waker().clone());
        Poll::Pending
    }
}

pub(crate) fn a_waker_is_called_after_the_run(place: Place) -> Outcome {
    let (wakers, polls) = (Arc::<Mutex<Vec<Waker>>>::default(), Events::default());
    let ended = outcome(place, |scene| {
        let (left, counted, started) = (Arc::clone(&wakers), polls.clone(), polls.clone());
        let loser = scene.awaits(move || Leaves { wakers: Arc::clone(&left), polls: counted.clone() });
        let winner = scene.awaits(move || {
            let started = started.clone();
            async move {
                started.happened(1).await;
                RIGHT
            }
        });
        race(vec![loser, winner])
    });
    let polled = polls.count();
    let wakers = std::mem::take(&mut *wakers.lock().unwrap());
    assert!(!wakers.is_empty());
    thread::spawn(move || wakers.iter().for_each(twice)).join().expect("nobody minds");
    assert_eq!(ended, outcome(place, |scene| scene.awaits(|| async { RIGHT })), "the next run");
    assert_eq!(polls.count(), polled, "what is over is polled no more");
    ended
}
