//! A list of tasks that can fail, as a task of a list.

use std::sync::Arc;

use super::gathered::gathered;
use crate::AgentTask;
use crate::derived::try_all;
use crate::run::{Basket, Cx, Scope};
use crate::task::{Kind, Node, Started, Step};

/// A task that runs all of `tasks` at once and ends with the first failure.
///
/// The others are cancelled at once: what is queued never starts, and what waits is dropped. If all succeed, it yields
/// their values in the order of the list. The list is joined as a balanced tree, so that a million tasks need no deep
/// stack.
///
/// Law: `try_sequence_tasks(v.map(|a| completed_task(Ok(a)))) == completed_task(Ok(v))`; with one
/// `completed_task(Err(e))` among them it is `completed_task(Err(e))`. Which of several failures is the first is up to
/// timing.
///
/// ```
/// use agentflow::{lazy_task, try_sequence_tasks};
///
/// let parse = |texts: &[&'static str]| {
///     try_sequence_tasks(texts.iter().map(|&text| lazy_task(move || text.parse::<i32>())).collect())
/// };
/// assert_eq!(parse(&["6", "7"]).await_result(), Ok(vec![6, 7]));
/// assert!(parse(&["6", "seven"]).await_result().is_err());
/// ```
#[doc(alias = "try_join_all")]
#[doc(alias = "traverse")]
#[track_caller]
pub fn try_sequence_tasks<A, E>(tasks: Vec<AgentTask<Result<A, E>>>) -> AgentTask<Result<Vec<A>, E>>
where
    A: Send + 'static,
    E: Send + 'static,
{
    let kind = tasks.iter().map(AgentTask::kind).reduce(Kind::join).unwrap_or(Kind::Inline);
    AgentTask::from_node(kind, TrySequence { tasks })
}

struct TrySequence<A, E> {
    tasks: Vec<AgentTask<Result<A, E>>>,
}

impl<A: Send + 'static, E: Send + 'static> Node<Result<Vec<A>, E>> for TrySequence<A, E> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<Vec<A>, E>> {
        Step::Tail(self.with_basket(cx.scope))
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<Result<Vec<A>, E>> {
        cx.start(self.with_basket(cx.scope))
    }
}

impl<A: Send + 'static, E: Send + 'static> TrySequence<A, E> {
    /// The plan of one run: its values gather in a basket, and the tasks are joined as tasks of nothing.
    fn with_basket(&self, scope: &Scope) -> AgentTask<Result<Vec<A>, E>> {
        let basket = Basket::in_scope(scope);
        let put = |(index, task): (usize, &AgentTask<Result<A, E>>)| {
            let basket = Arc::clone(&basket);
            task.clone().map(move |result| result.map(|a| basket.put(index, a)))
        };
        gathered(try_all(self.tasks.iter().enumerate().map(put).collect()), basket)
    }
}

impl<A: Send + 'static, E: Send + 'static> AgentTask<Result<A, E>> {
    /// The associated form of [`try_sequence_tasks`].
    #[track_caller]
    pub fn try_sequence_tasks(tasks: Vec<Self>) -> AgentTask<Result<Vec<A>, E>> {
        try_sequence_tasks(tasks)
    }
}
