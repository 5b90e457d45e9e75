//! What has run once and need not run again.

mod store;

use std::collections::HashMap;
use std::hash::Hash;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};

pub use store::Store;
use store::{InStore, stored};

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, Once};
use crate::site::Site;
use crate::task::{Node, Step};
use crate::watch::What;

impl<A: Clone + Send + 'static> AgentTask<A> {
    /// The same task, run once for each key: in one run, tasks that were made at this place in the program with equal
    /// keys run once, and each gets a clone of the value.
    ///
    /// The first that comes to it runs it; those that come meanwhile wait without holding a thread, and go on if it is
    /// cancelled. The key has to tell all that the value depends on. A second run runs anew;
    /// [`cached_in`](AgentTask::cached_in) keeps values for longer. To share one task, rather than all that are made at
    /// a place, see [`share`](crate::share).
    ///
    /// Law: `t.cached(k) == t` for a pure `t`.
    ///
    /// ```
    /// use agentflow::{lazy_task, sequence_tasks};
    /// use std::sync::atomic::{AtomicU32, Ordering};
    ///
    /// static CALLS: AtomicU32 = AtomicU32::new(0);
    /// let length = |word: &'static str| {
    ///     let ask = lazy_task(move || {
    ///         CALLS.fetch_add(1, Ordering::Relaxed);
    ///         word.len()
    ///     });
    ///     ask.cached(word)
    /// };
    /// let plan = sequence_tasks(["map", "reduce", "map"].map(length).to_vec());
    /// assert_eq!(plan.await_result(), [3, 6, 3]);
    /// assert_eq!(CALLS.load(Ordering::Relaxed), 2);
    /// ```
    #[doc(alias = "memoize")]
    #[track_caller]
    pub fn cached<K>(self, key: K) -> Self
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
    {
        cached_at(Site::At(Location::caller()), self, key)
    }

    /// The same task, run only if `store` has no value for `key`; what it yields is put there. Runs that have the same
    /// store have the same values, at whatever place in the program.
    ///
    /// In one run, it is also [`cached`](AgentTask::cached), for each store by itself. The store is asked by a thread that may wait, so it can be
    /// a file; the simplest one is a `Mutex<HashMap<K, A>>`. For a task that can fail, see
    /// [`try_cached_in`](AgentTask::try_cached_in).
    ///
    /// Law: `t.cached_in(s, k) == t` for a pure `t`, if `s` has nothing else for `k`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    /// use std::collections::HashMap;
    /// use std::sync::{Arc, Mutex};
    ///
    /// let store = Arc::new(Mutex::new(HashMap::from([("map", 3)])));
    /// let unknown = lazy_task(|| 6).cached_in(Arc::clone(&store), "reduce");
    /// let known = lazy_task(|| panic!("it does not run")).cached_in(Arc::clone(&store), "map");
    /// assert_eq!(unknown.zip(known).await_result(), (6, 3));
    /// assert_eq!(store.lock().unwrap()["reduce"], 6);
    /// ```
    #[track_caller]
    pub fn cached_in<K>(self, store: Arc<impl Store<K, A> + 'static>, key: K) -> Self
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
    {
        cached_in_at(Site::At(Location::caller()), self, store, key)
    }
}

impl<A, E> AgentTask<Result<A, E>>
where
    A: Clone + Send + 'static,
    E: Clone + Send + 'static,
{
    /// The same for a task that can fail: a failure goes to all that wait for it, and is not kept for those that come
    /// later.
    ///
    /// Law: `t.try_cached(k) == t` for a pure `t`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// let parse = |text: &'static str| lazy_task(move || text.parse::<u8>()).try_cached(text);
    /// let plan = parse("x").and_then(move |first| parse("x").map(move |second| (first.clone(), second)));
    /// let (first, second) = plan.await_result();
    /// assert!(first.is_err() && second.is_err()); // it was tried twice
    /// ```
    #[track_caller]
    pub fn try_cached<K>(self, key: K) -> Self
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
    {
        try_cached_at(Site::At(Location::caller()), self, key)
    }

    /// The same as [`cached_in`](AgentTask::cached_in) for a task that can fail: only what succeeds is put into the
    /// store.
    ///
    /// Law: `t.try_cached_in(s, k) == t` for a pure `t`, if `s` has nothing else for `k`.
    ///
    /// ```
    /// use agentflow::lazy_task;
    /// use std::collections::HashMap;
    /// use std::sync::{Arc, Mutex};
    ///
    /// let store = Arc::new(Mutex::new(HashMap::new()));
    /// let parse = |text: &'static str| lazy_task(move || text.parse::<u8>()).try_cached_in(Arc::clone(&store), text);
    /// assert!(parse("7").await_result().is_ok() && parse("x").await_result().is_err());
    /// assert_eq!(*store.lock().unwrap(), HashMap::from([("7", 7)]));
    /// ```
    #[track_caller]
    pub fn try_cached_in<K>(self, store: Arc<impl Store<K, A> + 'static>, key: K) -> Self
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
    {
        try_cached_in_at(Site::At(Location::caller()), self, store, key)
    }
}

pub(crate) fn cached_at<K, A>(site: Site, task: AgentTask<A>, key: K) -> AgentTask<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    AgentTask::from_node(task.kind().first(), Cached { site, task, key, keep: |_| true })
}

pub(crate) fn try_cached_at<K, A, E>(site: Site, task: AgentTask<Result<A, E>>, key: K) -> AgentTask<Result<A, E>>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
    E: Clone + Send + 'static,
{
    AgentTask::from_node(task.kind().first(), Cached { site, task, key, keep: Result::is_ok })
}

pub(crate) fn cached_in_at<K, A>(
    site: Site,
    task: AgentTask<A>,
    store: Arc<impl Store<K, A> + 'static>,
    key: K,
) -> AgentTask<A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    let key = InStore { store, key };
    cached_at(site, stored(site, task, &key, |a| a, |a| Some(a)), key)
}

pub(crate) fn try_cached_in_at<K, A, E>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    store: Arc<impl Store<K, A> + 'static>,
    key: K,
) -> AgentTask<Result<A, E>>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
    E: Clone + Send + 'static,
{
    let key = InStore { store, key };
    try_cached_at(site, stored(site, task, &key, Ok, |result| result.as_ref().ok()), key)
}

struct Cached<K, A> {
    site: Site,
    task: AgentTask<A>,
    key: K,
    /// Whether a value is kept for those that come later.
    keep: fn(&A) -> bool,
}

/// The values of one place in one run.
type Values<K, A> = Mutex<HashMap<K, Arc<Once<A>>>>;

impl<K, A> Node<A> for Cached<K, A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        match cx.call(self.site, || self.once_in(cx)) {
            Some(once) => {
                if once.is_done() {
                    cx.scope.tell(|| What::Cached);
                }
                once.run(
                    cx,
                    self.site,
                    &self.task,
                    self.keep,
                    AgentTask::of(self.task.kind().first(), Arc::clone(&self) as _),
                )
            }
            None => Step::Stopped,
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.around("cached", self.site, &self.task);
    }
}

impl<K, A> Cached<K, A>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    A: Clone + Send + 'static,
{
    fn once_in(&self, cx: &Cx<'_>) -> Arc<Once<A>> {
        let values: Arc<Values<K, A>> = cx.scope.run().cells.at(self.site);
        let key = self.key.clone();
        // Dropped when the lock is open again: its value is a user's.
        let _not_for_it: Arc<Once<A>>;
        let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
        let once = values.entry(key).or_default();
        if once.is_not_for(cx.scope) {
            _not_for_it = std::mem::take(once);
        }
        Arc::clone(once)
    }
}
