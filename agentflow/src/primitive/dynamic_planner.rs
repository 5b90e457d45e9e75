//! The rest of a plan, chosen from a value.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use crate::AgentTask;
use crate::run::{Cx, Driving, Outcome, Pending};
use crate::site::Site;
use crate::task::{Node, Started, Step};

/// A task that runs `task`, and then the plan that `next_step` chooses from its value.
///
/// `next_step` decides; it runs on whatever thread the value arrives on and should return at once. Work belongs in the
/// plan that it returns. A chain of any length runs without using up the stack.
///
/// Laws: `dynamic_planner(completed_task(a), f) == f(a)`; `dynamic_planner(t, completed_task) == t`; and it does not
/// matter how a chain is bracketed.
///
/// ```
/// use agentflow::{completed_task, dynamic_planner, lazy_task};
///
/// let plan = dynamic_planner(lazy_task(|| 7), |n| {
///     if n > 5 { lazy_task(move || n * 2) } else { completed_task(0) }
/// });
/// assert_eq!(plan.await_result(), 14);
/// ```
///
/// In the literature: `flatMap`, `bind`, `>>=`, `and_then`.
#[doc(alias = "flat_map")]
#[doc(alias = "and_then")]
#[doc(alias = "bind")]
#[track_caller]
pub fn dynamic_planner<A, B, F>(task: AgentTask<A>, next_step: F) -> AgentTask<B>
where
    A: Send + 'static,
    B: Send + 'static,
    F: Fn(A) -> AgentTask<B> + Send + Sync + 'static,
{
    let site = Site::At(Location::caller());
    AgentTask::from_node(task.kind(), Planner { task, next_step, site })
}

struct Planner<A, F> {
    task: AgentTask<A>,
    next_step: F,
    site: Site,
}

impl<A, B, F> Node<B> for Planner<A, F>
where
    A: Send + 'static,
    B: Send + 'static,
    F: Fn(A) -> AgentTask<B> + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        match cx.deeper().drive(self.task.clone()) {
            Outcome::Done(a) => self.go_on(cx, a),
            Outcome::Later(pending) => go_on_later(cx, pending, self),
            Outcome::Stopped => Step::Stopped,
        }
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<B> {
        start_first(cx, self.task.clone(), self)
    }
}

/// What follows a value. Its future knows the types of values only, not those of closures.
pub(crate) trait GoOn<A, B>: Send + Sync {
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B>;
}

impl<A, B, F> GoOn<A, B> for Planner<A, F>
where
    A: Send + 'static,
    B: 'static,
    F: Fn(A) -> AgentTask<B> + Send + Sync + 'static,
{
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B> {
        cx.call(self.site, || (self.next_step)(a)).map_or(Step::Stopped, Step::Tail)
    }
}

pub(crate) fn go_on_later<A, B>(cx: &Cx<'_>, pending: Pending<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    let leaves = pending.leaves();
    let first = Driving::new(pending, Arc::clone(cx.scope), cx.depth + 1);
    Step::Later(Pending::of(Then { first: Some(first), next }, leaves))
}

/// Starts what is asynchronous in `task`, and leaves its CPU work, and what follows that, for later.
pub(crate) fn start_first<A, B>(cx: &Cx<'_>, task: AgentTask<A>, next: Arc<dyn GoOn<A, B>>) -> Started<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    match cx.deeper().start(task) {
        Started::Step(step) => Started::Step(go_on_from(cx, step, next)),
        Started::Rest(rest) => Started::Rest(Box::new(move |cx| go_on_from(cx, rest(&cx.deeper()), next))),
    }
}

fn go_on_from<A, B>(cx: &Cx<'_>, step: Step<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    match cx.deeper().drive_step(step) {
        Outcome::Done(a) => next.go_on(cx, a),
        Outcome::Later(pending) => go_on_later(cx, pending, next),
        Outcome::Stopped => Step::Stopped,
    }
}

struct Then<A, B> {
    /// `None` after it has had its value: what it held is dropped before the rest is planned.
    first: Option<Driving<A>>,
    next: Arc<dyn GoOn<A, B>>,
}

impl<A: Send + 'static, B: Send + 'static> Future for Then<A, B> {
    type Output = Step<B>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<B>> {
        let Some(first) = &mut self.first else { return Poll::Ready(Step::Stopped) };
        let a = ready!(Pin::new(&mut *first).poll(cx));
        let (scope, depth) = first.place();
        self.first = None;
        Poll::Ready(Arc::clone(&self.next).go_on(&Cx::polling(&scope, depth), a))
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`dynamic_planner`].
    #[track_caller]
    pub fn dynamic_planner<B, F>(task: AgentTask<A>, next_step: F) -> AgentTask<B>
    where
        B: Send + 'static,
        F: Fn(A) -> AgentTask<B> + Send + Sync + 'static,
    {
        dynamic_planner(task, next_step)
    }

    /// The method form of [`dynamic_planner`].
    ///
    /// ```
    /// use agentflow::{completed_task, lazy_task};
    ///
    /// let plan = completed_task(6).and_then(|n| lazy_task(move || n * 7));
    /// assert_eq!(plan.await_result(), 42);
    /// ```
    #[doc(alias = "flat_map")]
    #[track_caller]
    pub fn and_then<B, F>(self, next_step: F) -> AgentTask<B>
    where
        B: Send + 'static,
        F: Fn(A) -> AgentTask<B> + Send + Sync + 'static,
    {
        dynamic_planner(self, next_step)
    }
}
