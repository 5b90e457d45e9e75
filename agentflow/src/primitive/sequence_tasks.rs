//! A list of tasks as a task of a list.

use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::Cx;
use crate::run::all::{All, Rules};
use crate::task::{Kind, Node, Started, Step};

/// A task that runs all of `tasks` at once and yields their values in the order of the list.
///
/// It is the same as a balanced tree of [`join_results`](crate::join_results) with a list at each node, and a primitive
/// because it is cheaper than that: one node for the whole list, and one polled task for about 16 agents that wait.
///
/// Law: `sequence_tasks(v.map(completed_task)) == completed_task(v)`: order and length are kept.
///
/// ```
/// use agentflow::{lazy_task, sequence_tasks};
///
/// let plan = sequence_tasks((1..=4).map(|n| lazy_task(move || n * n)).collect());
/// assert_eq!(plan.await_result(), [1, 4, 9, 16]);
/// ```
///
/// In the literature: `sequence`.
#[doc(alias = "sequence")]
#[doc(alias = "join_all")]
pub fn sequence_tasks<A: Send + 'static>(tasks: Vec<AgentTask<A>>) -> AgentTask<Vec<A>> {
    sequence(tasks, Rules::all())
}

/// All of `tasks` at once, and then what the rules make of their values.
pub(super) fn sequence<R, A, C>(tasks: Vec<AgentTask<R>>, rules: Rules<R, A, C>) -> AgentTask<C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    let kind = tasks.iter().map(AgentTask::kind).reduce(Kind::join).unwrap_or(Kind::Inline);
    AgentTask::from_node(kind, Sequence { tasks, rules })
}

struct Sequence<R, A, C> {
    tasks: Vec<AgentTask<R>>,
    rules: Rules<R, A, C>,
}

impl<R, A, C> Sequence<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    fn in_run(self: Arc<Self>, cx: &Cx<'_>) -> All<R, A, C> {
        let rules = self.rules;
        let tasks = Arc::try_unwrap(self).map_or_else(|shared| shared.tasks.clone(), |last| last.tasks);
        All::new(cx, tasks, rules)
    }
}

impl<R, A, C> Node<C> for Sequence<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<C> {
        self.in_run(cx).run(*cx)
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<C> {
        self.in_run(cx).start(*cx)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.all(&self.tasks);
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`sequence_tasks`].
    pub fn sequence_tasks(tasks: Vec<AgentTask<A>>) -> AgentTask<Vec<A>> {
        sequence_tasks(tasks)
    }
}
