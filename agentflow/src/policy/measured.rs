//! A task whose time is measured.

use std::sync::Arc;
use std::time::Duration;

use super::agent::Agent;
use crate::AgentTask;
use crate::error::{AgentError, BoxError};
use crate::graph::Sketch;
use crate::run::{Cx, Driving, Pending, Scope};
use crate::task::{Kind, Node, Step};

/// What is known of an agent when it has ended.
pub(super) struct Measure<'a> {
    agent: &'a Agent,
    scope: &'a Scope,
    took: Duration,
}

impl Measure<'_> {
    /// The failure of the agent.
    pub(super) fn failure(&self, cause: impl Into<BoxError>) -> AgentError {
        self.agent.failure(self.scope, cause).having_taken(self.took)
    }
}

/// What is made of a value and its measure.
type Conclude<A, B> = Box<dyn Fn(A, &Measure<'_>) -> B + Send + Sync>;

/// A task that runs `task` and measures it, and yields what `conclude` makes of both.
///
/// It is always run by a poll, because only there the clock may be read.
pub(super) fn measured<A: Send + 'static, B: Send + 'static>(
    agent: Agent,
    task: AgentTask<A>,
    conclude: impl Fn(A, &Measure<'_>) -> B + Send + Sync + 'static,
) -> AgentTask<B> {
    AgentTask::from_node(Kind::Async, Measured { agent, task, conclude: Box::new(conclude) })
}

struct Measured<A, B> {
    agent: Agent,
    task: AgentTask<A>,
    conclude: Conclude<A, B>,
}

impl<A: Send + 'static, B: Send + 'static> Node<B> for Measured<A, B> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<B> {
        let (scope, depth) = (Arc::clone(cx.scope), cx.depth);
        let task = Pending::from(self.task.clone());
        Step::Later(Pending::new(async move {
            let workers = Arc::clone(&scope.run().workers);
            let start = workers.now();
            let value = Driving::new(task, Arc::clone(&scope), depth).await;
            let took = workers.now().saturating_duration_since(start);
            let measure = Measure { agent: &self.agent, scope: &scope, took };
            let concluded = Cx::polling(&scope, depth).call(self.agent.site, || (self.conclude)(value, &measure));
            concluded.map_or(Step::Stopped, Step::Done)
        }))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.task(&self.task);
    }
}
