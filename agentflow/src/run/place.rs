//! A task that leaves its value in a place. What makes such a task a job of its own, and waits for its end, is compiled once, and
//! not for each type of value.

use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, ready};

use super::{Cx, Outcome, Pending, Wait};
use crate::sync::{Mutex, MutexGuard};
use crate::task::{Form, Node, Step};
use crate::{AgentTask, completed_task};

/// Where a task leaves its value for whoever waits for it.
pub(super) struct Place<A>(Mutex<Left<A>>);

enum Left<A> {
    /// The task, before it is run.
    Task(AgentTask<A>),
    Value(A),
    Nothing,
}

impl<A: Send + 'static> Place<A> {
    /// The value, once it is there.
    pub(super) fn value(&self) -> Option<A> {
        if let Left::Value(value) = self.take() { Some(value) } else { None }
    }

    #[inline(never)]
    fn put(&self, value: A) {
        *self.lock() = Left::Value(value);
    }

    #[inline(never)]
    fn take(&self) -> Left<A> {
        std::mem::replace(&mut *self.lock(), Left::Nothing)
    }

    fn lock(&self) -> MutexGuard<'_, Left<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task as one that leaves its value in a place. It runs once.
pub(super) fn leave<A: Send + 'static>(task: AgentTask<A>) -> (AgentTask<()>, Arc<Place<A>>) {
    let kind = task.kind();
    let (left, is_ready) = match task.0 {
        Form::Ready(ready) => (Left::Value(ready.into_inner()), true),
        node @ Form::Node(_) => (Left::Task(AgentTask(node)), false),
    };
    let place = Arc::new(Place(Mutex::new(left)));
    let task = if is_ready { completed_task(()) } else { AgentTask::of(kind, Arc::clone(&place) as Arc<dyn Node<()>>) };
    (task, place)
}

/// The value that such a task leaves.
pub(super) fn value_later<A: Send + 'static>(pending: Pending<()>, place: Arc<Place<A>>) -> Pending<A> {
    Pending::new(ValueLater { pending, place })
}

impl<A: Send + 'static> Node<()> for Place<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<()> {
        let Left::Task(task) = self.take() else { return Step::Stopped };
        match cx.drive(task) {
            Outcome::Done(value) => {
                self.put(value);
                Step::Done(())
            }
            Outcome::Later(pending) => Step::Later(Pending::new(LeaveLater { pending, place: self })),
            Outcome::Stopped => Step::Stopped,
        }
    }
}

struct LeaveLater<A> {
    pending: Pending<A>,
    place: Arc<Place<A>>,
}

impl<A: Send + 'static> Wait<()> for LeaveLater<A> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<()>> {
        let value = ready!(self.pending.poll_value(at, cx));
        self.place.put(value);
        Poll::Ready(Step::Done(()))
    }

    fn leaves(&self) -> u32 {
        self.pending.leaves()
    }

    fn is_under_way(&self) -> bool {
        self.pending.is_under_way()
    }
}

struct ValueLater<A> {
    pending: Pending<()>,
    place: Arc<Place<A>>,
}

impl<A: Send + 'static> Wait<A> for ValueLater<A> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        ready!(self.pending.poll_value(at, cx));
        Poll::Ready(self.place.value().map_or(Step::Stopped, Step::Done))
    }

    fn leaves(&self) -> u32 {
        self.pending.leaves()
    }

    fn is_under_way(&self) -> bool {
        self.pending.is_under_way()
    }
}
