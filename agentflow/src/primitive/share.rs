//! One run for all who name a task.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use crate::AgentTask;
use crate::run::{Cx, Driving, Handle, Outcome, Pending, Scope, poll_elsewhere};
use crate::task::{Node, Ready, Step};

/// A task that runs `task` once a run, however often the plan names it; everybody gets a clone of its value.
///
/// The first that comes to it runs it; the others wait without holding a thread. A second run of the plan runs it anew.
/// It is cancelled when all that wait for it are.
///
/// Law: `share(t) == t` for a pure `t`; in `join_results(s.clone(), s, f)` with `s = share(t)`, `t` runs once.
///
/// ```
/// use agentflow::{join_results, lazy_task, share};
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// static CALLS: AtomicU32 = AtomicU32::new(0);
/// let once = share(lazy_task(|| CALLS.fetch_add(1, Ordering::Relaxed)));
/// let plan = join_results(once.clone(), once, |a, b| (a, b));
/// assert_eq!(plan.clone().await_result(), (0, 0));
/// assert_eq!(plan.await_result(), (1, 1));
/// ```
#[doc(alias = "memoize")]
pub fn share<A: Clone + Send + 'static>(task: AgentTask<A>) -> AgentTask<A> {
    AgentTask::from_node(task.kind().first(), Share { task, runs: Mutex::default() })
}

struct Share<A> {
    task: AgentTask<A>,
    /// One cell for each run that is under way; usually there is one.
    runs: Mutex<Vec<InRun<A>>>,
}

/// A run, and its cell.
type InRun<A> = (Weak<Scope>, Arc<Cell<A>>);

impl<A: Clone + Send + 'static> Node<A> for Share<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let cell = self.cell_of(cx.scope.root());
        match cell.join_in() {
            Part::Has(value) => Step::Done((*value).clone().into_inner()),
            Part::Waits => Step::Later(Pending::new(Waiting(cell))),
            Part::Runs => self.run_for_all(cx, cell),
        }
    }
}

impl<A: Clone + Send + 'static> Share<A> {
    fn cell_of(&self, root: &Arc<Scope>) -> Arc<Cell<A>> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.retain(|(run, _)| run.strong_count() > 0);
        if let Some((_, cell)) = runs.iter().find(|(run, _)| run.as_ptr() == Arc::as_ptr(root)) {
            return Arc::clone(cell);
        }
        let cell = Arc::new(Cell(Mutex::new(State::Idle)));
        runs.push((Arc::downgrade(root), Arc::clone(&cell)));
        cell
    }

    /// Runs the task as a part of the whole run: who came to it first may be cancelled while others wait.
    fn run_for_all(&self, cx: &Cx<'_>, cell: Arc<Cell<A>>) -> Step<A> {
        let root = cx.scope.root();
        let scope = root.part_elsewhere();
        match cx.within(&scope).deeper().drive(self.task.clone()) {
            Outcome::Done(a) => Step::Done((*cell.publish(a)).clone().into_inner()),
            Outcome::Later(pending) => {
                let publisher = publish_later(Driving::new(pending, Arc::clone(&scope), 0), Arc::downgrade(&cell));
                cell.runs_as(poll_elsewhere(cx.within(root), Pending::new(publisher)));
                Step::Later(Pending::new(Waiting(cell)))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }
}

async fn publish_later<A: Clone + Send + 'static>(value: Driving<A>, cell: Weak<Cell<A>>) -> Step<()> {
    let value = value.await;
    if let Some(cell) = cell.upgrade() {
        cell.publish(value);
    }
    Step::Done(())
}

/// The value of the task in one run. No user code runs while it is locked.
struct Cell<A>(Mutex<State<A>>);

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

impl<A: Clone + Send + 'static> Cell<A> {
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

impl<A> Cell<A> {
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

struct Waiting<A>(Arc<Cell<A>>);

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
