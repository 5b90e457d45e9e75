//! A sub-agent: the same task, somewhere else.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::Cx;
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that is isolated in a sub-agent: this changes where it runs, never what it yields.
///
/// `f` builds the task when the plan runs, on a worker of the pool. Two sub-agents that are
/// [joined](crate::join_results) run at once. `f` owns what it uses, because it may run in any thread at any time.
///
/// Law: `spawn_agent(|| x) == x`.
///
/// ```
/// use agentflow::{AgentTask, completed_task, join_results, spawn_agent};
///
/// fn sum(numbers: Vec<u64>) -> AgentTask<u64> {
///     if numbers.len() <= 1 {
///         return completed_task(numbers.first().copied().unwrap_or(0));
///     }
///     let (left, right) = numbers.split_at(numbers.len() / 2);
///     let (left, right) = (left.to_vec(), right.to_vec());
///     join_results(
///         spawn_agent(move || sum(left.clone())),
///         spawn_agent(move || sum(right.clone())),
///         |l, r| l + r,
///     )
/// }
/// assert_eq!(sum((1..=100).collect()).await_result(), 5050);
/// ```
///
/// In the literature: `fork`.
#[doc(alias = "fork")]
#[track_caller]
pub fn spawn_agent<A, F>(f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> AgentTask<A> + Send + Sync + 'static,
{
    build_at(Site::At(Location::caller()), Kind::Cpu, f)
}

pub(crate) fn build_at<A, F>(site: Site, kind: Kind, f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> AgentTask<A> + Send + Sync + 'static,
{
    AgentTask::from_node(kind, Spawn { f, site })
}

struct Spawn<F> {
    f: F,
    site: Site,
}

impl<A, F> Node<A> for Spawn<F>
where
    A: Send + 'static,
    F: Fn() -> AgentTask<A> + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.sub_agent(self.site, move |cx| cx.plan_of(self.site, || (self.f)()))
    }

    fn run_kept(&self, this: &Arc<dyn Node<A>>, cx: &Cx<'_>) -> Step<A> {
        if cx.may_be_watched() {
            return Arc::clone(this).run(cx);
        }
        cx.plan_of(self.site, || (self.f)())
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.agent(self.site);
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`spawn_agent`].
    #[track_caller]
    pub fn spawn_agent(f: impl Fn() -> AgentTask<A> + Send + Sync + 'static) -> Self {
        spawn_agent(f)
    }
}
