//! What a plan has asked for, and what has come of it.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::super::{Answer, Call, CallId, Engine, Recorded};
use crate::error::BoxError;
use crate::sync::{Mutex, MutexGuard};

/// What a plan wants to have done, as [`Driver::next_request`](super::Driver::next_request) gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Request {
    /// Run this agent, and [`complete`](super::Driver::complete) the call.
    Call(Call),
    /// Nobody waits for this call any more.
    CancelCall(CallId),
    /// Wait so long, then [`wake`](super::Driver::wake) the plan.
    Sleep(SleepId, Duration),
    /// Nobody waits for this any more.
    CancelSleep(SleepId),
}

/// Which sleep of a plan: they are numbered in the order in which they begin.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SleepId(pub(in crate::executor) u64);

pub(super) struct Desk(Mutex<Papers>);

struct Papers {
    requests: VecDeque<Request>,
    calls: HashMap<CallId, Waiting<Result<Recorded, BoxError>>>,
    sleeps: HashMap<SleepId, Waiting<()>>,
    slept: u64,
    start: Instant,
    elapsed: Duration,
}

/// Who waits for an answer, and the answer.
enum Waiting<T> {
    Open(Option<Waker>),
    Answered(T),
}

impl Default for Desk {
    fn default() -> Self {
        Desk(Mutex::new(Papers {
            requests: VecDeque::new(),
            calls: HashMap::new(),
            sleeps: HashMap::new(),
            slept: 0,
            start: Instant::now(),
            elapsed: Duration::ZERO,
        }))
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Papers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn next_request(&self) -> Option<Request> {
        self.lock().requests.pop_front()
    }

    pub(super) fn complete(&self, call: CallId, recorded: Result<Recorded, BoxError>) {
        let waker = answer(&mut self.lock().calls, &call, recorded);
        waker.into_iter().for_each(Waker::wake);
    }

    pub(super) fn wake(&self, sleep: SleepId) {
        let waker = answer(&mut self.lock().sleeps, &sleep, ());
        waker.into_iter().for_each(Waker::wake);
    }

    pub(super) fn set_elapsed(&self, elapsed: Duration) {
        self.lock().elapsed = elapsed;
    }

    pub(super) fn now(&self) -> Instant {
        let papers = self.lock();
        papers.start + papers.elapsed
    }

    pub(super) fn sleep(self: &Arc<Self>, duration: Duration) -> impl Future<Output = ()> + Send + use<> {
        let desk = Arc::clone(self);
        async move {
            let id = desk.ask_for_sleep(duration);
            desk.answer_to(id, |papers| &mut papers.sleeps, Request::CancelSleep).await;
        }
    }

    fn ask_for_sleep(&self, duration: Duration) -> SleepId {
        let mut papers = self.lock();
        papers.slept += 1;
        let id = SleepId(papers.slept);
        papers.requests.push_back(Request::Sleep(id, duration));
        papers.sleeps.insert(id, Waiting::Open(None));
        id
    }

    fn answer_to<I, T>(self: &Arc<Self>, id: I, waiting: AllWaiting<I, T>, cancel: fn(I) -> Request) -> Awaited<I, T>
    where
        I: Copy + Eq + Hash,
    {
        Awaited { desk: Arc::clone(self), id, waiting, cancel }
    }
}

fn answer<I: Eq + Hash, T>(waiting: &mut HashMap<I, Waiting<T>>, id: &I, value: T) -> Option<Waker> {
    match waiting.get_mut(id)? {
        Waiting::Answered(_) => None,
        open @ Waiting::Open(_) => match std::mem::replace(open, Waiting::Answered(value)) {
            Waiting::Open(waker) => waker,
            Waiting::Answered(_) => None,
        },
    }
}

impl Engine for Arc<Desk> {
    fn call(&self, call: Call) -> Answer {
        let id = call.id;
        let mut papers = self.lock();
        papers.requests.push_back(Request::Call(call));
        papers.calls.insert(id, Waiting::Open(None));
        drop(papers);
        Answer::Value(Box::pin(self.answer_to(id, |papers| &mut papers.calls, Request::CancelCall)))
    }
}

type AllWaiting<I, T> = fn(&mut Papers) -> &mut HashMap<I, Waiting<T>>;

/// Waits for an answer. If it is dropped before, the request is taken back.
struct Awaited<I: Copy + Eq + Hash, T> {
    desk: Arc<Desk>,
    id: I,
    waiting: AllWaiting<I, T>,
    cancel: fn(I) -> Request,
}

impl<I: Copy + Eq + Hash, T> Future for Awaited<I, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let before = {
            let mut papers = self.desk.lock();
            let waiting = (self.waiting)(&mut papers);
            match waiting.remove(&self.id) {
                Some(Waiting::Open(before)) => {
                    waiting.insert(self.id, Waiting::Open(Some(cx.waker().clone())));
                    before
                }
                Some(Waiting::Answered(value)) => return Poll::Ready(value),
                None => None,
            }
        };
        // The last waker of a task drops the task, and what that waits for comes here.
        drop(before);
        Poll::Pending
    }
}

impl<I: Copy + Eq + Hash, T> Drop for Awaited<I, T> {
    fn drop(&mut self) {
        let was_waiting = {
            let mut papers = self.desk.lock();
            let was_waiting = (self.waiting)(&mut papers).remove(&self.id);
            if matches!(was_waiting, Some(Waiting::Open(_))) {
                papers.requests.push_back((self.cancel)(self.id));
            }
            was_waiting
        };
        drop(was_waiting);
    }
}
