//! A task that runs within a budget.

use std::any::Any;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::super::agent::Agent;
use super::super::then::then;
use super::Budget;
use super::tab::Tab;
use crate::AgentTask;
use crate::error::{AgentError, BoxError, OutOfBudget};
use crate::graph::Sketch;
use crate::run::{Cx, Driving, Handle, Outcome, Pending, Scope};
use crate::site::Site;
use crate::task::{Node, Step};

impl<A: Send + 'static> AgentTask<A> {
    /// The same task within a budget: what its agents [`charge`](crate::charge) is spent from it, and when the budget
    /// is out, the task is cancelled and yields an [`AgentError`] whose cause is [`OutOfBudget`].
    ///
    /// Cancelled means, as in [`race`](fn@crate::race): what is queued never starts, what waits is dropped with what it
    /// holds, and a closure that is running finishes and its value is dropped. The values of items that were finished
    /// by then are in the error. Budgets may be nested: an agent then spends from all that are around it.
    ///
    /// Law: with a budget that does not run out, `t.within(&b) == t.map(Ok)`.
    ///
    /// ```
    /// use agentflow::{charge, lazy_task, policy::Budget, sequence_tasks};
    /// use std::time::Duration;
    ///
    /// let budget = Budget::new().limit("calls", 10).time(Duration::from_secs(60));
    /// let call = |n: u32| lazy_task(move || charge("calls", 1).is_ok().then_some(n));
    /// let calls = |n| sequence_tasks((0..n).map(call).collect());
    /// assert_eq!(calls(4).within(&budget).await_result().unwrap().len(), 4);
    /// assert!(calls(7).within(&budget).await_result().is_err());
    /// ```
    #[track_caller]
    pub fn within(self, budget: &Budget) -> AgentTask<Result<A, AgentError>> {
        within_at(Site::At(Location::caller()), self, budget)
    }
}

impl<A, E> AgentTask<Result<A, E>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    /// A task that can fail, [within](AgentTask::within) a budget: its failure and a budget that is out are both an
    /// [`AgentError`].
    ///
    /// Law: with a budget that does not run out, `t.try_within(&b)` is `t` with its error as an `AgentError`.
    ///
    /// ```
    /// use agentflow::{lazy_task, policy::Budget};
    ///
    /// let parse = lazy_task(|| "x".parse::<u8>()).try_within(&Budget::new());
    /// assert!(parse.await_result().unwrap_err().downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    #[track_caller]
    pub fn try_within(self, budget: &Budget) -> AgentTask<Result<A, AgentError>> {
        try_within_at(Site::At(Location::caller()), self, budget)
    }
}

pub(crate) fn within_at<A: Send + 'static>(
    site: Site,
    task: AgentTask<A>,
    budget: &Budget,
) -> AgentTask<Result<A, AgentError>> {
    let agent = Agent::of(site, &task);
    AgentTask::from_node(task.kind().first(), Within { agent, task, budget: budget.clone() })
}

pub(crate) fn try_within_at<A, E>(
    site: Site,
    task: AgentTask<Result<A, E>>,
    budget: &Budget,
) -> AgentTask<Result<A, AgentError>>
where
    A: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    let agent = Agent::of(site, &task);
    then(site, within_at(site, task, budget), move |cx, result| {
        Step::Done(result.and_then(|result| result.map_err(|error| agent.failure(cx.scope, error))))
    })
}

struct Within<A> {
    agent: Agent,
    task: AgentTask<A>,
    budget: Budget,
}

impl<A: Send + 'static> Node<Result<A, AgentError>> for Within<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<A, AgentError>> {
        let (tab, inside) = Tab::open(&self.budget, cx.scope);
        let spending = Spending { agent: self.agent.clone(), tab, scope: Arc::clone(cx.scope) };
        if spending.tab.is_out() {
            return spending.conclude(None);
        }
        let watch = spending.tab.watch(cx, self.agent.site);
        match cx.within(&inside).drive(self.task.clone()) {
            Outcome::Done(a) => spending.conclude(Some(a)),
            Outcome::Stopped if cx.is_stopped() => Step::Stopped,
            Outcome::Stopped => spending.conclude(None),
            Outcome::Later(pending) => {
                let leaves = pending.leaves();
                let task = Some(Driving::new(pending, inside, cx.depth));
                Step::Later(Pending::of(Waiting { task, spending, _watch: watch }, leaves))
            }
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.around("within", self.agent.site, &self.task);
    }
}

/// Who spends, for when it has come to its end.
struct Spending {
    agent: Agent,
    tab: Arc<Tab>,
    scope: Arc<Scope>,
}

impl Spending {
    /// What becomes of the value, or of the lack of one. A budget that is out counts, also if there is a value: it was
    /// not got for what it may cost.
    fn conclude<A: Send + 'static>(&self, value: Option<A>) -> Step<Result<A, AgentError>> {
        let Some(why) = self.tab.why_out() else {
            return value.map_or(Step::Stopped, |a| Step::Done(Ok(a)));
        };
        let mut values = self.tab.baskets.take();
        values.extend(value.map(|a| Box::new(vec![a]) as Box<dyn Any + Send>));
        Step::Done(Err(self.agent.failure(&self.scope, OutOfBudget::new(why, values))))
    }
}

/// Waits for the value, or for the end of the budget.
struct Waiting<A> {
    /// `None` once it is done or cancelled.
    task: Option<Driving<A>>,
    spending: Spending,
    _watch: Option<Handle<()>>,
}

impl<A: Send + 'static> Future for Waiting<A> {
    type Output = Step<Result<A, AgentError>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Waiting { task, spending, .. } = &mut *self;
        // First the waker, then the look: whoever cancels does it the other way round.
        spending.tab.wake_at_end(cx.waker());
        if !spending.tab.is_out()
            && let Some(running) = task
            && let Poll::Ready(a) = Pin::new(running).poll(cx)
        {
            *task = None;
            return Poll::Ready(spending.conclude(Some(a)));
        }
        if !spending.tab.is_out() {
            return Poll::Pending;
        }
        // What is cancelled is gone before anybody hears of it.
        *task = None;
        Poll::Ready(spending.conclude(None))
    }
}
