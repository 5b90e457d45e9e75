//! An ordinary function as an agent.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::Cx;
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that runs `f` when the plan runs, in an agent of its own.
///
/// `f` computes; a function that waits for a file or a socket belongs in [`blocking_task`](crate::blocking_task), an
/// async one in [`async_task`](crate::async_task). It is `Fn` because a description can be run again.
///
/// Law: `lazy_task(f) == completed_task(f())` for a pure `f`; both are `spawn_agent(|| completed_task(f()))`.
///
/// ```
/// use agentflow::lazy_task;
///
/// let plan = lazy_task(|| 6 * 7); // nothing has run yet
/// assert_eq!(plan.await_result(), 42);
/// ```
///
/// In the literature: `lazyUnit`, `delay`.
#[doc(alias = "delay")]
#[doc(alias = "lazy_unit")]
#[track_caller]
pub fn lazy_task<A, F>(f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    lazy_at(Site::At(Location::caller()), f)
}

pub(crate) fn lazy_at<A, F>(site: Site, f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    AgentTask::from_node(Kind::Cpu, Lazy { f, site })
}

struct Lazy<F> {
    f: F,
    site: Site,
}

impl<A, F> Node<A> for Lazy<F>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.agent(self.site, move |cx| cx.value_of(self.site, || (self.f)()))
    }

    fn run_kept(&self, this: &Arc<dyn Node<A>>, cx: &Cx<'_>) -> Step<A> {
        if cx.may_be_watched() {
            return Arc::clone(this).run(cx);
        }
        cx.value_of(self.site, || (self.f)())
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.agent(self.site);
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`lazy_task`].
    #[track_caller]
    pub fn lazy_task(f: impl Fn() -> A + Send + Sync + 'static) -> Self {
        lazy_task(f)
    }
}
