//! Values that outlive a run.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::budget::is_out_of_budget;
use super::super::then::then;
use crate::AgentTask;
use crate::executor::Class;
use crate::primitive::blocking_task;
use crate::run::run_elsewhere;
use crate::site::Site;
use crate::task::Step;
use crate::watch::What;

/// Where values are kept from one run to the next: see [`AgentTask::cached_in`].
///
/// It is used by several runs at once, on threads that may wait. A store that can't read or write has no value, or
/// forgets it: then the task runs again.
///
/// One that keeps values in files:
///
/// ```
/// use agentflow::{lazy_task, policy::Store};
/// use std::path::PathBuf;
/// use std::sync::Arc;
///
/// struct Folder(PathBuf);
///
/// impl Store<u64, String> for Folder {
///     fn get(&self, key: &u64) -> Option<String> {
///         std::fs::read_to_string(self.0.join(key.to_string())).ok()
///     }
///
///     fn put(&self, key: &u64, value: &String) {
///         // First beside it, so that nobody ever reads half a value.
///         let new = self.0.join(format!("{key}.new"));
///         if std::fs::write(&new, value).is_ok() {
///             let _forgotten = std::fs::rename(new, self.0.join(key.to_string()));
///         }
///     }
/// }
///
/// let folder = Arc::new(Folder(std::env::temp_dir()));
/// let key = std::process::id().into();
/// let answer = |text: &'static str| lazy_task(move || text.to_owned()).cached_in(Arc::clone(&folder), key);
/// assert_eq!(answer("first").await_result(), "first");
/// assert_eq!(answer("second").await_result(), "first"); // another run, another place, the same store and key
/// # std::fs::remove_file(folder.0.join(key.to_string())).unwrap();
/// ```
pub trait Store<K, A>: Send + Sync {
    /// The value for this key, if there is one.
    fn get(&self, key: &K) -> Option<A>;

    /// Keeps a value for later.
    fn put(&self, key: &K, value: &A);
}

/// Keeps everything, in memory.
impl<K, A, S> Store<K, A> for Mutex<HashMap<K, A, S>>
where
    K: Hash + Eq + Clone + Send,
    A: Clone + Send,
    S: BuildHasher + Send,
{
    fn get(&self, key: &K) -> Option<A> {
        self.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: &K, value: &A) {
        self.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), value.clone());
    }
}

/// A key of one store: for an equal key, another store has a value of its own.
pub(super) struct InStore<K, S> {
    pub(super) store: Arc<S>,
    pub(super) key: K,
}

impl<K: Clone, S> Clone for InStore<K, S> {
    fn clone(&self) -> Self {
        InStore { store: Arc::clone(&self.store), key: self.key.clone() }
    }
}

impl<K: PartialEq, S> PartialEq for InStore<K, S> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.store, &other.store) && self.key == other.key
    }
}

impl<K: Eq, S> Eq for InStore<K, S> {}

impl<K: Hash, S> Hash for InStore<K, S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// A task that yields what the store has, or else what `task` yields, which is then put there. `found` makes the value
/// of the task from one of the store, and `worth` finds what is worth keeping in it.
pub(super) fn stored<K, A, B>(
    site: Site,
    task: AgentTask<B>,
    InStore { store, key }: &InStore<K, impl Store<K, A> + 'static>,
    found: fn(A) -> B,
    worth: fn(&B) -> Option<&A>,
) -> AgentTask<B>
where
    K: Clone + Send + Sync + 'static,
    A: Send + 'static,
    B: Send + 'static,
{
    let store: Arc<dyn Store<K, A>> = Arc::clone(store) as _;
    let looked_up = blocking_task::part_at(site, {
        let (store, key) = (Arc::clone(&store), key.clone());
        move || store.get(&key)
    });
    let key = key.clone();
    let kept = then(site, task, move |cx, value| {
        // What an agent made of a refused charge is not its value. Whoever cancels it may come too late to keep that from here.
        if worth(&value).is_none() || is_out_of_budget(cx.scope) {
            return Step::Done(value);
        }
        let (store, key) = (Arc::clone(&store), key.clone());
        let put = move || {
            if let Some(worth) = worth(&value) {
                store.put(&key, worth);
            }
            value
        };
        Step::Later(run_elsewhere(*cx, Class::Blocking, move |cx| cx.value_of(site, put)).into())
    });
    then(site, looked_up, move |cx, value| match value {
        Some(value) => {
            cx.scope.tell(|| What::Cached);
            Step::Done(found(value))
        }
        None => Step::Tail(kept.clone()),
    })
}
