//! graph-flow: a graph is a chain of tasks, and a task may be a fan-out whose children run at once.

use std::sync::Arc;

use async_trait::async_trait;
use graph_flow::fanout::FanOutTask;
use graph_flow::{Context, GraphBuilder, GraphError, NextAction, Result, Session, Task, TaskResult};

/// An agent by its name; it yields a number, or nothing when it fails.
pub(crate) struct Agent<F> {
    pub(crate) name: String,
    pub(crate) run: F,
}

#[async_trait]
impl<F, R> Task for Agent<F>
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Option<u64>> + Send,
{
    fn id(&self) -> &str {
        &self.name
    }

    async fn run(&self, _: Context) -> Result<TaskResult> {
        let Some(value) = (self.run)().await else { return Err(GraphError::TaskExecutionFailed(self.name.clone())) };
        Ok(TaskResult::new(Some(value.to_string()), NextAction::End))
    }
}

pub(crate) fn agent<F, R>(name: String, run: F) -> Arc<dyn Task>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Option<u64>> + Send + 'static,
{
    Arc::new(Agent { name, run })
}

/// Runs the agents of each layer at once, layer after layer, and gives what those of the last one have yielded.
pub(crate) async fn layers(layers: Vec<Vec<Arc<dyn Task>>>) -> Result<Vec<u64>> {
    let names: Vec<String> = layers.last().into_iter().flatten().map(|task| task.id().to_owned()).collect();
    let last = format!("layer {}", layers.len() - 1);
    let mut graph = GraphBuilder::new("layers");
    for (number, children) in layers.into_iter().enumerate() {
        let id = format!("layer {number}");
        let next = if id == last { NextAction::End } else { NextAction::ContinueAndExecute };
        graph = graph.add_task(FanOutTask::new(&id, children).with_next_action(next));
        if number > 0 {
            graph = graph.add_edge(format!("layer {}", number - 1), id);
        }
    }
    let mut session = Session::new_from_task("session".to_owned(), "layer 0");
    graph.build()?.execute_session(&mut session).await?;
    let value = |name| session.context.get::<String>(&format!("fanout.{name}.response"));
    Ok(names.iter().filter_map(value).filter_map(|value| value.parse().ok()).collect())
}
