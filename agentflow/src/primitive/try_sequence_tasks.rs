//! A list of tasks that can fail, as a task of a list.

use super::sequence_tasks::sequence;
use crate::AgentTask;
use crate::run::all::Rules;

/// A task that runs all of `tasks` at once and ends with the first failure.
///
/// The others are cancelled at once: what is queued never starts, and what waits is dropped. If all succeed, it yields
/// their values in the order of the list. A million tasks need no deep
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
    sequence(tasks, Rules::all_or_failure())
}

impl<A: Send + 'static, E: Send + 'static> AgentTask<Result<A, E>> {
    /// The associated form of [`try_sequence_tasks`].
    #[track_caller]
    pub fn try_sequence_tasks(tasks: Vec<Self>) -> AgentTask<Result<Vec<A>, E>> {
        try_sequence_tasks(tasks)
    }
}
