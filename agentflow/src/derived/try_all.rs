//! A list of tasks that can fail and yield nothing else.

use crate::{AgentTask, completed_task, try_join_results};

/// Runs all of `tasks` at once and ends with the first failure. They are joined as a balanced tree, so that a million
/// of them need no deep stack.
pub(crate) fn try_all<E: Send + 'static>(mut tasks: Vec<AgentTask<Result<(), E>>>) -> AgentTask<Result<(), E>> {
    while tasks.len() > 1 {
        let mut pairs = std::mem::take(&mut tasks).into_iter();
        while let Some(left) = pairs.next() {
            tasks.push(match pairs.next() {
                Some(right) => try_join_results(left, right, |(), ()| ()),
                None => left,
            });
        }
    }
    tasks.pop().unwrap_or_else(|| completed_task(()).map(Ok))
}
