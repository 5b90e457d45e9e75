//! A task with its value changed.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, GoOn, go_on_after, start_first};
use crate::site::Site;
use crate::task::{Node, Started, Step};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task with its value changed by `f`, which runs where the value arrives and should return at once.
    ///
    /// It is `join_results(self, completed_task(()), |a, ()| f(a))`, without the join.
    ///
    /// Laws: `t.map(|a| a) == t`; `t.map(f).map(g) == t.map(|a| g(f(a)))`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// assert_eq!(lazy_task(|| 6).map(|n| n * 7).await_result(), 42);
    /// ```
    #[doc(alias = "fmap")]
    #[track_caller]
    pub fn map<B, F>(self, f: F) -> AgentTask<B>
    where
        B: Send + 'static,
        F: Fn(A) -> B + Send + Sync + 'static,
    {
        let site = Site::At(Location::caller());
        AgentTask::from_node(self.kind(), Map { task: self, f, site })
    }
}

struct Map<A, F> {
    task: AgentTask<A>,
    f: F,
    site: Site,
}

impl<A, B, F> Node<B> for Map<A, F>
where
    A: Send + 'static,
    B: Send + 'static,
    F: Fn(A) -> B + Send + Sync + 'static,
{
    fn run(mut self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        let task = Arc::get_mut(&mut self).map(|own| own.task.take());
        let task = task.unwrap_or_else(|| self.task.clone());
        go_on_after(cx, task, self)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<B> {
        start_first(cx, self.task.clone(), self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.task(&self.task);
    }
}

impl<A, B, F> GoOn<A, B> for Map<A, F>
where
    A: Send + 'static,
    B: Send + 'static,
    F: Fn(A) -> B + Send + Sync + 'static,
{
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B> {
        cx.value_of(self.site, || (self.f)(a))
    }
}
