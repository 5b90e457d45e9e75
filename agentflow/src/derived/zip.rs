//! Small methods that read well in a chain.

use crate::{AgentTask, dynamic_planner, join_results};

impl<A: Send + 'static> AgentTask<A> {
    /// Both tasks at once: [`join_results`] with a pair.
    ///
    /// Law: `completed_task(a).zip(completed_task(b)) == completed_task((a, b))`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// assert_eq!(lazy_task(|| 6).zip(lazy_task(|| 7)).await_result(), (6, 7));
    /// ```
    #[doc(alias = "product")]
    #[track_caller]
    pub fn zip<B: Send + 'static>(self, other: AgentTask<B>) -> AgentTask<(A, B)> {
        join_results(self, other, |a, b| (a, b))
    }
}

impl<A: Send + 'static> AgentTask<AgentTask<A>> {
    /// The task that this task yields: [`dynamic_planner`] with the identity.
    ///
    /// Law: `t.and_then(f) == t.map(f).flatten()`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// assert_eq!(lazy_task(|| lazy_task(|| 42)).flatten().await_result(), 42);
    /// ```
    #[doc(alias = "join")]
    #[track_caller]
    pub fn flatten(self) -> AgentTask<A> {
        dynamic_planner(self, |inner| inner)
    }
}
