//! `if` and `match`: the arm that was chosen, as a task that is run once.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use super::hold::{Passes, REFUSED, Stays};
use super::kind::{FutureTag, PlainTag, Probe, Task, TaskTag};
use crate::AgentTask;
use crate::error::AgentError;
use crate::primitive::async_task::polled_agent;
use crate::run::Cx;
use crate::site::{Site, StepSite};
use crate::task::{Kind, Node, Step};

/// The task of the step.
pub fn chosen<A>(task: AgentTask<A>) -> Task<A> {
    Task(task)
}

/// What is known of an arm before it is evaluated: what it is, and what it yields in the end.
pub struct Tell<K, T>(PhantomData<fn() -> (K, T)>);

impl<K, T> Clone for Tell<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for Tell<K, T> {}

impl<K, T> Tell<K, T> {
    /// The type of what it yields.
    pub fn yields(self) -> Probe<T> {
        Probe::new()
    }
}

impl<K: Default, T> Tell<K, T> {
    /// Nothing is known yet.
    #[expect(clippy::new_without_default, reason = "there is no default of what is known")]
    pub fn new() -> Self {
        Tell(PhantomData)
    }

    /// The tag.
    pub fn kind(self) -> K {
        K::default()
    }
}

/// False. What it guards is there for its types.
pub fn never() -> bool {
    false
}

const ONLY_TYPES: &str = "this is there for its types";

impl PlainTag {
    /// An arm that gives a value.
    pub fn tell<T>(self, _tell: Tell<PlainTag, T>, _value: T) -> ! {
        unreachable!("{ONLY_TYPES}")
    }
}

impl TaskTag {
    /// An arm that gives a task.
    pub fn tell<T>(self, _tell: Tell<TaskTag, T>, _task: AgentTask<T>) -> ! {
        unreachable!("{ONLY_TYPES}")
    }
}

impl FutureTag {
    /// An arm that gives a future.
    pub fn tell<F: Future>(self, _tell: Tell<FutureTag, F::Output>, _future: F) -> ! {
        unreachable!("{ONLY_TYPES}")
    }
}

impl<T: Send + 'static> Tell<PlainTag, T> {
    /// It is evaluated where it stands.
    pub fn is_later(self) -> bool {
        false
    }

    /// The value is there.
    pub fn now(self, value: T) -> AgentTask<T> {
        plain(value)
    }

    /// It is no future.
    pub fn later<F: Future<Output = T>>(self, _site: &'static StepSite, _future: F) -> AgentTask<T> {
        unreachable!("{ONLY_TYPES}")
    }
}

impl<T> Tell<TaskTag, T> {
    /// It is evaluated where it stands.
    pub fn is_later(self) -> bool {
        false
    }

    /// The task itself.
    pub fn now(self, task: AgentTask<T>) -> AgentTask<T> {
        task
    }

    /// It is no future.
    pub fn later<F: Future<Output = T>>(self, _site: &'static StepSite, _future: F) -> AgentTask<T> {
        unreachable!("{ONLY_TYPES}")
    }
}

impl<T: Send + 'static> Tell<FutureTag, T> {
    /// It is evaluated where its future is polled.
    pub fn is_later(self) -> bool {
        true
    }

    /// It is nothing yet.
    pub fn now<F: Future<Output = T>>(self, _future: F) -> AgentTask<T> {
        unreachable!("{ONLY_TYPES}")
    }

    /// The agent.
    pub fn later<F>(self, site: &'static StepSite, future: F) -> AgentTask<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        awaited(site, future)
    }
}

impl Passes {
    /// What the arm yields passes.
    pub fn tell<K, T>(self, tell: Tell<K, T>) -> (Tell<K, T>,) {
        (tell,)
    }

    /// An arm that is a value.
    pub fn plain<T: Send + 'static>(self, value: T) -> AgentTask<T> {
        plain(value)
    }
}

impl Stays {
    /// Nothing is known.
    pub fn tell<K, T, U>(self, _tell: Tell<K, T>) -> U {
        unreachable!("{REFUSED}")
    }

    /// No arm.
    pub fn plain<T, U>(self, _value: T) -> U {
        unreachable!("{REFUSED}")
    }
}

/// A value.
pub fn plain<T: Send + 'static>(value: T) -> AgentTask<T> {
    AgentTask::from_node(Kind::Inline, Once(Mutex::new(Some(value))))
}

/// A future.
pub fn awaited<F>(site: &'static StepSite, future: F) -> AgentTask<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    AgentTask::from_node(Kind::Async, OnceAwaited { future: Once(Mutex::new(Some(future))), site })
}

/// Something that is taken once: the plan of a chosen arm is run once.
struct Once<T>(Mutex<Option<T>>);

impl<T> Once<T> {
    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T: Send + 'static> Node<T> for Once<T> {
    fn run(self: Arc<Self>, _cx: &Cx<'_>) -> Step<T> {
        self.take().map_or(Step::Stopped, Step::Done)
    }
}

struct OnceAwaited<F> {
    future: Once<F>,
    site: &'static StepSite,
}

impl<F> Node<F::Output> for OnceAwaited<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<F::Output> {
        let site = Site::Step(self.site);
        if cx.may_be_watched() && cx.refuses_unnamed(site) {
            return Step::Stopped;
        }
        let Some(future) = self.future.take() else { return Step::Stopped };
        Step::Later(polled_agent(site, move || future))
    }
}

/// An arm that can't fail, beside one that can.
pub fn succeeding<T: Send + 'static>(task: AgentTask<T>) -> AgentTask<Result<T, AgentError>> {
    task.map(Ok)
}

/// An arm that ends in `?`.
pub fn asked<A, T>(task: AgentTask<A>, ask: fn(A) -> Result<T, AgentError>) -> AgentTask<Result<T, AgentError>>
where
    A: Send + 'static,
    T: Send + 'static,
{
    task.map(ask)
}

/// An item that passed its test.
pub fn kept<T: Send + 'static>(task: AgentTask<T>) -> AgentTask<Option<T>> {
    task.map(Some)
}

/// The same where the body can fail.
pub fn try_kept<T: Send + 'static>(task: AgentTask<Result<T, AgentError>>) -> AgentTask<Result<Option<T>, AgentError>> {
    task.map(|result| result.map(Some))
}

/// An item that did not pass its test.
pub fn left_out<T: LeftOut + Send + 'static>() -> AgentTask<T> {
    plain(T::left_out())
}

/// What stands for such an item.
pub trait LeftOut {
    /// It.
    fn left_out() -> Self;
}

impl<T> LeftOut for Option<T> {
    fn left_out() -> Self {
        None
    }
}

impl<T> LeftOut for Result<Option<T>, AgentError> {
    fn left_out() -> Self {
        Ok(None)
    }
}
