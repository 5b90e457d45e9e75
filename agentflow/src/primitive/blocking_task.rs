//! A call that waits, as an agent.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::executor::Class;
use crate::graph::Sketch;
use crate::run::{Cx, run_elsewhere};
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that runs `f`, a call that waits for something outside: a file, a socket, another process.
///
/// It gets a thread of a class of its own, so that hundreds of them wait at once while every CPU worker goes on
/// computing. A call that has begun can't be stopped: where its run is cancelled, it finishes and its value is dropped.
///
/// Law: `blocking_task(f) == lazy_task(f)`; only the thread differs.
///
/// ```
/// use agentflow::blocking_task;
///
/// let plan = blocking_task(|| std::fs::read_to_string("Cargo.toml").is_ok());
/// assert!(plan.await_result());
/// ```
#[doc(alias = "spawn_blocking")]
#[track_caller]
pub fn blocking_task<A, F>(f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    blocking_at(Site::At(Location::caller()), f)
}

pub(crate) fn blocking_at<A, F>(site: Site, f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    AgentTask::from_node(Kind::Async, Blocking { f, site, is_agent: true })
}

/// The same as a part of an agent, which is not told of.
pub(crate) fn part_at<A, F>(site: Site, f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    AgentTask::from_node(Kind::Async, Blocking { f, site, is_agent: false })
}

struct Blocking<F> {
    f: F,
    site: Site,
    is_agent: bool,
}

impl<A, F> Node<A> for Blocking<F>
where
    A: Send + 'static,
    F: Fn() -> A + Send + Sync + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let (site, is_agent) = (self.site, self.is_agent);
        let begin = move |cx: &Cx<'_>| {
            let call = move |cx: &Cx<'_>| cx.value_of(self.site, || (self.f)());
            Step::Later(run_elsewhere(*cx, Class::Blocking, call).into())
        };
        if is_agent { cx.agent(site, begin) } else { begin(cx) }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.agent(self.site);
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`blocking_task`].
    #[track_caller]
    pub fn blocking_task(f: impl Fn() -> A + Send + Sync + 'static) -> Self {
        blocking_task(f)
    }
}
