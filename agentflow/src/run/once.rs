//! A task that runs once for all who come to it in one run.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use super::{Cx, Driving, Handle, Outcome, Pending, Scope, poll_elsewhere};
use crate::AgentTask;
use crate::task::{Ready, Step};

/// The value of a task in one run. No user code runs while it is locked.
pub(crate) struct Once<A>(Mutex<State<A>>);

enum State<A> {
    Idle,
    Running {
        waiting: Vec<Waker>,
        /// How many want the value, the one that runs it among them.
        holders: usize,
        /// Set once it goes on asynchronously; dropping it cancels it.
        handle: Option<Handle<()>>,
    },
    Done(Arc<Ready<A>>),
}

/// What is left to do for somebody who comes to the task.
enum Part<A> {
    Has(Arc<Ready<A>>),
    Waits,
    Runs,
}

impl<A> Default for Once<A> {
    fn default() -> Self {
        Once(Mutex::new(State::Idle))
    }
}

/// Hears of the value before anybody is given it.
pub(crate) type Hear<A> = Box<dyn FnOnce(&A) + Send>;

impl<A: Clone + Send + 'static> Once<A> {
    /// Runs `task`, or waits for whoever runs it already. `hear` hears of the value if it is run here.
    pub(crate) fn run(self: &Arc<Self>, cx: &Cx<'_>, task: &AgentTask<A>, hear: Hear<A>) -> Step<A> {
        match self.join_in() {
            Part::Has(value) => Step::Done((*value).clone().into_inner()),
            Part::Waits => Step::Later(Pending::new(Waiting(Arc::clone(self)))),
            Part::Runs => self.run_for_all(cx, task.clone(), hear),
        }
    }

    /// Runs the task as a part of the whole run: who came to it first may be cancelled while others wait.
    fn run_for_all(self: &Arc<Self>, cx: &Cx<'_>, task: AgentTask<A>, hear: Hear<A>) -> Step<A> {
        let scope = cx.scope.part_for_all();
        match cx.within(&scope).deeper().drive(task) {
            Outcome::Done(a) => {
                hear(&a);
                Step::Done((*self.publish(a)).clone().into_inner())
            }
            Outcome::Later(pending) => {
                let value = Driving::new(pending, Arc::clone(&scope), 0);
                let publisher = publish_later(value, hear, Arc::downgrade(self));
                self.runs_as(poll_elsewhere(cx.within(&scope), Pending::new(publisher)));
                Step::Later(Pending::new(Waiting(Arc::clone(self))))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }

    fn join_in(&self) -> Part<A> {
        let mut state = self.lock();
        match &mut *state {
            State::Done(value) => Part::Has(Arc::clone(value)),
            State::Running { holders, .. } => {
                *holders += 1;
                Part::Waits
            }
            State::Idle => {
                *state = State::Running { waiting: Vec::new(), holders: 1, handle: None };
                Part::Runs
            }
        }
    }

    fn runs_as(&self, new: Handle<()>) {
        if let State::Running { handle, .. } = &mut *self.lock() {
            *handle = Some(new);
        }
    }

    fn publish(&self, value: A) -> Arc<Ready<A>> {
        let value = Arc::new(Ready::new(value));
        let before = std::mem::replace(&mut *self.lock(), State::Done(Arc::clone(&value)));
        if let State::Running { waiting, .. } = before {
            waiting.into_iter().for_each(Waker::wake);
        }
        value
    }
}

async fn publish_later<A>(value: Driving<A>, hear: Hear<A>, once: Weak<Once<A>>) -> Step<()>
where
    A: Clone + Send + 'static,
{
    let value = value.await;
    hear(&value);
    if let Some(once) = once.upgrade() {
        once.publish(value);
    }
    Step::Done(())
}

impl<A> Once<A> {
    fn lock(&self) -> MutexGuard<'_, State<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One of those who waited does not want the value any more. The last of them cancels the task.
    fn leave(&self) {
        let mut state = self.lock();
        let State::Running { holders, handle, .. } = &mut *state else { return };
        *holders -= 1;
        if *holders > 0 || handle.is_none() {
            return;
        }
        let cancelled = std::mem::replace(&mut *state, State::Idle);
        drop(state);
        drop(cancelled);
    }
}

struct Waiting<A>(Arc<Once<A>>);

impl<A: Clone + Send + 'static> Future for Waiting<A> {
    type Output = Step<A>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        let value = match &mut *self.0.lock() {
            State::Done(value) => Arc::clone(value),
            State::Running { waiting, .. } => {
                if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                    waiting.push(cx.waker().clone());
                }
                return Poll::Pending;
            }
            // The run is over: the one who ran the task was stopped.
            State::Idle => return Poll::Ready(Step::Stopped),
        };
        Poll::Ready(Step::Done((*value).clone().into_inner()))
    }
}

impl<A> Drop for Waiting<A> {
    fn drop(&mut self) {
        self.0.leave();
    }
}
