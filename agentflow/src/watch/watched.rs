//! A task that is watched.

use std::sync::Arc;

use super::Observer;
use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, Watch};
use crate::task::{Node, Step};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task, and `observer` is told what happens to its agents: the steps of blocks (but not a result that only puts
    /// values together), and what
    /// [`lazy_task`](crate::lazy_task), [`async_task`](fn@crate::async_task), [`blocking_task`](crate::blocking_task) and
    /// [`spawn_agent`](crate::spawn_agent) make. A plan that an agent runs inside of itself belongs to it.
    ///
    /// Where watched tasks are nested, all observers hear of the inner one.
    ///
    /// Law: `t.watched(observer) == t`.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use agentflow::executor::Inline;
    /// use agentflow::watch::{Event, What};
    /// use agentflow::workflow;
    ///
    /// let (events, heard) = mpsc::channel();
    /// let plan = workflow! { par { a = 6 / 2; b = 7 * 2 } => u32::pow(a, b) };
    /// plan.watched(move |event: &Event| drop(events.send(event.clone()))).run_on(&Inline);
    ///
    /// let finished = heard.iter().filter(|event| event.what == What::Finished);
    /// assert_eq!(finished.map(|event| event.name).collect::<Vec<_>>(), ["a", "b", "=>"]);
    /// ```
    #[doc(alias = "trace")]
    #[doc(alias = "subscribe")]
    pub fn watched(self, observer: impl Observer) -> Self {
        let observer: Arc<dyn Observer> = Arc::new(observer);
        around(self, move |cx| Watch::by(Arc::clone(&observer), cx.scope))
    }
}

/// `task`, watched by what `watch` says when it is run.
pub(crate) fn around<A: Send + 'static>(
    task: AgentTask<A>,
    watch: impl Fn(&Cx<'_>) -> Watch + Send + Sync + 'static,
) -> AgentTask<A> {
    AgentTask::from_node(task.kind().first(), Watched { task, watch: Box::new(watch) })
}

struct Watched<A> {
    task: AgentTask<A>,
    watch: Box<dyn Fn(&Cx<'_>) -> Watch + Send + Sync>,
}

impl<A: Send + 'static> Node<A> for Watched<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let watch = (self.watch)(cx);
        let end = End(watch.clone());
        let scope = watch.around(cx.scope);
        cx.go_on_holding(scope, Step::Tail(self.task.clone()), end)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.task(&self.task);
    }
}

/// Tells the end when it is dropped: a run that is cancelled comes to no other.
struct End(Watch);

impl Drop for End {
    fn drop(&mut self) {
        self.0.end();
    }
}
