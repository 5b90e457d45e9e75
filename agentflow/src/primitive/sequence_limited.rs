//! A collection whose tasks are started a few at a time.

use std::convert::Infallible;
use std::iter::Enumerate;
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, ready};

use super::gathered::gathered;
use super::sequence_tasks::sequence;
use crate::AgentTask;
use crate::error::RunError;
use crate::graph::{self, Sketch};
use crate::run::all::Rules;
use crate::run::{Basket, Cx, Outcome, Pending, STEPS_AT_ONCE, Sides, Wait};
use crate::site::{AgentName, Site};
use crate::sync::{Mutex, MutexGuard};
use crate::task::{Kind, Node, Started, Step};

/// A task that runs the tasks which `f` makes of `items`, at most `limit` at once, and yields their values in the order of
/// the items.
///
/// It is lazy: the next item is taken when there is a place for its task, so a million items need no more memory than
/// their values and `limit` tasks. Each run goes through a clone of `items`; `f` and the iterator run between the agents,
/// and should return at once.
///
/// A limit of 0 would never start anything: such a run ends with an error that says so.
///
/// Law: `sequence_limited(n, items, f) == sequence_tasks(items.map(f))` for each `n` of at least 1.
///
/// ```
/// use agentflow::{lazy_task, sequence_limited};
///
/// let plan = sequence_limited(2, 1..=4, |n| lazy_task(move || n * n));
/// assert_eq!(plan.await_result(), [1, 4, 9, 16]);
/// ```
///
/// In the literature: `buffered`, `parTraverseN`.
#[doc(alias = "buffered")]
#[doc(alias = "buffer_unordered")]
#[track_caller]
pub fn sequence_limited<I, A, F>(limit: usize, items: I, f: F) -> AgentTask<Vec<A>>
where
    I: IntoIterator + Clone + Send + Sync + 'static,
    I::IntoIter: Send + 'static,
    A: Send + 'static,
    F: Fn(I::Item) -> AgentTask<A> + Send + Sync + 'static,
{
    limited(Site::At(Location::caller()), limit, each_run(items, f))
}

/// The same for tasks that can fail: it ends with the first failure.
///
/// The tasks that are under way are cancelled at once, and no further item is taken.
///
/// Law: `try_sequence_limited(n, items, f) == try_sequence_tasks(items.map(f))` for each `n` of at least 1, as long as at
/// most one task fails.
///
/// ```
/// use agentflow::{lazy_task, try_sequence_limited};
///
/// let plan = try_sequence_limited(2, ["6", "seven", "8"], |text| lazy_task(move || text.parse::<i32>()));
/// assert!(plan.await_result().is_err());
/// ```
#[doc(alias = "try_buffered")]
#[track_caller]
pub fn try_sequence_limited<I, A, E, F>(limit: usize, items: I, f: F) -> AgentTask<Result<Vec<A>, E>>
where
    I: IntoIterator + Clone + Send + Sync + 'static,
    I::IntoIter: Send + 'static,
    A: Send + 'static,
    E: Send + 'static,
    F: Fn(I::Item) -> AgentTask<Result<A, E>> + Send + Sync + 'static,
{
    try_limited(Site::At(Location::caller()), limit, each_run(items, f))
}

/// The tasks that are still to be started.
pub(crate) type Plans<A> = Box<dyn Iterator<Item = AgentTask<A>> + Send>;

fn each_run<I, A, F>(items: I, f: F) -> impl Fn() -> Option<Plans<A>>
where
    I: IntoIterator + Clone,
    I::IntoIter: Send + 'static,
    A: 'static,
    F: Fn(I::Item) -> AgentTask<A> + Send + Sync + 'static,
{
    let f = Arc::new(f);
    move || {
        let f = Arc::clone(&f);
        Some(Box::new(items.clone().into_iter().map(move |item| f(item))))
    }
}

/// So many sections has the basket: the places are polled by several threads.
const SECTIONS: usize = 16;

/// `open` gives the tasks of one run.
pub(crate) fn limited<A: Send + 'static>(
    site: Site,
    limit: usize,
    open: impl Fn() -> Option<Plans<A>> + Send + Sync + 'static,
) -> AgentTask<Vec<A>> {
    let judge: fn(A) -> Result<A, Infallible> = Ok;
    let all = AgentTask::from_node(Kind::Cpu, Limited { site, limit, open, judge });
    all.map(|all| match all {
        Ok(values) => values,
        Err(never) => match never {},
    })
}

pub(crate) fn try_limited<A: Send + 'static, E: Send + 'static>(
    site: Site,
    limit: usize,
    open: impl Fn() -> Option<Plans<Result<A, E>>> + Send + Sync + 'static,
) -> AgentTask<Result<Vec<A>, E>> {
    let judge: fn(Result<A, E>) -> Result<A, E> = std::convert::identity;
    AgentTask::from_node(Kind::Cpu, Limited { site, limit, open, judge })
}

struct Limited<O, J> {
    site: Site,
    limit: usize,
    open: O,
    judge: J,
}

impl<O: Fn() -> Option<Plans<R>>, R: Send + 'static, J> Limited<O, J> {
    fn plans(&self, sides: Option<Sides>) -> Option<Plans<R>> {
        let plans = (self.open)()?;
        Some(match sides {
            Some(sides) => Box::new(plans.enumerate().map(move |(index, task)| sides.side(index, task))),
            None => plans,
        })
    }
}

impl<O, R, A, E> Node<Result<Vec<A>, E>> for Limited<O, fn(R) -> Result<A, E>>
where
    O: Fn() -> Option<Plans<R>> + Send + Sync + 'static,
    R: Send + 'static,
    A: Send + 'static,
    E: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<Vec<A>, E>> {
        if self.limit == 0 {
            let who = AgentName::from(self.site);
            let why = format!("{who} has a limit of 0, so that no item could ever start: give it at least 1");
            cx.scope.fail(RunError::refused(why));
            return Step::Stopped;
        }
        let sides = cx.sides();
        let first = cx.call(self.site, || {
            let mut plans = self.plans(sides)?.enumerate();
            let first: Vec<_> = plans.by_ref().take(self.limit).collect();
            Some((first, plans))
        });
        let Some(Some((first, plans))) = first else { return Step::Stopped };
        let values = Basket::in_scope(cx.scope, SECTIONS);
        let all = Arc::new(All { plans: Mutex::new(plans), values, site: self.site, judge: self.judge });
        let lanes = first.into_iter().map(|plan| {
            let lane = Lane { all: Arc::clone(&all), first: Mutex::new(Some(plan)) };
            AgentTask::from_node(Kind::Inline, lane)
        });
        let lanes = sequence(lanes.collect(), Rules::all_or_failure().unkept());
        Step::Tail(gathered(lanes, Arc::clone(&all.values)))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.repeated(graph::Kind::Each, format!("at most {} at once", self.limit), self.site);
    }
}

/// What the places of one run share.
struct All<R, A, E> {
    plans: Mutex<Enumerate<Plans<R>>>,
    values: Arc<Basket<A>>,
    site: Site,
    judge: fn(R) -> Result<A, E>,
}

impl<R, A: Send + 'static, E> All<R, A, E> {
    /// The next task, with its index. Only the making of it is locked; the task runs afterwards. If the iterator panics,
    /// the run ends, which is what the lane finds out when it goes on.
    fn next(&self, cx: &Cx<'_>) -> Option<(usize, AgentTask<R>)> {
        cx.call(self.site, || lock(&self.plans).next()).flatten()
    }

    fn put(&self, index: usize, result: R) -> Result<(), E> {
        let value = (self.judge)(result)?;
        self.values.put(index, value);
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of the places: it runs a task, then takes the next one, until there is none.
struct Lane<R, A, E> {
    all: Arc<All<R, A, E>>,
    /// The task that it begins with.
    first: Mutex<Option<(usize, AgentTask<R>)>>,
}

impl<R, A, E> Node<Result<(), E>> for Lane<R, A, E>
where
    R: Send + 'static,
    A: Send + 'static,
    E: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<(), E>> {
        let Some((index, first)) = lock(&self.first).take() else { return Step::Stopped };
        self.all.go_on(cx, index, cx.drive(first))
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> Started<Result<(), E>> {
        let Some((index, first)) = lock(&self.first).take() else { return Started::Step(Step::Stopped) };
        let all = Arc::clone(&self.all);
        match cx.start_what_waits(first) {
            Ok(Started::Step(Step::Later(pending))) => Started::Step(all.wait(index, pending)),
            Ok(Started::Step(step)) => Started::Rest(Box::new(move |cx| all.go_on(cx, index, cx.drive_step(step)))),
            Ok(Started::Rest(rest)) => {
                Started::Rest(Box::new(move |cx| all.go_on(cx, index, cx.drive_step(cx.finish(rest)))))
            }
            Err(task) => Started::Rest(Box::new(move |cx| all.go_on(cx, index, cx.drive(task)))),
        }
    }
}

/// What the tasks of a place came to.
enum Turn<R, E> {
    /// The task with this index is waited for.
    Waits(usize, Pending<R>),
    Over(Step<Result<(), E>>),
}

impl<R: Send + 'static, A: Send + 'static, E: Send + 'static> All<R, A, E> {
    /// Goes on from what the task with this index came to.
    fn go_on(self: &Arc<Self>, cx: &Cx<'_>, index: usize, outcome: Outcome<R>) -> Step<Result<(), E>> {
        match self.run(cx, index, outcome) {
            Turn::Waits(index, task) => self.wait(index, task),
            Turn::Over(step) => step,
        }
    }

    fn wait(self: &Arc<Self>, index: usize, task: Pending<R>) -> Step<Result<(), E>> {
        Step::Later(Pending::new(Waiting { all: Arc::clone(self), index, task: Some(task) }))
    }

    /// Runs tasks until one has to be waited for, or there are no more.
    fn run(&self, cx: &Cx<'_>, mut index: usize, mut outcome: Outcome<R>) -> Turn<R, E> {
        for tasks in 1.. {
            match outcome {
                Outcome::Done(result) => {
                    if let Err(error) = self.put(index, result) {
                        return Turn::Over(Step::Done(Err(error)));
                    }
                }
                Outcome::Later(pending) => return Turn::Waits(index, pending),
                Outcome::Stopped => return Turn::Over(Step::Stopped),
            }
            let Some((next, task)) = self.next(cx) else { break };
            if cx.polling && tasks > STEPS_AT_ONCE {
                return Turn::Waits(next, task.into());
            }
            (index, outcome) = (next, cx.drive(task));
        }
        Turn::Over(if cx.is_stopped() { Step::Stopped } else { Step::Done(Ok(())) })
    }
}

/// A place whose task waits. It goes on from task to task where it is polled.
struct Waiting<R, A, E> {
    all: Arc<All<R, A, E>>,
    index: usize,
    /// `None` after it has had its value: what it held is dropped before the next task starts.
    task: Option<Pending<R>>,
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<R, A, E> Unpin for Waiting<R, A, E> {}

impl<R, A, E> Wait<Result<(), E>> for Waiting<R, A, E>
where
    R: Send + 'static,
    A: Send + 'static,
    E: Send + 'static,
{
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<Result<(), E>>> {
        let Waiting { all, index, task } = &mut *self;
        let at = &at.deeper();
        for _ in 0..STEPS_AT_ONCE {
            let Some(waiting) = task else { break };
            let result = ready!(waiting.poll_value(at, cx));
            *task = None;
            match all.run(at, *index, Outcome::Done(result)) {
                Turn::Waits(next, pending) => (*index, *task) = (next, Some(pending)),
                Turn::Over(step) => return Poll::Ready(step),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn leaves(&self) -> u32 {
        self.task.as_ref().map_or(1, Pending::leaves)
    }
}
