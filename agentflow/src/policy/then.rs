//! What follows a value, where that may be a value or another task.

use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, GoOn, go_on_after, start_first};
use crate::site::Site;
use crate::task::{Node, Started, Step};

/// What a policy decides on a value.
pub(super) trait Decide<A, B>: Send + Sync + 'static {
    /// The next step.
    fn decide(&self, cx: &Cx<'_>, a: A) -> Step<B>;

    /// Draws the task, and what is known of what follows it.
    fn sketch(&self, task: &AgentTask<A>, sketch: &mut Sketch);
}

impl<A: 'static, B, F: Fn(&Cx<'_>, A) -> Step<B> + Send + Sync + 'static> Decide<A, B> for F {
    fn decide(&self, cx: &Cx<'_>, a: A) -> Step<B> {
        self(cx, a)
    }

    fn sketch(&self, task: &AgentTask<A>, sketch: &mut Sketch) {
        sketch.task(task);
    }
}

/// A task that runs `task` and takes the step that `decide` chooses from its value. As
/// [`dynamic_planner`](crate::dynamic_planner), for values that can't be cloned and so can't be a task.
pub(super) fn then<A: Send + 'static, B: Send + 'static>(
    site: Site,
    task: AgentTask<A>,
    decide: impl Fn(&Cx<'_>, A) -> Step<B> + Send + Sync + 'static,
) -> AgentTask<B> {
    decided(site, task, decide)
}

/// The same for a decision of which something is known before there is a value.
pub(super) fn decided<A: Send + 'static, B: Send + 'static>(
    site: Site,
    task: AgentTask<A>,
    decide: impl Decide<A, B>,
) -> AgentTask<B> {
    AgentTask::from_node(task.kind(), Then { site, task, decide: Box::new(decide) })
}

struct Then<A, B> {
    site: Site,
    task: AgentTask<A>,
    decide: Box<dyn Decide<A, B>>,
}

impl<A: Send + 'static, B: Send + 'static> Node<B> for Then<A, B> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        go_on_after(cx, self.task.clone(), self)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<B> {
        start_first(cx, self.task.clone(), self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        self.decide.sketch(&self.task, sketch);
    }
}

impl<A: Send + 'static, B: Send + 'static> GoOn<A, B> for Then<A, B> {
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B> {
        cx.call(self.site, || self.decide.decide(cx, a)).unwrap_or(Step::Stopped)
    }
}
