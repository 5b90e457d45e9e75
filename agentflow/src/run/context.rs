//! Taking steps: the loop that every task runs in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::scope::{Run, Scope};
use super::{Pending, compute_elsewhere, enter, stack, unnest};
use crate::AgentTask;
use crate::executor::Workers;
use crate::site::Site;
use crate::task::{Form, Kind, Node, Started, Step};

/// Where a step is taken: in which part of which run, and on what sort of stack.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'a> {
    pub(crate) scope: &'a Arc<Scope>,
    run: &'a Run,
    /// This thread polls futures: it must not be held by work that computes.
    pub(crate) polling: bool,
    /// How deep tasks are nested on this stack, or in the future that is being polled.
    pub(crate) depth: u32,
}

/// What running a task to the end of its CPU work came to: a [`Step`] that is no [`Step::Tail`].
pub(crate) enum Outcome<A> {
    Done(A),
    Later(Pending<A>),
    Stopped,
}

impl<A> From<Outcome<A>> for Step<A> {
    fn from(outcome: Outcome<A>) -> Self {
        match outcome {
            Outcome::Done(a) => Step::Done(a),
            Outcome::Later(pending) => Step::Later(pending),
            Outcome::Stopped => Step::Stopped,
        }
    }
}

/// So many steps are taken before a thread that polls may turn to its other work, such as a time limit around them: a plan
/// need not end.
pub(crate) const STEPS_AT_ONCE: usize = 64;

impl<'a> Cx<'a> {
    /// On a thread that may compute.
    pub(crate) fn computing(scope: &'a Arc<Scope>, depth: u32) -> Self {
        Cx { scope, run: scope.run(), polling: false, depth }
    }

    /// On a thread that polls futures.
    pub(crate) fn polling(scope: &'a Arc<Scope>, depth: u32) -> Self {
        Cx { scope, run: scope.run(), polling: true, depth }
    }

    /// The same place in another part of the run.
    pub(crate) fn within(self, scope: &'a Arc<Scope>) -> Self {
        Cx { scope, ..self }
    }

    /// One level further down the stack.
    pub(crate) fn deeper(self) -> Self {
        Cx { depth: self.depth + 1, ..self }
    }

    pub(crate) fn workers(&self) -> &'a Arc<dyn Workers> {
        &self.run.workers
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.scope.is_stopped()
    }

    /// Calls a user's closure. If it panics, the run ends and there is no value.
    #[inline]
    pub(crate) fn call<R>(&self, site: Site, f: impl FnOnce() -> R) -> Option<R> {
        let _outer = enter(self.scope, site);
        match catch_unwind(AssertUnwindSafe(f)) {
            Ok(value) => Some(value),
            Err(payload) => {
                self.scope.panicked(site.into(), payload);
                None
            }
        }
    }

    /// Takes steps until there is a value or something asynchronous to wait for.
    pub(crate) fn drive<A: Send + 'static>(self, mut task: AgentTask<A>) -> Outcome<A> {
        if !task.is_ready() && self.is_too_deep() {
            return Outcome::Later(unnest(self, task).into());
        }
        let mut steps = 0;
        loop {
            if self.is_stopped() {
                return Outcome::Stopped;
            }
            if self.polling && task.kind() == Kind::Cpu {
                return Outcome::Later(compute_elsewhere(self, task).into());
            }
            match self.step(task) {
                Step::Done(a) => return Outcome::Done(a),
                Step::Tail(next) => task = next,
                Step::Later(pending) => return Outcome::Later(pending),
                Step::Stopped => return Outcome::Stopped,
            }
            steps += 1;
            if self.polling && steps == STEPS_AT_ONCE {
                return Outcome::Later(task.into());
            }
        }
    }

    /// Goes on from a step that was taken already.
    pub(crate) fn drive_step<A: Send + 'static>(self, step: Step<A>) -> Outcome<A> {
        match step {
            Step::Done(a) => Outcome::Done(a),
            Step::Tail(task) => self.drive(task),
            Step::Later(pending) => Outcome::Later(pending),
            Step::Stopped => Outcome::Stopped,
        }
    }

    /// Starts what is asynchronous in `task` and leaves its CPU work.
    pub(crate) fn start<A: Send + 'static>(self, task: AgentTask<A>) -> Started<A> {
        self.begin(task, |node| node.start(&self))
    }

    /// Builds what `task` only builds, and leaves its CPU work.
    pub(crate) fn build<A: Send + 'static>(self, task: AgentTask<A>) -> Started<A> {
        self.begin(task, |node| node.build(&self))
    }

    fn begin<A: Send + 'static>(
        self,
        task: AgentTask<A>,
        begin: impl FnOnce(Arc<dyn Node<A>>) -> Started<A>,
    ) -> Started<A> {
        if !task.is_ready() && self.is_too_deep() {
            return Started::Step(Step::Later(unnest(self, task).into()));
        }
        match task.0 {
            Form::Node(link) => match link.into_node() {
                Some(node) => begin(node),
                None => Started::Step(Step::Stopped),
            },
            Form::Ready(ready) => Started::Step(Step::Done(ready.into_inner())),
        }
    }

    fn step<A: 'static>(&self, task: AgentTask<A>) -> Step<A> {
        match task.0 {
            Form::Ready(ready) => Step::Done(ready.into_inner()),
            Form::Node(link) => match link.into_node() {
                Some(node) => node.run(self),
                None => Step::Stopped,
            },
        }
    }

    fn is_too_deep(&self) -> bool {
        self.depth > stack::MAX_DEPTH || stack::is_low()
    }
}
