//! An agent of a graph. Its type is known where it is made and nowhere else: what runs it knows the type of what it leaves
//! behind only, so that a program pays for that once, and not for each agent.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::agent::Agent;
use super::finish::{Finish, FinishTask};
use super::flow::Share;
use super::kind::{Fut, FutOf, Plain, Task};
use super::leaf::{Env, Owner};
use crate::run::Cx;
use crate::site::{Site, StepSite};
use crate::task::{Kind, Step};

/// What the agents of a graph share in one run.
pub(super) type Shared = dyn Share;

/// An agent of a graph.
pub struct Vertex<U> {
    pub(super) form: Form<U>,
    kind: Kind,
    site: &'static StepSite,
}

/// What is compiled for an agent.
pub(super) enum Form<U> {
    Call(Box<dyn Calls<U>>),
    Task(Box<dyn GivesTask<U>>),
    Future(Box<dyn MakesFuture<U>>),
}

/// An agent that gives its value.
pub(super) trait Calls<U>: Send + Sync {
    fn call(&self, shared: &Shared) -> U;
}

/// An agent that gives a task.
pub(super) trait GivesTask<U>: Send + Sync + 'static {
    fn run(&self, site: Site, shared: &Arc<Shared>, cx: &Cx<'_>) -> Step<U>;
}

/// An agent that gives a future.
pub(super) trait MakesFuture<U>: Send + Sync {
    fn make(&self, shared: &Arc<Shared>) -> Pin<Box<dyn AgentFuture<U>>>;
}

/// The future of an agent, which is polled by what has all that agents share.
pub(super) trait AgentFuture<U>: Send {
    fn poll(self: Pin<&mut Self>, shared: &Shared, cx: &mut Context<'_>) -> Poll<U>;
}

/// The same as a [`Future`].
pub(super) struct Awaits<U> {
    pub(super) future: Pin<Box<dyn AgentFuture<U>>>,
    pub(super) shared: Arc<Shared>,
}

impl<U> Future for Awaits<U> {
    type Output = U;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<U> {
        let Awaits { future, shared } = &mut *self;
        future.as_mut().poll(&**shared, cx)
    }
}

impl<U: Send + 'static> Vertex<U> {
    /// Where it may start.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Where it is written.
    pub(super) fn site(&self) -> Site {
        Site::Step(self.site)
    }

    /// The same with all that is known there.
    pub(super) fn step_site(&self) -> &'static StepSite {
        self.site
    }

    /// Whether it is worth a word: what only puts values together is not.
    pub(super) fn is_agent(&self) -> bool {
        !matches!((&self.form, self.kind), (Form::Call(_), Kind::Inline))
    }

    /// Whether it is a user's code that does more than put values together.
    pub(super) fn is_code(&self) -> bool {
        match self.form {
            Form::Call(_) => self.kind == Kind::Async || !self.site.merges,
            Form::Task(_) => false,
            Form::Future(_) => true,
        }
    }
}

/// The closures of an agent, without its site and its kind. They capture nothing, so that a box of it takes no memory.
pub(super) struct Does<X, W, S, F> {
    closures: S,
    finish: F,
    types: PhantomData<fn(&X) -> W>,
}

impl<X, W, S, F> Does<X, W, S, F> {
    pub(super) fn of(agent: Agent<X, (), W, S, F>) -> Self {
        Does { closures: agent.step.closures, finish: agent.finish, types: PhantomData }
    }
}

/// An agent of a graph.
pub fn vertex<X, U>(agent: impl IntoVertex<X, U>) -> Vertex<U> {
    agent.into_vertex()
}

/// The agents of a graph.
pub fn vertices<U, const N: usize>(agents: [Vertex<U>; N]) -> Vec<Vertex<U>> {
    agents.into()
}

/// What can be an agent of a graph.
pub trait IntoVertex<X, U> {
    /// As an agent of a graph.
    fn into_vertex(self) -> Vertex<U>;
}

/// What the agents share, for one of them.
#[inline(never)]
fn known<X: 'static>(shared: &Shared) -> &X {
    (shared as &dyn Any)
        .downcast_ref()
        .unwrap_or_else(|| unreachable!("the agents of a graph share what the graph holds"))
}

/// The same as a handle.
#[inline(never)]
fn owned<X: Send + Sync + 'static>(shared: &Arc<Shared>) -> Arc<X> {
    let shared = Arc::clone(shared) as Arc<dyn Any + Send + Sync>;
    shared.downcast().unwrap_or_else(|_| unreachable!("the agents of a graph share what the graph holds"))
}

impl<X, R, T, S, F> IntoVertex<X, F::Out> for Agent<X, (), Plain<R>, (T, S), F>
where
    X: 'static,
    R: 'static,
    T: Fn(&X, ()) -> Plain<R> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, R>,
{
    fn into_vertex(self) -> Vertex<F::Out> {
        Vertex { kind: self.step.kind(), site: self.step.site, form: Form::Call(Box::new(Does::of(self))) }
    }
}

impl<X, R, T, S, F> Calls<F::Out> for Does<X, Plain<R>, (T, S), F>
where
    X: 'static,
    T: Fn(&X, ()) -> Plain<R> + Send + Sync,
    S: Send + Sync,
    F: Finish<X, R>,
{
    fn call(&self, shared: &Shared) -> F::Out {
        let shared = known(shared);
        self.finish.finish(shared, (self.closures.0)(shared, ()).0)
    }
}

impl<X, A, T, S, F> IntoVertex<X, F::Out> for Agent<X, (), Task<A>, (T, S), F>
where
    X: Send + Sync + 'static,
    A: Send + 'static,
    T: Fn(&X, ()) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: FinishTask<X, A>,
{
    fn into_vertex(self) -> Vertex<F::Out> {
        Vertex { kind: self.step.kind_of_task(), site: self.step.site, form: Form::Task(Box::new(Does::of(self))) }
    }
}

impl<X, A, T, S, F> GivesTask<F::Out> for Does<X, Task<A>, (T, S), F>
where
    X: Send + Sync + 'static,
    A: Send + 'static,
    T: Fn(&X, ()) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: FinishTask<X, A>,
{
    fn run(&self, site: Site, shared: &Arc<Shared>, cx: &Cx<'_>) -> Step<F::Out> {
        let task = cx.call(site, || (self.closures.0)(known(&**shared), ()));
        let Some(Task(task)) = task else { return Step::Stopped };
        let place = InRun { shared: Arc::clone(shared), finish: self.finish };
        F::go_on::<_, false>(cx, task, &place, |place, value| place.finish.finish(known(&*place.shared), value))
    }
}

/// What becomes of the value of a task, in a run.
#[derive(Clone)]
struct InRun<F> {
    shared: Arc<Shared>,
    finish: F,
}

// Nothing in it is ever pinned in place.
impl<F> Unpin for InRun<F> {}

impl<X, Fu, T, S, F> IntoVertex<X, F::Out> for Agent<X, (), Fut<Fu>, (T, S), F>
where
    X: Send + Sync + 'static,
    Fu: Future + Send + 'static,
    T: Fn(&X, ()) -> Fut<Fu> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, Fu::Output>,
{
    fn into_vertex(self) -> Vertex<F::Out> {
        Vertex { kind: Kind::Async, site: self.step.site, form: Form::Future(Box::new(Does::of(self))) }
    }
}

impl<X, Fu, T, S, F> MakesFuture<F::Out> for Does<X, Fut<Fu>, (T, S), F>
where
    X: Send + Sync + 'static,
    Fu: Future + Send + 'static,
    T: Fn(&X, ()) -> Fut<Fu> + Send + Sync,
    S: Send + Sync,
    F: Finish<X, Fu::Output>,
{
    fn make(&self, shared: &Arc<Shared>) -> Pin<Box<dyn AgentFuture<F::Out>>> {
        let Fut(future) = (self.closures.0)(known(&**shared), ());
        Box::pin(Finished { future, finish: self.finish, of: PhantomData::<fn(&X)> })
    }
}

impl<X, O, T, S, Fu, F> IntoVertex<X, F::Out> for Agent<X, (), FutOf<O>, (T, S), F>
where
    X: Env<X>,
    O: 'static,
    T: Send + Sync + 'static,
    S: Fn(Owner<X>, ()) -> Fu + Send + Sync + 'static,
    Fu: Future<Output = O> + Send + 'static,
    F: Finish<X, O>,
{
    fn into_vertex(self) -> Vertex<F::Out> {
        Vertex { kind: Kind::Async, site: self.step.site, form: Form::Future(Box::new(Does::of(self))) }
    }
}

impl<X, O, T, S, Fu, F> MakesFuture<F::Out> for Does<X, FutOf<O>, (T, S), F>
where
    X: Env<X>,
    O: 'static,
    T: Send + Sync,
    S: Fn(Owner<X>, ()) -> Fu + Send + Sync,
    Fu: Future<Output = O> + Send + 'static,
    F: Finish<X, O>,
{
    fn make(&self, shared: &Arc<Shared>) -> Pin<Box<dyn AgentFuture<F::Out>>> {
        let future = (self.closures.1)(owned::<X>(shared), ());
        Box::pin(Finished { future, finish: self.finish, of: PhantomData::<fn(&X)> })
    }
}

pin_project! {
    /// A future whose value is finished with what agents share.
    struct Finished<X, Fu, F> {
        #[pin]
        future: Fu,
        finish: F,
        of: PhantomData<fn(&X)>,
    }
}

impl<X, Fu, F> AgentFuture<F::Out> for Finished<X, Fu, F>
where
    X: 'static,
    Fu: Future + Send,
    F: Finish<X, Fu::Output>,
{
    fn poll(self: Pin<&mut Self>, shared: &Shared, cx: &mut Context<'_>) -> Poll<F::Out> {
        let this = self.project();
        this.future.poll(cx).map(|value| this.finish.finish(known(shared), value))
    }
}
