//! So many at once, and so many in a time.

mod queue;

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use queue::{Place, Queue};

use super::agent::Agent;
use crate::AgentTask;
use crate::error::RunError;
use crate::graph::Sketch;
use crate::primitive::async_task::polled_agent;
use crate::run::{Cx, GoOn, go_on_later};
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// How many tasks may run at once, and how many may start in a time: see [`AgentTask::limit`].
///
/// A clone is the same limit. It counts all tasks that are put under it, in whatever workflows and runs they are.
///
/// ```
/// use agentflow::{lazy_task, policy::Limit, sequence_tasks};
/// use std::time::Duration;
///
/// let model = Limit::at_once(4).and_per(1000, Duration::from_secs(60));
/// let plan = sequence_tasks((0..20).map(|n| lazy_task(move || n * n).limit(&model)).collect());
/// assert_eq!(plan.await_result()[19], 361);
/// ```
#[doc(alias = "semaphore")]
#[doc(alias = "rate_limit")]
#[derive(Clone, Debug)]
pub struct Limit(Arc<Queue>);

impl Limit {
    /// At most `n` tasks at once.
    #[must_use]
    pub fn at_once(n: usize) -> Self {
        Limit(Arc::new(Queue::new(Some(n), None)))
    }

    /// At most `n` starts in any stretch of time that is as long as `window`, wherever it begins.
    #[must_use]
    pub fn per(n: usize, window: Duration) -> Self {
        Limit(Arc::new(Queue::new(None, Some((n, window)))))
    }

    /// A new limit that has both rules: this one's, and at most `n` starts in any stretch of time as long as `window`.
    #[must_use]
    pub fn and_per(self, n: usize, window: Duration) -> Self {
        Limit(Arc::new(Queue::new(self.0.at_once, Some((n, window)))))
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The same task under a limit: it starts when there is a place for it, and has that place until it has finished or
    /// is cancelled. It holds no thread while it waits.
    ///
    /// Places are given in the order in which tasks come to ask for one. A task that is cancelled while it waits leaves
    /// the queue. A closure that is running when it is cancelled, and so goes on to its end, has no place any more.
    /// Inside a task that has a place, the same limit is not asked again, since the outer task would wait for the inner
    /// one for ever; tasks that hold places of several limits at once should ask for them in the same order.
    ///
    /// A limit of 0 would never let anything start: such a run ends with an error that says so.
    ///
    /// Law: `t.limit(&l) == t`.
    ///
    /// ```
    /// use agentflow::{lazy_task, policy::Limit};
    ///
    /// let one = Limit::at_once(1);
    /// let both = lazy_task(|| 6).limit(&one).zip(lazy_task(|| 7).limit(&one)); // one after the other
    /// assert_eq!(both.await_result(), (6, 7));
    /// ```
    #[track_caller]
    pub fn limit(self, limit: &Limit) -> Self {
        limit_at(Site::At(Location::caller()), self, limit)
    }
}

pub(crate) fn limit_at<A: Send + 'static>(site: Site, task: AgentTask<A>, limit: &Limit) -> AgentTask<A> {
    let agent = Agent::of(site, &task);
    AgentTask::from_node(Kind::Async, Limited { agent, task, queue: Arc::clone(&limit.0) })
}

struct Limited<A> {
    agent: Agent,
    task: AgentTask<A>,
    queue: Arc<Queue>,
}

impl<A: Send + 'static> Node<A> for Limited<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        if self.queue.gives_no_place() {
            let who = self.agent.name(cx.scope);
            cx.scope
                .fail(RunError::refused(format!("{who} has a limit of 0 and could never start: give it at least 1")));
            return Step::Stopped;
        }
        if cx.scope.carried::<Arc<Queue>>().any(|queue| Arc::ptr_eq(queue, &self.queue)) {
            return Step::Tail(self.task.clone());
        }
        // Whoever queues up has to be polled from then on, or else all behind it would wait for that.
        let (queue, workers) = (Arc::clone(&self.queue), Arc::clone(cx.workers()));
        go_on_later(polled_agent(self.agent.site, move || Queue::enter(&queue, workers)), self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.around("limit", self.agent.site, &self.task);
    }
}

impl<A: Send + 'static> GoOn<Place, A> for Limited<A> {
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, place: Place) -> Step<A> {
        let part = cx.scope.part_with(Arc::new(Arc::clone(&self.queue)));
        cx.go_on_holding(part, Step::Tail(self.task.clone()), place)
    }
}
