//! Taking steps: the loop that every task runs in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::scope::{Run, Scope};
use super::watch::{Begin, Failure, Planned, watched};
use super::{Pending, ambient, compute_elsewhere, stack, unnest};
use crate::AgentTask;
use crate::executor::Workers;
use crate::site::Site;
use crate::task::{Form, Kind, Link, Node, Rest, Started, Step};

/// Where a step is taken: in which part of which run, and on what sort of stack.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'a> {
    pub(crate) scope: &'a Arc<Scope>,
    run: &'a Run,
    /// This thread polls futures: it must not be held by work that computes.
    pub(crate) polling: bool,
    /// Somebody may want to hear of the agents here: each of them asks.
    may_be_watched: bool,
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
        Cx { scope, run: scope.run(), polling: false, may_be_watched: scope.carries_something(), depth }
    }

    /// On a thread that polls futures.
    #[inline]
    pub(crate) fn polling(scope: &'a Arc<Scope>, depth: u32) -> Self {
        Cx { scope, run: scope.run(), polling: true, may_be_watched: scope.carries_something(), depth }
    }

    /// The same place in another part of the run.
    pub(crate) fn within(self, scope: &'a Arc<Scope>) -> Self {
        Cx { scope, may_be_watched: scope.carries_something(), ..self }
    }

    pub(crate) fn workers(&self) -> &'a Arc<dyn Workers> {
        &self.run.workers
    }

    /// Whether joins share out their sides to other threads.
    #[inline]
    pub(crate) fn forks(&self) -> bool {
        !self.polling && self.run.overlaps
    }

    #[inline]
    pub(crate) fn is_stopped(&self) -> bool {
        self.run.has_stopped_parts() && self.scope.is_stopped_itself_or_around()
    }

    /// Whether somebody may want to hear of the agents here: then they begin with [`Cx::watched`].
    #[inline]
    pub(crate) fn may_be_watched(&self) -> bool {
        self.may_be_watched
    }

    /// Takes the first step of an agent that is a user's code.
    #[inline]
    pub(crate) fn agent<A: Send + 'static>(
        &self,
        site: Site,
        begin: impl FnOnce(&Cx<'_>) -> Step<A> + Send + 'static,
    ) -> Step<A> {
        if !self.may_be_watched() {
            return begin(self);
        }
        if self.refuses_unnamed(site) { Step::Stopped } else { self.sub_agent(site, begin) }
    }

    /// The same for an agent that is a plan of its own.
    #[inline]
    pub(crate) fn sub_agent<A: Send + 'static>(
        &self,
        site: Site,
        begin: impl FnOnce(&Cx<'_>) -> Step<A> + Send + 'static,
    ) -> Step<A> {
        if self.may_be_watched() { self.watched_sub_agent(site, begin) } else { begin(self) }
    }

    #[cold]
    #[inline(never)]
    fn watched_sub_agent<A: Send + 'static>(
        &self,
        site: Site,
        begin: impl FnOnce(&Cx<'_>) -> Step<A> + Send + 'static,
    ) -> Step<A> {
        self.watched(site, &Failure::UNKNOWN, None, Box::new(begin))
    }

    /// The same, where somebody may watch.
    pub(crate) fn watched<A: Send + 'static>(
        &self,
        site: Site,
        failure: &'static Failure<A>,
        planned: Option<Planned>,
        begin: Begin<A>,
    ) -> Step<A> {
        watched(self, site, failure, planned, begin)
    }

    /// Calls a user's closure. If it panics, the run ends and there is no value.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what it does beside calling `f` is next to nothing, nearly always")]
    pub(crate) fn call<R>(&self, site: Site, f: impl FnOnce() -> R) -> Option<R> {
        let outer = (self.may_be_watched || ambient::is_known()).then(|| ambient::enter(self.scope, site));
        let value = match catch_unwind(AssertUnwindSafe(f)) {
            Ok(value) => Some(value),
            Err(payload) => {
                self.scope.panicked(site, payload);
                None
            }
        };
        // Nearly always there is none. Left to the end of the function, it would take a call to find that out.
        if let Some(outer) = outer {
            drop(outer);
        }
        value
    }

    /// Calls a user's closure that gives the value of the task.
    #[inline]
    pub(crate) fn value_of<A>(&self, site: Site, f: impl FnOnce() -> A) -> Step<A> {
        match self.call(site, f) {
            Some(a) => Step::Done(a),
            None => Step::Stopped,
        }
    }

    /// Calls a user's closure that gives the rest of the task.
    #[inline]
    pub(crate) fn plan_of<A>(&self, site: Site, f: impl FnOnce() -> AgentTask<A>) -> Step<A> {
        match self.call(site, f) {
            Some(task) => Step::Tail(task),
            None => Step::Stopped,
        }
    }

    /// Takes steps until there is a value or something asynchronous to wait for, one level further down the stack.
    #[inline]
    pub(crate) fn drive<A: Send + 'static>(&self, task: AgentTask<A>) -> Outcome<A> {
        match task.0 {
            Form::Ready(ready) => Outcome::Done(ready.into_inner()),
            Form::Node(mut link) => self.drive_node(&mut link),
        }
    }

    /// The same for a node, which is taken out of its place.
    pub(super) fn drive_node<A: Send + 'static>(&self, link: &mut Link<A>) -> Outcome<A> {
        let cx = &self.deeper();
        if cx.is_too_deep() {
            return cx.unnested(link.take());
        }
        let mut steps = 0;
        loop {
            if cx.is_stopped() {
                return Outcome::Stopped;
            }
            if cx.polling {
                steps += 1;
                if steps > STEPS_AT_ONCE || link.kind() == Kind::Cpu {
                    return cx.elsewhere_or_later(link.take());
                }
            }
            let Some(node) = link.take_node() else { return Outcome::Stopped };
            match node.run(cx) {
                Step::Done(a) => return Outcome::Done(a),
                Step::Tail(AgentTask(Form::Node(next))) => *link = next,
                Step::Tail(AgentTask(Form::Ready(ready))) => return Outcome::Done(ready.into_inner()),
                Step::Later(pending) => return Outcome::Later(pending),
                Step::Stopped => return Outcome::Stopped,
            }
        }
    }

    /// The same as [`Cx::drive`], compiled into its caller, for a task that nearly always ends with its first step.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join")]
    pub(crate) fn drive_here<A: Send + 'static>(&self, task: AgentTask<A>) -> Outcome<A> {
        match task.0 {
            Form::Ready(ready) => Outcome::Done(ready.into_inner()),
            Form::Node(mut link) => {
                let cx = &self.deeper();
                if cx.is_unusual() {
                    return self.drive_rest(Step::Tail(AgentTask(Form::Node(link))));
                }
                let Some(node) = link.take_node() else { return Outcome::Stopped };
                self.drive_step_here(node.run(cx))
            }
        }
    }

    /// The same for a node that stays in its place.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join of tasks that are kept")]
    pub(super) fn drive_kept<A: Send + 'static>(&self, link: &Link<A>) -> Outcome<A> {
        let cx = &self.deeper();
        if cx.is_unusual() {
            return self.drive_node(&mut link.clone());
        }
        let Some(node) = link.node() else { return Outcome::Stopped };
        self.drive_step_here(node.run_kept(node, cx))
    }

    /// The same as [`Cx::drive_step`] for a step that nearly always has the value.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is compiled into every join")]
    pub(super) fn drive_step_here<A: Send + 'static>(&self, step: Step<A>) -> Outcome<A> {
        match step {
            Step::Done(a) => Outcome::Done(a),
            step => self.drive_rest(step),
        }
    }

    /// What a join need not have compiled in. It is not [`Cx::drive_on`] itself that is cold: chains go that way at each step.
    #[cold]
    #[inline(never)]
    fn drive_rest<A: Send + 'static>(&self, step: Step<A>) -> Outcome<A> {
        self.drive_on(step)
    }

    /// Whether a step may not be taken here at once.
    #[inline]
    fn is_unusual(&self) -> bool {
        self.polling || self.is_too_deep() || self.is_stopped()
    }

    /// What is too deep becomes a job of its own.
    #[cold]
    pub(super) fn unnested<A: Send + 'static>(&self, link: Link<A>) -> Outcome<A> {
        Outcome::Later(unnest(*self, AgentTask(Form::Node(link))))
    }

    /// A thread that polls must not be held: what computes goes to a worker, anything else waits for the next poll.
    #[cold]
    fn elsewhere_or_later<A: Send + 'static>(&self, link: Link<A>) -> Outcome<A> {
        let (kind, task) = (link.kind(), AgentTask(Form::Node(link)));
        Outcome::Later(if kind == Kind::Cpu { compute_elsewhere(*self, task) } else { task.into() })
    }

    /// Goes on from a step that was taken already.
    #[inline]
    pub(crate) fn drive_step<A: Send + 'static>(&self, step: Step<A>) -> Outcome<A> {
        match step {
            Step::Done(a) => Outcome::Done(a),
            step => self.drive_on(step),
        }
    }

    pub(super) fn drive_on<A: Send + 'static>(&self, step: Step<A>) -> Outcome<A> {
        match step {
            Step::Done(a) => Outcome::Done(a),
            Step::Tail(task) => self.drive(task),
            Step::Later(pending) => Outcome::Later(pending),
            Step::Stopped => Outcome::Stopped,
        }
    }

    /// Starts what is asynchronous in `task` and leaves its CPU work, one level further down the stack.
    pub(crate) fn start<A: Send + 'static>(&self, task: AgentTask<A>) -> Started<A> {
        self.begin(task, |node, cx| node.start(cx))
    }

    /// Builds what `task` only builds, and leaves its CPU work.
    pub(crate) fn build<A: Send + 'static>(&self, task: AgentTask<A>) -> Started<A> {
        self.begin(task, |node, cx| node.build(cx))
    }

    /// Builds `task` and starts what is asynchronous in it, and computes nothing; gives it back if that is all there is to do.
    pub(crate) fn start_what_waits<A: Send + 'static>(
        &self,
        mut task: AgentTask<A>,
    ) -> Result<Started<A>, AgentTask<A>> {
        for _ in 0..STEPS_AT_ONCE {
            let started = match task.kind() {
                Kind::Cpu => break,
                Kind::Inline => self.build(task),
                Kind::Async | Kind::Mixed => self.start(task),
            };
            match started {
                Started::Step(Step::Tail(next)) => task = next,
                started => return Ok(started),
            }
        }
        Err(task)
    }

    fn begin<A: Send + 'static>(
        &self,
        task: AgentTask<A>,
        begin: impl FnOnce(Arc<dyn Node<A>>, &Self) -> Started<A>,
    ) -> Started<A> {
        let cx = self.deeper();
        match task.0 {
            Form::Ready(ready) => Started::Step(Step::Done(ready.into_inner())),
            Form::Node(link) if cx.is_too_deep() => Started::Step(cx.unnested(link).into()),
            Form::Node(mut link) => link.take_node().map_or(Started::Step(Step::Stopped), |node| begin(node, &cx)),
        }
    }

    /// Does the CPU work that [`Cx::start`] left.
    pub(crate) fn finish<A>(&self, rest: Rest<A>) -> Step<A> {
        rest(&self.deeper())
    }

    /// For what is polled beside others, one level further down the stack: it must not hold them.
    #[inline]
    pub(super) fn beside_others(&self) -> Self {
        Cx { polling: true, depth: self.depth + 1, ..*self }
    }

    /// One level further down the stack.
    pub(crate) fn deeper(&self) -> Self {
        Cx { depth: self.depth + 1, ..*self }
    }

    /// Whether a task may be one level further down the stack.
    #[inline]
    pub(super) fn has_room(&self) -> bool {
        !self.deeper().is_too_deep()
    }

    #[inline]
    pub(super) fn is_too_deep(&self) -> bool {
        self.depth > stack::MAX_DEPTH || stack::is_low()
    }
}
