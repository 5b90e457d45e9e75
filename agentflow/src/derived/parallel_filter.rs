//! A filter whose test is an agent.

use std::panic::Location;
use std::sync::Arc;

use crate::primitive::lazy_task::lazy_at;
use crate::site::Site;
use crate::{AgentTask, sequence_tasks};

/// A task that keeps the items which pass `predicate`, in order; each is tested in an agent of its own.
///
/// An item that passes is cloned for each run, because a description can be run again.
///
/// Law: `parallel_filter(v, p) == completed_task(v.filter(p))`.
///
/// ```
/// use agentflow::parallel_filter;
///
/// let relevant = parallel_filter(vec!["Rc", "Arc", "Vec"], |name| name.ends_with("rc"));
/// assert_eq!(relevant.await_result(), ["Arc"]);
/// ```
///
/// In the literature: `parFilter`.
#[doc(alias = "filter")]
#[track_caller]
pub fn parallel_filter<A, P>(items: Vec<A>, predicate: P) -> AgentTask<Vec<A>>
where
    A: Clone + Send + Sync + 'static,
    P: Fn(&A) -> bool + Send + Sync + 'static,
{
    let (site, predicate) = (Site::At(Location::caller()), Arc::new(predicate));
    let test = |item: A| {
        let predicate = Arc::clone(&predicate);
        lazy_at(site, move || predicate(&item).then(|| item.clone()))
    };
    sequence_tasks(items.into_iter().map(test).collect()).map(|kept| kept.into_iter().flatten().collect())
}

impl<A: Clone + Send + Sync + 'static> AgentTask<A> {
    /// The associated form of [`parallel_filter`].
    #[track_caller]
    pub fn parallel_filter(items: Vec<A>, predicate: impl Fn(&A) -> bool + Send + Sync + 'static) -> AgentTask<Vec<A>> {
        parallel_filter(items, predicate)
    }
}
