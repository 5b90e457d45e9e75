//! An agent that knows its key.

use std::sync::Arc;

use crate::AgentTask;
use crate::run::Cx;
use crate::task::{Node, Step};

/// `task`, whose agents have this key.
pub(super) fn keyed<A: Send + 'static>(key: String, task: AgentTask<A>) -> AgentTask<A> {
    AgentTask::from_node(task.kind().first(), Keyed { key, task })
}

struct Keyed<A> {
    key: String,
    task: AgentTask<A>,
}

impl<A: Send + 'static> Node<A> for Keyed<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.drive_part(cx.scope.part_in_agent(Some(self.key.clone())), self.task.clone())
    }
}
