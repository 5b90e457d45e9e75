//! A list of tasks as a task of a list.

use crate::{AgentTask, join_results, lazy_task};

/// A task that runs all of `tasks` at once and yields their values in the order of the list.
///
/// The list is joined as a balanced tree, so that a million tasks need no deep stack.
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
#[track_caller]
pub fn sequence_tasks<A: Send + 'static>(tasks: Vec<AgentTask<A>>) -> AgentTask<Vec<A>> {
    let mut level: Vec<AgentTask<Vec<A>>> = tasks.into_iter().map(|task| task.map(|a| vec![a])).collect();
    while level.len() > 1 {
        let mut pairs = std::mem::take(&mut level).into_iter();
        while let Some(left) = pairs.next() {
            level.push(match pairs.next() {
                Some(right) => join_results(left, right, append),
                None => left,
            });
        }
    }
    // An empty list can't be `completed_task(vec![])`, which would ask for `A: Clone`.
    level.pop().unwrap_or_else(|| lazy_task(Vec::new))
}

fn append<A>(mut left: Vec<A>, right: Vec<A>) -> Vec<A> {
    left.extend(right);
    left
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`sequence_tasks`].
    #[track_caller]
    pub fn sequence_tasks(tasks: Vec<AgentTask<A>>) -> AgentTask<Vec<A>> {
        sequence_tasks(tasks)
    }
}
