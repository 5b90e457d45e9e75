//! A list of tasks as a task of a list.

use std::convert::Infallible;
use std::sync::Arc;

use super::gathered::gathered;
use crate::AgentTask;
use crate::run::all::Places;
use crate::run::{Basket, Baskets, Cx, Scope};
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
    let kind = tasks.iter().map(AgentTask::kind).reduce(Kind::join).unwrap_or(Kind::Inline);
    AgentTask::from_node(kind, Sequence { tasks, is_kept: false })
}

struct Sequence<A> {
    tasks: Vec<AgentTask<A>>,
    /// Its tasks keep their values themselves.
    is_kept: bool,
}

impl<A: Send + 'static> Node<Vec<A>> for Sequence<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Vec<A>> {
        match self.kept(cx.scope) {
            Some(kept) => Step::Tail(kept),
            None => Places::new(self.tasks.iter().cloned()).run(*cx),
        }
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<Vec<A>> {
        match self.kept(cx.scope) {
            Some(kept) => cx.start(kept),
            None => Places::new(self.tasks.iter().cloned()).start(*cx),
        }
    }
}

impl<A: Send + 'static> Sequence<A> {
    /// Where something around this part of the run keeps what is finished, the values have to gather in a basket.
    fn kept(&self, scope: &Scope) -> Option<AgentTask<Vec<A>>> {
        if self.is_kept || scope.carried::<Arc<Baskets>>().next().is_none() {
            return None;
        }
        let basket = Basket::in_scope(scope);
        let put = |(index, task): (usize, &AgentTask<A>)| {
            let basket = Arc::clone(&basket);
            task.clone().map(move |a| basket.put(index, a))
        };
        let tasks: Vec<AgentTask<()>> = self.tasks.iter().enumerate().map(put).collect();
        let kind = tasks.iter().map(AgentTask::kind).reduce(Kind::join).unwrap_or(Kind::Inline);
        let all = AgentTask::from_node(kind, Sequence { tasks, is_kept: true });
        let values = gathered(all.map(|_| Ok::<(), Infallible>(())), basket);
        Some(values.map(|values| match values {
            Ok(values) => values,
            Err(never) => match never {},
        }))
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`sequence_tasks`].
    pub fn sequence_tasks(tasks: Vec<AgentTask<A>>) -> AgentTask<Vec<A>> {
        sequence_tasks(tasks)
    }
}
