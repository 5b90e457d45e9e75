//! A name for a task.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::Cx;
use crate::site::AgentName;
use crate::task::{Node, Step};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task under a name, by which errors tell of its agents. Where names are nested, the innermost one counts.
    ///
    /// Law: `t.named(name) == t`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// let plan = lazy_task(|| -> u32 { panic!("no route") }).named("fetch");
    /// assert_eq!(plan.try_await_result().unwrap_err().agent(), Some("fetch"));
    /// ```
    #[track_caller]
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Self {
        let name = AgentName { name: name.into(), function: "", location: Location::caller() };
        AgentTask::from_node(self.kind().first(), Named { task: self, name: Arc::new(name) })
    }
}

struct Named<A> {
    task: AgentTask<A>,
    name: Arc<AgentName>,
}

impl<A: Send + 'static> Node<A> for Named<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let scope = cx.scope.named_part(&self.name);
        cx.drive_part(scope, self.task.clone())
    }

    fn name(&self) -> Option<&Arc<AgentName>> {
        Some(&self.name)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.named(&self.name, |sketch| sketch.task(&self.task));
    }
}
