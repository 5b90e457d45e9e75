//! One of two tasks.

use std::panic::Location;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::primitive::dynamic_planner::{NextStep, planner};
use crate::site::Site;

/// A task that runs `task_true` or `task_false`, as `condition` says. The other one never starts.
///
/// Law: `router(completed_task(true), t, f) == t` and `f` runs nothing; with `false` the other way round.
///
/// ```
/// use agentflow::{completed_task, lazy_task, router};
///
/// let plan = router(lazy_task(|| 6 * 7 == 42), completed_task("tool"), completed_task("fallback"));
/// assert_eq!(plan.await_result(), "tool");
/// ```
///
/// In the literature: `choice`, `cond`, `ifM`.
#[doc(alias = "choice")]
#[doc(alias = "cond")]
#[track_caller]
pub fn router<A: Send + 'static>(
    condition: AgentTask<bool>,
    task_true: AgentTask<A>,
    task_false: AgentTask<A>,
) -> AgentTask<A> {
    planner(Site::At(Location::caller()), condition, Router { task_true, task_false })
}

struct Router<A> {
    task_true: AgentTask<A>,
    task_false: AgentTask<A>,
}

impl<A: Send + 'static> NextStep<bool, A> for Router<A> {
    fn of(&self, holds: bool) -> AgentTask<A> {
        if holds { self.task_true.clone() } else { self.task_false.clone() }
    }

    fn sketch(&self, site: Site, sketch: &mut Sketch) {
        sketch.choice(site, &[("if true", &self.task_true), ("if false", &self.task_false)]);
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`router`].
    #[track_caller]
    pub fn router(condition: AgentTask<bool>, task_true: Self, task_false: Self) -> Self {
        router(condition, task_true, task_false)
    }
}
