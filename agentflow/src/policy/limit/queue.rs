//! Who waits for a place, in the order in which they came.
//!
//! Not a semaphore of another crate: `async-lock`'s gives a place that is free to whoever asks first, which need not be
//! who has waited longest; and the two rules of a limit need one queue.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, Instant};

use crate::executor::{BoxFuture, Workers};
use crate::sync::{Mutex, MutexGuard};

/// The places of a limit.
pub(super) struct Queue {
    pub(super) at_once: Option<usize>,
    per: Option<(usize, Duration)>,
    state: Mutex<State>,
}

/// No user code runs while it is locked.
#[derive(Default)]
struct State {
    running: usize,
    /// The starts that still count, the oldest first.
    starts: VecDeque<Instant>,
    /// Whose turn it is: nobody waits with an earlier ticket.
    first: u64,
    next_ticket: u64,
    /// Who waits, by ticket; without a waker until it has asked for the first time.
    waiting: HashMap<u64, Option<Waker>>,
}

/// The answer to somebody who asks for a place.
enum Answer {
    Yes(Place),
    /// When somebody else has left.
    Later,
    /// After this time.
    After(Duration),
}

impl Queue {
    pub(super) fn new(at_once: Option<usize>, per: Option<(usize, Duration)>) -> Self {
        Queue { at_once, per, state: Mutex::default() }
    }

    pub(super) fn gives_no_place(&self) -> bool {
        self.at_once == Some(0) || matches!(self.per, Some((0, _)))
    }

    /// Queues up at the end.
    pub(super) fn enter(queue: &Arc<Self>, workers: Arc<dyn Workers>) -> Waiting {
        let mut state = queue.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.insert(ticket, None);
        drop(state);
        Waiting { queue: Arc::clone(queue), ticket, workers, timer: None }
    }

    fn ask(self: &Arc<Self>, ticket: u64, waker: &Waker, now: Option<Instant>) -> Answer {
        let mut state = self.lock();
        if ticket != state.first || self.at_once.is_some_and(|limit| state.running >= limit) {
            state.waiting.insert(ticket, Some(waker.clone()));
            return Answer::Later;
        }
        if let (Some((limit, window)), Some(now)) = (self.per, now) {
            if let Some(wait) = state.wait_before_a_start(limit, window, now) {
                return Answer::After(wait);
            }
            state.starts.push_back(now);
        }
        state.waiting.remove(&ticket);
        state.find_first();
        state.running += 1;
        wake_the_first(state);
        Answer::Yes(Place(Arc::clone(self)))
    }

    /// Somebody who waited does not want a place any more.
    fn leave(&self, ticket: u64) {
        let mut state = self.lock();
        let left = state.waiting.remove(&ticket);
        if left.is_some() {
            state.find_first();
            wake_the_first(state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever is the first now may be able to start.
fn wake_the_first(mut state: MutexGuard<'_, State>) {
    let first = state.first;
    let waker = state.waiting.get_mut(&first).and_then(Option::take);
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl State {
    /// Gives the turn to the first who still waits.
    fn find_first(&mut self) {
        while self.first < self.next_ticket && !self.waiting.contains_key(&self.first) {
            self.first += 1;
        }
    }

    /// How long it is until there may be one more start; `None` if it may be now.
    fn wait_before_a_start(&mut self, limit: usize, window: Duration, now: Instant) -> Option<Duration> {
        // Runs may have clocks of their own. What lies ahead by this one counts from now, so that it ends some time.
        for start in self.starts.iter_mut().rev().take_while(|start| **start > now) {
            *start = now;
        }
        let age = |start: &Instant| now.saturating_duration_since(*start);
        while self.starts.front().is_some_and(|start| age(start) >= window) {
            self.starts.pop_front();
        }
        let oldest = self.starts.front()?;
        (self.starts.len() >= limit).then(|| window.saturating_sub(age(oldest)))
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Queue { at_once, per, .. } = self;
        f.debug_struct("Limit").field("at_once", at_once).field("per", per).finish_non_exhaustive()
    }
}

/// A place, until it is dropped.
pub(super) struct Place(Arc<Queue>);

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.running -= 1;
        wake_the_first(state);
    }
}

/// Waits for a place. Dropped, it leaves the queue.
pub(super) struct Waiting {
    queue: Arc<Queue>,
    ticket: u64,
    workers: Arc<dyn Workers>,
    timer: Option<BoxFuture<()>>,
}

impl Future for Waiting {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Place> {
        let Waiting { queue, ticket, workers, timer } = &mut *self;
        loop {
            if let Some(running) = timer {
                ready!(running.as_mut().poll(cx));
                *timer = None;
            }
            let now = queue.per.map(|_| workers.now());
            match queue.ask(*ticket, cx.waker(), now) {
                Answer::Yes(place) => return Poll::Ready(place),
                Answer::Later => return Poll::Pending,
                Answer::After(wait) => *timer = Some(workers.sleep(wait)),
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.queue.leave(self.ticket);
    }
}
