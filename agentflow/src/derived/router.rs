//! One of two tasks.

use crate::{AgentTask, dynamic_planner};

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
    dynamic_planner(condition, move |holds| if holds { task_true.clone() } else { task_false.clone() })
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`router`].
    #[track_caller]
    pub fn router(condition: AgentTask<bool>, task_true: Self, task_false: Self) -> Self {
        router(condition, task_true, task_false)
    }
}
