//! `par for`: the plans of items, each made when its turn comes.

use std::sync::{Arc, Mutex, PoisonError};

use super::hold::{Passes, REFUSED, Stays};
use super::kind::Probe;
use crate::AgentTask;
use crate::error::AgentError;
use crate::primitive::sequence_limited::{Plans, limited, try_limited};
use crate::primitive::sequence_planned::sequence_planned;
use crate::run::all::{GROUP, Planned, Rules};
use crate::site::{Site, StepSite};

/// The plan of an item; `_items` are here to say what an item is, before the closure is read.
pub fn plan_of_item<I, A, F>(_items: &I, plan: F) -> F
where
    I: IntoIterator,
    F: FnMut(I::Item) -> AgentTask<A>,
{
    plan
}

impl<T> Probe<T> {
    /// The type of the items.
    pub fn of_items<I: IntoIterator<Item = T>>(_items: &I) -> Self {
        Probe::new()
    }
}

impl Passes {
    /// The items pass.
    pub fn items<I>(self, items: I) -> (I,) {
        (items,)
    }
}

impl Stays {
    /// No items.
    pub fn items<I, U>(self, _items: I) -> U {
        unreachable!("{REFUSED}")
    }
}

/// All items at once.
pub fn each<I, A, F>(site: &'static StepSite, items: I, plan: F) -> AgentTask<Vec<A>>
where
    I: IntoIterator,
    I::Item: Send + 'static,
    A: Send + 'static,
    F: FnMut(I::Item) -> AgentTask<A> + Send + 'static,
{
    sequence_planned(groups(site, items, plan), Rules::all())
}

/// The same where a body can fail: the first failure is the value.
pub fn try_each<I, A, F>(site: &'static StepSite, items: I, plan: F) -> AgentTask<Result<Vec<A>, AgentError>>
where
    I: IntoIterator,
    I::Item: Send + 'static,
    A: Send + 'static,
    F: FnMut(I::Item) -> AgentTask<Result<A, AgentError>> + Send + 'static,
{
    sequence_planned(groups(site, items, plan), Rules::all_or_failure())
}

/// So many items at once.
pub fn each_limited<I, A, F>(site: &'static StepSite, limit: usize, items: I, plan: F) -> AgentTask<Vec<A>>
where
    I: IntoIterator,
    I::IntoIter: Send + 'static,
    A: Send + 'static,
    F: FnMut(I::Item) -> AgentTask<A> + Send + 'static,
{
    limited(Site::Step(site), limit, once(items, plan))
}

/// The same where a body can fail.
pub fn try_each_limited<I, A, F>(
    site: &'static StepSite,
    limit: usize,
    items: I,
    plan: F,
) -> AgentTask<Result<Vec<A>, AgentError>>
where
    I: IntoIterator,
    I::IntoIter: Send + 'static,
    A: Send + 'static,
    F: FnMut(I::Item) -> AgentTask<Result<A, AgentError>> + Send + 'static,
{
    try_limited(Site::Step(site), limit, once(items, plan))
}

/// Those that passed their test.
pub fn passed<A: Send + 'static>(all: AgentTask<Vec<Option<A>>>) -> AgentTask<Vec<A>> {
    all.map(|all| all.into_iter().flatten().collect())
}

/// The same where a body can fail.
pub fn try_passed<A: Send + 'static>(
    all: AgentTask<Result<Vec<Option<A>>, AgentError>>,
) -> AgentTask<Result<Vec<A>, AgentError>> {
    all.map(|all| all.map(|all| all.into_iter().flatten().collect()))
}

/// The plans of items, as an iterator that can be taken once.
fn once<I, A, F>(items: I, plan: F) -> Box<dyn Fn() -> Option<Plans<A>> + Send + Sync>
where
    I: IntoIterator,
    I::IntoIter: Send + 'static,
    A: 'static,
    F: FnMut(I::Item) -> AgentTask<A> + Send + 'static,
{
    let plans: Plans<A> = Box::new(items.into_iter().map(plan));
    let plans = Mutex::new(Some(plans));
    Box::new(move || plans.lock().unwrap_or_else(PoisonError::into_inner).take())
}

/// The items in groups, whose plans are made when they start.
fn groups<I, A, F>(site: &'static StepSite, items: I, plan: F) -> Vec<Planned<A>>
where
    I: IntoIterator,
    I::Item: Send + 'static,
    A: Send + 'static,
    F: FnMut(I::Item) -> AgentTask<A> + Send + 'static,
{
    // Only the making of plans is locked, which is short. What is planned runs afterwards.
    let plan = Arc::new(Mutex::new(plan));
    let mut items = items.into_iter().fuse();
    let group = || {
        let items: Vec<_> = items.by_ref().take(GROUP).collect();
        let (count, plan) = (items.len(), Arc::clone(&plan));
        let make = move || {
            let mut plan = plan.lock().unwrap_or_else(PoisonError::into_inner);
            items.into_iter().map(&mut *plan).collect()
        };
        (count > 0).then(|| Planned::new(Site::Step(site), count, make))
    };
    std::iter::from_fn(group).collect()
}
