//! Combinators whose types say all that a description is made of, as those of iterators do.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::{Failure, by_hand};

/// A description of work.
pub trait Task: Clone + Send + Sync + 'static {
    /// What it yields.
    type Out: Send + 'static;

    /// Does it.
    fn run(self) -> impl Future<Output = Result<Self::Out, Failure>> + Send + 'static;

    /// Both at once.
    fn join<T: Task>(self, other: T) -> Join<Self, T> {
        Join(self, other)
    }

    /// Goes on with an async function.
    fn then<F, Fut, B>(self, f: F) -> Then<Self, F>
    where
        F: Fn(Self::Out) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<B, Failure>> + Send + 'static,
        B: Send + 'static,
    {
        Then(self, f)
    }

    /// Goes on with a function that computes.
    fn then_compute<F, B>(self, f: F) -> ThenCompute<Self, F>
    where
        F: Fn(Self::Out) -> Result<B, Failure> + Clone + Send + Sync + 'static,
        B: Send + 'static,
    {
        ThenCompute(self, f)
    }

    /// Goes on with another description.
    fn then_task<F, T>(self, f: F) -> ThenTask<Self, F>
    where
        F: Fn(Self::Out) -> T + Clone + Send + Sync + 'static,
        T: Task,
    {
        ThenTask(self, f)
    }
}

/// A value that is there.
#[derive(Clone)]
pub struct Ready<A>(A);

/// Calls an async function.
pub fn call<A, F, Fut, B>(a: A, f: F) -> Then<Ready<A>, F>
where
    A: Clone + Send + Sync + 'static,
    F: Fn(A) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<B, Failure>> + Send + 'static,
    B: Send + 'static,
{
    Ready(a).then(f)
}

/// Calls a function that computes.
pub fn compute<A, F, B>(a: A, f: F) -> ThenCompute<Ready<A>, F>
where
    A: Clone + Send + Sync + 'static,
    F: Fn(A) -> Result<B, Failure> + Clone + Send + Sync + 'static,
    B: Send + 'static,
{
    Ready(a).then_compute(f)
}

impl<A: Clone + Send + Sync + 'static> Task for Ready<A> {
    type Out = A;

    async fn run(self) -> Result<A, Failure> {
        Ok(self.0)
    }
}

#[derive(Clone)]
pub struct Join<A, B>(A, B);

impl<A: Task, B: Task> Task for Join<A, B> {
    type Out = (A::Out, B::Out);

    async fn run(self) -> Result<Self::Out, Failure> {
        tokio::try_join!(self.0.run(), self.1.run())
    }
}

#[derive(Clone)]
pub struct Then<A, F>(A, F);

impl<A, F, Fut, B> Task for Then<A, F>
where
    A: Task,
    F: Fn(A::Out) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<B, Failure>> + Send + 'static,
    B: Send + 'static,
{
    type Out = B;

    async fn run(self) -> Result<B, Failure> {
        (self.1)(self.0.run().await?).await
    }
}

#[derive(Clone)]
pub struct ThenCompute<A, F>(A, F);

impl<A, F, B> Task for ThenCompute<A, F>
where
    A: Task,
    F: Fn(A::Out) -> Result<B, Failure> + Clone + Send + Sync + 'static,
    B: Send + 'static,
{
    type Out = B;

    async fn run(self) -> Result<B, Failure> {
        let (a, f) = (self.0.run().await?, self.1);
        by_hand::compute(move || f(a)).await?
    }
}

#[derive(Clone)]
pub struct ThenTask<A, F>(A, F);

impl<A, F, T> Task for ThenTask<A, F>
where
    A: Task,
    F: Fn(A::Out) -> T + Clone + Send + Sync + 'static,
    T: Task,
{
    type Out = T::Out;

    async fn run(self) -> Result<T::Out, Failure> {
        (self.1)(self.0.run().await?).run().await
    }
}

/// Runs once for all who use it.
pub struct Share<T: Task> {
    task: T,
    value: Arc<OnceCell<Arc<T::Out>>>,
}

pub fn share<T: Task>(task: T) -> Share<T> {
    Share { task, value: Arc::default() }
}

impl<T: Task> Clone for Share<T> {
    fn clone(&self) -> Self {
        Share { task: self.task.clone(), value: Arc::clone(&self.value) }
    }
}

impl<T: Task<Out: Sync>> Task for Share<T> {
    type Out = Arc<T::Out>;

    async fn run(self) -> Result<Arc<T::Out>, Failure> {
        let task = self.task;
        let value = self.value.get_or_try_init(|| async { task.run().await.map(Arc::new) }).await?;
        Ok(Arc::clone(value))
    }
}
