//! Policies of a step, and `race`, which an error calls by the name of the step.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use super::kind::Probe;
use crate::AgentTask;
use crate::error::AgentError;
use crate::policy::{self, Budget, Limit, Retry, Store};
use crate::site::{Site, StepSite};

type Tried<A> = AgentTask<Result<A, AgentError>>;

/// The first that finishes.
pub fn race<A: Send + 'static>(_site: &'static StepSite, racers: Vec<AgentTask<A>>) -> AgentTask<A> {
    crate::race(racers)
}

/// The first that succeeds.
pub fn first_success<A: Send + 'static>(site: &'static StepSite, racers: Vec<Tried<A>>) -> Tried<A> {
    policy::first_success::first_success_at(Site::Step(site), racers)
}

/// `#[retry(..)]`.
pub fn retry<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, policy: Retry) -> Tried<A> {
    policy::retry::retry_at(Site::Step(site), task, policy)
}

/// `#[timeout(..)]`.
pub fn timeout<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, limit: Duration) -> Tried<A> {
    policy::timeout::timeout_at(Site::Step(site), task, limit)
}

/// The same around what can fail.
pub fn try_timeout<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, limit: Duration) -> Tried<A> {
    policy::timeout::try_timeout_at(Site::Step(site), task, limit)
}

/// `#[within(..)]`.
pub fn within<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, budget: &Budget) -> Tried<A> {
    policy::budget::within_at(Site::Step(site), task, budget)
}

/// The same around what can fail.
pub fn try_within<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, budget: &Budget) -> Tried<A> {
    policy::budget::try_within_at(Site::Step(site), task, budget)
}

/// `#[hedge(..)]`.
pub fn hedge<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, delay: Duration) -> AgentTask<A> {
    policy::hedge::hedge_at(Site::Step(site), task, delay)
}

/// `#[fallback(..)]` with what can't fail.
pub fn fallback<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, other: AgentTask<A>) -> AgentTask<A> {
    policy::fallback::fallback_at(Site::Step(site), task, other)
}

/// `#[fallback(..?)]`.
pub fn try_fallback<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, other: Tried<A>) -> Tried<A> {
    policy::fallback::try_fallback_at(Site::Step(site), task, other)
}

/// `#[limit(..)]`.
pub fn limit<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, limit: &Limit) -> AgentTask<A> {
    policy::limit::limit_at(Site::Step(site), task, limit)
}

/// `#[cached]`.
pub fn cached<K, A>(site: &'static StepSite, task: AgentTask<A>, key: K) -> AgentTask<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    policy::cached::cached_at(Site::Step(site), task, key)
}

/// The same around what can fail.
pub fn try_cached<K, A>(site: &'static StepSite, task: Tried<A>, key: K) -> Tried<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    policy::cached::try_cached_at(Site::Step(site), task, key)
}

/// `#[cached(store = ..)]`.
pub fn cached_in<K, A, S>(site: &'static StepSite, task: AgentTask<A>, (store, key): (Arc<S>, K)) -> AgentTask<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
    S: Store<K, A> + 'static,
{
    policy::cached::cached_in_at(Site::Step(site), task, store, key)
}

/// The same around what can fail.
pub fn try_cached_in<K, A, S>(site: &'static StepSite, task: Tried<A>, (store, key): (Arc<S>, K)) -> Tried<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
    S: Store<K, A> + 'static,
{
    policy::cached::try_cached_in_at(Site::Step(site), task, store, key)
}

/// The first choice: a value that tells calls apart.
pub trait IsKey {
    /// The tag.
    fn key(&self) -> Key;
}

impl<K: Hash + Eq + Clone> IsKey for &Probe<K> {
    fn key(&self) -> Key {
        Key
    }
}

/// The second choice: any value. It was reported, and all calls count as equal.
pub trait IsNoKey {
    /// The tag.
    fn key(&self) -> NoKey;
}

impl<K> IsNoKey for Probe<K> {
    fn key(&self) -> NoKey {
        NoKey
    }
}

/// The value tells calls apart.
pub struct Key;
/// The value was refused.
pub struct NoKey;

impl Key {
    /// A part of the key.
    pub fn of<K: Clone>(self, value: &K) -> K {
        value.clone()
    }
}

impl NoKey {
    /// Nothing.
    pub fn of<K>(self, _value: &K) {}
}
