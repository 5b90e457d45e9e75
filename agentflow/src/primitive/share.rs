//! One run for all who name a task.

use std::panic::Location;
use std::sync::{Arc, PoisonError, Weak};

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, Once, Scope};
use crate::site::Site;
use crate::sync::Mutex;
use crate::task::{Node, Step};

/// A task that runs `task` once a run, however often the plan names it; everybody gets a clone of its value.
///
/// The first that comes to it runs it; the others wait without holding a thread. A second run of the plan runs it anew.
/// It is cancelled when all that wait for it are. If it is the first one's [budget](crate::policy::Budget) that refuses a charge,
/// it runs anew for those who do not spend from that.
///
/// Law: `share(t) == t` for a pure `t`; in `join_results(s.clone(), s, f)` with `s = share(t)`, `t` runs once.
///
/// ```
/// use agentflow::{join_results, lazy_task, share};
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// static CALLS: AtomicU32 = AtomicU32::new(0);
/// let once = share(lazy_task(|| CALLS.fetch_add(1, Ordering::Relaxed)));
/// let plan = join_results(once.clone(), once, |a, b| (a, b));
/// assert_eq!(plan.clone().await_result(), (0, 0));
/// assert_eq!(plan.await_result(), (1, 1));
/// ```
#[doc(alias = "memoize")]
#[track_caller]
pub fn share<A: Clone + Send + 'static>(task: AgentTask<A>) -> AgentTask<A> {
    let site = Site::At(Location::caller());
    AgentTask::from_node(task.kind().first(), Share { site, task, runs: Mutex::default() })
}

struct Share<A> {
    site: Site,
    task: AgentTask<A>,
    /// One for each run that is under way; usually there is one. They are not kept in the run, which may go on for long
    /// after the last use of this task.
    runs: Mutex<Vec<InRun<A>>>,
}

/// A run, and the value in it.
type InRun<A> = (Weak<Scope>, Arc<Once<A>>);

impl<A: Clone + Send + 'static> Node<A> for Share<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        let again = AgentTask::of(self.task.kind().first(), Arc::clone(&self) as _);
        self.once_in(cx.scope).run(cx, self.site, &self.task, |_| true, again)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.once(std::ptr::from_ref(self).addr(), |sketch| sketch.task(&self.task));
    }
}

impl<A> Share<A> {
    fn once_in(&self, scope: &Arc<Scope>) -> Arc<Once<A>> {
        let root = scope.root();
        let is_this = |run: &Weak<Scope>| run.as_ptr() == Arc::as_ptr(root);
        // Dropped when the lock is open again: the values are a user's.
        let _ended: Vec<InRun<A>>;
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |(run, once): &mut InRun<A>| run.strong_count() == 0 || (is_this(run) && once.is_not_for(scope));
        _ended = runs.extract_if(.., is_over).collect();
        if let Some((_, once)) = runs.iter().find(|(run, _)| is_this(run)) {
            return Arc::clone(once);
        }
        let once = Arc::new(Once::default());
        runs.push((Arc::downgrade(root), Arc::clone(&once)));
        once
    }
}
