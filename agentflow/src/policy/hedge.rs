//! A second try before the first one has failed.

use std::panic::Location;
use std::time::Duration;

use super::timer::timer_at;
use crate::primitive::race::race_of_policy;
use crate::site::Site;
use crate::{AgentTask, dynamic_planner};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task, started a second time if it has no value after `delay`: the first of the two that finishes wins, and
    /// the other is cancelled.
    ///
    /// It is for an agent that is now and then far slower than usual, and that may run twice. The first to finish counts,
    /// also when what it yields is an `Err`.
    ///
    /// It is `race(vec![task, dynamic_planner(timer(delay), |()| task)])`.
    ///
    /// Law: `t.hedge(d) == t` for a pure `t`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    /// use std::time::Duration;
    ///
    /// assert_eq!(lazy_task(|| 6 * 7).hedge(Duration::from_millis(50)).await_result(), 42);
    /// ```
    #[doc(alias = "backup_request")]
    #[track_caller]
    pub fn hedge(self, delay: Duration) -> Self {
        hedge_at(Site::At(Location::caller()), self, delay)
    }
}

pub(crate) fn hedge_at<A: Send + 'static>(site: Site, task: AgentTask<A>, delay: Duration) -> AgentTask<A> {
    let backup = task.clone();
    race_of_policy("hedge", vec![task, dynamic_planner(timer_at(site, delay), move |()| backup.clone())])
}
