//! What follows a value, where that may be a value or another task.

use std::sync::Arc;

use crate::AgentTask;
use crate::run::{Cx, GoOn, go_on_from, start_first};
use crate::site::Site;
use crate::task::{Node, Started, Step};

/// What a policy decides on a value.
type Decide<A, B> = Box<dyn Fn(&Cx<'_>, A) -> Step<B> + Send + Sync>;

/// A task that runs `task` and takes the step that `decide` chooses from its value. As
/// [`dynamic_planner`](crate::dynamic_planner), for values that can't be cloned and so can't be a task.
pub(super) fn then<A: Send + 'static, B: Send + 'static>(
    site: Site,
    task: AgentTask<A>,
    decide: impl Fn(&Cx<'_>, A) -> Step<B> + Send + Sync + 'static,
) -> AgentTask<B> {
    AgentTask::from_node(task.kind(), Then { site, task, decide: Box::new(decide) })
}

struct Then<A, B> {
    site: Site,
    task: AgentTask<A>,
    decide: Decide<A, B>,
}

impl<A: Send + 'static, B: Send + 'static> Node<B> for Then<A, B> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        go_on_from(cx, Step::Tail(self.task.clone()), self)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<B> {
        start_first(cx, self.task.clone(), self)
    }
}

impl<A: Send + 'static, B: Send + 'static> GoOn<A, B> for Then<A, B> {
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B> {
        cx.call(self.site, || (self.decide)(cx, a)).unwrap_or(Step::Stopped)
    }
}
