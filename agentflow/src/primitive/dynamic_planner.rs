//! The rest of a plan, chosen from a value.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, GoOn, Next, go_on_after, go_on_in_line, start_first};
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
    planner(Site::At(Location::caller()), task, next_step)
}

/// The same for a next step of which something is known.
pub(crate) fn planner<A, B, F>(site: Site, task: AgentTask<A>, next_step: F) -> AgentTask<B>
where
    A: Send + 'static,
    B: Send + 'static,
    F: NextStep<A, B>,
{
    AgentTask::from_node(task.kind(), Planner { task, next_step, site })
}

/// Chooses the rest of a plan from a value.
pub(crate) trait NextStep<A, B>: Send + Sync + 'static {
    /// The rest.
    fn of(&self, a: A) -> AgentTask<B>;

    /// Draws what is known of it before there is a value.
    fn sketch(&self, site: Site, sketch: &mut Sketch) {
        sketch.planned(site);
    }
}

impl<A, B, F: Fn(A) -> AgentTask<B> + Send + Sync + 'static> NextStep<A, B> for F {
    fn of(&self, a: A) -> AgentTask<B> {
        self(a)
    }
}

struct Planner<A, F> {
    task: AgentTask<A>,
    next_step: F,
    site: Site,
}

impl<A: 'static, F> Planner<A, F> {
    /// What comes first. A node that nobody else holds has no other use for it.
    fn first(self: &mut Arc<Self>) -> AgentTask<A> {
        let own = Arc::get_mut(self).map(|own| own.task.take());
        own.unwrap_or_else(|| self.task.clone())
    }
}

impl<A, B, F> Node<B> for Planner<A, F>
where
    A: Send + 'static,
    B: Send + 'static,
    F: NextStep<A, B>,
{
    fn run(mut self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        let task = self.first();
        go_on_after(cx, task, self)
    }

    fn run_followed(mut self: Arc<Self>, cx: &Cx<'_>, next: &mut Option<Next<B>>) -> Step<B> {
        let task = self.first();
        go_on_in_line(cx, task, self, next)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<B> {
        start_first(cx, self.task.clone(), self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.task(&self.task);
        self.next_step.sketch(self.site, sketch);
    }
}

impl<A, B, F> GoOn<A, B> for Planner<A, F>
where
    A: Send + 'static,
    B: 'static,
    F: NextStep<A, B>,
{
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B> {
        cx.plan_of(self.site, || self.next_step.of(a))
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
