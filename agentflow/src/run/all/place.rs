//! One task of a list, and what has become of it.

use super::super::{Cx, Outcome, Pending, poll_elsewhere};
use crate::AgentTask;
use crate::task::{Kind, Rest, Started};

pub(super) enum Place<R, A> {
    Task(AgentTask<R>),
    /// The CPU work of a task whose asynchronous part has been started.
    Rest(Rest<R>),
    Waits(Pending<R>),
    /// What it yields has not been judged.
    Got(R),
    /// Its value, unless that is kept elsewhere.
    Done(Option<A>),
    Stopped,
}

impl<R: Send + 'static, A> Place<R, A> {
    pub(super) fn builds(&self) -> bool {
        matches!(self, Place::Task(task) if task.kind() == Kind::Inline)
    }

    pub(super) fn starts_something(&self) -> bool {
        matches!(self, Place::Task(task) if task.kind().starts_something())
    }

    pub(super) fn computes(&self) -> bool {
        match self {
            Place::Task(task) => task.kind() != Kind::Async,
            Place::Rest(_) => true,
            _ => false,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Place::Done(_))
    }

    pub(super) fn into_value(self) -> Option<A> {
        if let Place::Done(value) = self { value } else { None }
    }

    /// Starts what is asynchronous in its task, which it may have to build first, and computes nothing.
    pub(super) fn start(self, cx: Cx<'_>) -> Self {
        let Place::Task(task) = self else { return self };
        match cx.start_what_waits(task) {
            Ok(Started::Step(step)) => cx.drive_step(step).into(),
            Ok(Started::Rest(rest)) => Place::Rest(rest),
            Err(task) => Place::Task(task),
        }
    }

    /// Does its CPU work.
    pub(super) fn compute(self, cx: Cx<'_>) -> Self {
        match self {
            Place::Task(task) => cx.drive(task).into(),
            Place::Rest(rest) => cx.drive_step(rest(&cx)).into(),
            place => place,
        }
    }

    /// Starts its task, on a thread that polls.
    pub(super) fn begin(self, cx: Cx<'_>) -> Self {
        match self {
            Place::Task(task) => cx.drive(task).into(),
            place => place,
        }
    }

    /// Has what waits polled by another thread, because this one goes on computing.
    pub(super) fn go_on_elsewhere(&mut self, cx: Cx<'_>) {
        *self = match std::mem::replace(self, Place::Stopped) {
            Place::Waits(pending) if !pending.is_under_way() => Place::Waits(poll_elsewhere(cx, pending).into()),
            place => place,
        };
    }
}

impl<R, A> From<Outcome<R>> for Place<R, A> {
    fn from(outcome: Outcome<R>) -> Self {
        match outcome {
            Outcome::Done(result) => Place::Got(result),
            Outcome::Later(pending) => Place::Waits(pending),
            Outcome::Stopped => Place::Stopped,
        }
    }
}
