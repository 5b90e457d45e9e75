//! `#[cached]`: what tells calls apart, and what is kept of them.

use std::hash::Hash;
use std::sync::Arc;

use super::hold::{Passes, REFUSED, Stays};
use super::kind::Probe;
use crate::AgentTask;
use crate::error::AgentError;
use crate::policy::{Store, cached};
use crate::require::StoreOf;
use crate::site::{Site, StepSite};

type Tried<A> = AgentTask<Result<A, AgentError>>;

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

    /// The key.
    pub fn own<K>(self, value: K) -> K {
        value
    }
}

impl NoKey {
    /// Nothing.
    pub fn of<K>(self, _value: &K) {}

    /// Nothing.
    pub fn own<K>(self, _value: K) {}
}

/// The first choice: a value of which each call can get a clone.
pub trait IsKept {
    /// The tag.
    fn kept(&self) -> Kept;
}

impl<A: Clone> IsKept for &Probe<A> {
    fn kept(&self) -> Kept {
        Kept
    }
}

/// The second choice: any value. It was reported, and each call runs.
pub trait IsNotKept {
    /// The tag.
    fn kept(&self) -> NotKept;
}

impl<A> IsNotKept for Probe<A> {
    fn kept(&self) -> NotKept {
        NotKept
    }
}

/// What [`StoreOf`] asks for; apart from it, so that no message shows this `impl`.
pub trait Keeps<K, A> {}

impl<K, A, S: Store<K, A> + 'static> Keeps<K, A> for Arc<S> {}

/// The first choice: a store for these keys and values.
pub trait IsStore {
    /// The tag.
    fn store(&self) -> Passes;
}

impl<S: StoreOf<K, A>, K, A> IsStore for &Probe<(S, (K, A))> {
    fn store(&self) -> Passes {
        Passes
    }
}

/// The second choice: any value. It was reported, and keeps nothing.
pub trait IsNoStore {
    /// The tag.
    fn store(&self) -> Stays;
}

impl<T> IsNoStore for Probe<T> {
    fn store(&self) -> Stays {
        Stays
    }
}

impl Passes {
    /// The store and the key.
    pub fn stored<T>(self, key: T) -> (T,) {
        (key,)
    }
}

impl Stays {
    /// No store.
    pub fn stored<T, U>(self, _key: T) -> U {
        unreachable!("{REFUSED}")
    }
}

/// The value is kept.
pub struct Kept;
/// The value was refused.
pub struct NotKept;

impl Kept {
    /// `#[cached]`.
    pub fn cached<K, A>(self, site: &'static StepSite, task: AgentTask<A>, key: K) -> AgentTask<A>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        A: Clone + Send + 'static,
    {
        cached::cached_at(Site::Step(site), task, key)
    }

    /// The same around what can fail.
    pub fn try_cached<K, A>(self, site: &'static StepSite, task: Tried<A>, key: K) -> Tried<A>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        A: Clone + Send + 'static,
    {
        cached::try_cached_at(Site::Step(site), task, key)
    }

    /// `#[cached(store = ..)]`.
    pub fn cached_in<K, A, S>(
        self,
        site: &'static StepSite,
        task: AgentTask<A>,
        (store, key): (Arc<S>, K),
    ) -> AgentTask<A>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        A: Clone + Send + 'static,
        S: Store<K, A> + 'static,
    {
        cached::cached_in_at(Site::Step(site), task, store, key)
    }

    /// The same around what can fail.
    pub fn try_cached_in<K, A, S>(self, site: &'static StepSite, task: Tried<A>, (store, key): (Arc<S>, K)) -> Tried<A>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        A: Clone + Send + 'static,
        S: Store<K, A> + 'static,
    {
        cached::try_cached_in_at(Site::Step(site), task, store, key)
    }
}

impl NotKept {
    /// The task as it is.
    pub fn cached<A, K>(self, _site: &'static StepSite, task: AgentTask<A>, _key: K) -> AgentTask<A> {
        task
    }

    /// The same around what can fail.
    pub fn try_cached<A, K>(self, _site: &'static StepSite, task: AgentTask<A>, _key: K) -> AgentTask<A> {
        task
    }

    /// The same with a store.
    pub fn cached_in<A, K>(self, _site: &'static StepSite, task: AgentTask<A>, _key: K) -> AgentTask<A> {
        task
    }

    /// The same with both.
    pub fn try_cached_in<A, K>(self, _site: &'static StepSite, task: AgentTask<A>, _key: K) -> AgentTask<A> {
        task
    }
}
