//! A task that runs once for all who come to it in one run.

use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use super::around::Around;
use super::{Cx, Driving, Handle, Outcome, Pending, Scope, poll_elsewhere};
use crate::AgentTask;
use crate::site::Site;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};
use crate::task::{Ready, Step};

/// The value of a task in one run.
pub(crate) struct Once<A> {
    /// No user code runs while it is locked.
    state: Mutex<State<A>>,
    shared: Arc<Shared>,
}

/// What is carried around a task that runs for all who come to it.
#[derive(Default)]
pub(super) struct Shared {
    /// How many others are around it, once it runs.
    level: AtomicUsize,
    /// The value is for those only who waited for it.
    is_not_kept: AtomicBool,
    /// The value is for those only who are inside of this.
    spoilt: OnceLock<Arc<Around>>,
    /// Who waits for the value, or for the news that it is not for them.
    waiting: Mutex<Vec<Waker>>,
}

impl Shared {
    /// Something around whoever runs the task has kept an agent of it from what it does for others.
    pub(super) fn spoil(&self, by: &Arc<Around>) {
        // One of them is enough: those who are inside of both are inside of each.
        let _is_set = self.spoilt.set(Arc::clone(by));
        self.wake_all();
    }

    fn wake_at_news(&self, waker: &Waker) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|other| other.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }

    fn wake_all(&self) {
        self.take_waiting().into_iter().for_each(Waker::wake);
    }

    fn take_waiting(&self) -> Vec<Waker> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether what this scope is for runs inside of the task.
    fn is_around(&self, scope: &Scope) -> bool {
        // Else each level of shared tasks that wait would look at all that is around it.
        let level = self.level.load(Ordering::Relaxed);
        let mut as_deep = scope.carried::<Shared>().take_while(|shared| shared.level.load(Ordering::Relaxed) >= level);
        as_deep.any(|shared| ptr::eq(shared, self))
    }

    fn is_spoilt_for(&self, scope: &Scope) -> bool {
        self.spoilt.get().is_some_and(|by| !scope.is_inside(by))
    }
}

enum State<A> {
    Idle,
    Running {
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
        Once { state: Mutex::new(State::Idle), shared: Arc::default() }
    }
}

impl<A: Clone + Send + 'static> Once<A> {
    /// Runs `task`, or waits for whoever runs it already. `keep` says whether the value is for those that come later, too;
    /// `again` is the task that has come here.
    pub(crate) fn run(
        self: &Arc<Self>,
        cx: &Cx<'_>,
        site: Site,
        task: &AgentTask<A>,
        keep: fn(&A) -> bool,
        again: AgentTask<A>,
    ) -> Step<A> {
        match self.join_in() {
            Part::Has(_) if self.shared.is_spoilt_for(cx.scope) => Step::Tail(again),
            Part::Has(value) => copied(cx, site, &value),
            Part::Waits => {
                let waiting = self.waiting(cx, site, again);
                if self.shared.is_around(cx.scope) {
                    // It is inside of the task that it would wait for.
                    return Step::Tail(task.clone());
                }
                Step::Later(Pending::new(waiting))
            }
            Part::Runs => self.run_for_all(cx, site, task.clone(), keep, again),
        }
    }

    /// Runs the task as a part of the whole run: who came to it first may be cancelled while others wait.
    fn run_for_all(
        self: &Arc<Self>,
        cx: &Cx<'_>,
        site: Site,
        task: AgentTask<A>,
        keep: fn(&A) -> bool,
        again: AgentTask<A>,
    ) -> Step<A> {
        let levels = cx.scope.carried::<Shared>().next().map_or(0, |outer| outer.level.load(Ordering::Relaxed) + 1);
        self.shared.level.store(levels, Ordering::Relaxed);
        let scope = cx.scope.part_for_all(Arc::clone(&self.shared));
        match cx.within(&scope).drive(task) {
            Outcome::Done(a) => copied(cx, site, &self.publish(a, keep)),
            Outcome::Later(pending) => {
                let value = Driving::new(pending, Arc::clone(&scope), 0);
                let publisher = publish_later(value, keep, Arc::downgrade(self));
                self.runs_as(poll_elsewhere(cx.within(&scope), Pending::new(publisher)));
                Step::Later(Pending::new(self.waiting(cx, site, again)))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }

    fn waiting(self: &Arc<Self>, cx: &Cx<'_>, site: Site, again: AgentTask<A>) -> Waiting<A> {
        Waiting { once: Arc::clone(self), scope: Arc::clone(cx.scope), site, again }
    }

    /// Whether somebody has run it already.
    pub(crate) fn is_done(&self) -> bool {
        matches!(*self.lock(), State::Done(_))
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
                *state = State::Running { holders: 1, handle: None };
                Part::Runs
            }
        }
    }

    fn runs_as(&self, new: Handle<()>) {
        if let State::Running { handle, .. } = &mut *self.lock() {
            *handle = Some(new);
        }
    }

    fn publish(&self, value: A, keep: fn(&A) -> bool) -> Arc<Ready<A>> {
        if !keep(&value) {
            self.shared.is_not_kept.store(true, Ordering::Relaxed);
        }
        let value = Arc::new(Ready::new(value));
        let _before = std::mem::replace(&mut *self.lock(), State::Done(Arc::clone(&value)));
        self.shared.wake_all();
        value
    }
}

/// The copy for one of those who wanted the value.
fn copied<A: Clone + Send + 'static>(cx: &Cx<'_>, site: Site, value: &Ready<A>) -> Step<A> {
    cx.value_of(site, || value.clone().into_inner())
}

async fn publish_later<A>(value: Driving<A>, keep: fn(&A) -> bool, once: Weak<Once<A>>) -> Step<()>
where
    A: Clone + Send + 'static,
{
    let value = value.await;
    if let Some(once) = once.upgrade() {
        once.publish(value, keep);
    }
    Step::Done(())
}

impl<A> Once<A> {
    fn lock(&self) -> MutexGuard<'_, State<A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody who comes now has to run the task again.
    pub(crate) fn is_not_for(&self, scope: &Scope) -> bool {
        self.shared.is_not_kept.load(Ordering::Relaxed) || self.shared.is_spoilt_for(scope)
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
        drop((cancelled, self.shared.take_waiting()));
    }
}

struct Waiting<A> {
    once: Arc<Once<A>>,
    scope: Arc<Scope>,
    site: Site,
    again: AgentTask<A>,
}

impl<A: Clone + Send + 'static> Future for Waiting<A> {
    type Output = Step<A>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        let value = match &*self.once.lock() {
            State::Done(value) => Some(Arc::clone(value)),
            State::Running { .. } => {
                self.once.shared.wake_at_news(cx.waker());
                None
            }
            // The run is over: the one who ran the task was stopped.
            State::Idle => return Poll::Ready(Step::Stopped),
        };
        // There may never be a value, then.
        if self.once.shared.is_spoilt_for(&self.scope) {
            return Poll::Ready(Step::Tail(self.again.clone()));
        }
        let Some(value) = value else { return Poll::Pending };
        Poll::Ready(copied(&Cx::polling(&self.scope, 0), self.site, &value))
    }
}

impl<A> Drop for Waiting<A> {
    fn drop(&mut self) {
        self.once.leave();
    }
}
