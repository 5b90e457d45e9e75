//! An agent of a graph. Its type is known where it is made and nowhere else: what runs it knows the type of what it leaves
//! behind only, so that a program pays for that once, and not for each agent.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::agent::{Agent, Finished};
use super::finish::{Finish, FinishTask};
use super::kind::{Fut, FutOf, Plain, Task};
use super::leaf::{Env, Owner};
use crate::executor::Class;
use crate::primitive::async_task::polled_agent;
use crate::run::{Cx, run_elsewhere};
use crate::site::{Site, StepSite};
use crate::task::{Kind, Step};

/// What the agents of a graph share in one run.
pub(super) type Shared = dyn Any + Send + Sync;

/// An agent of a graph.
pub struct Vertex<U> {
    form: Form<U>,
    kind: Kind,
    site: &'static StepSite,
}

enum Form<U> {
    Call(Arc<Call<U>>),
    Task(Arc<dyn GivesTask<U>>),
    Future(Box<Make<U>>),
}

type Call<U> = dyn Fn(&Shared) -> U + Send + Sync;
type Make<U> = dyn Fn(&Arc<Shared>) -> BoxFuture<U> + Send + Sync;
/// An agent that gives a task. It is held by each run of it, so its handle is all that a graph has to hold.
trait GivesTask<U>: Send + Sync {
    fn run(self: Arc<Self>, shared: &Arc<Shared>, cx: &Cx<'_>) -> Step<U>;
}

type BoxFuture<U> = Pin<Box<dyn Future<Output = U> + Send>>;

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

    /// Takes its first step, in a node of its kind.
    pub(super) fn run(&self, shared: &Arc<Shared>, cx: &Cx<'_>) -> Step<U> {
        let site = self.site();
        match &self.form {
            Form::Call(call) if self.kind == Kind::Async => {
                let (call, shared) = (Arc::clone(call), Arc::clone(shared));
                Step::Later(run_elsewhere(*cx, Class::Blocking, move |cx| called(cx, site, &*call, &*shared)).into())
            }
            Form::Call(call) => called(cx, site, &**call, &**shared),
            Form::Task(agent) => Arc::clone(agent).run(shared, cx),
            Form::Future(make) => {
                let future = make(shared);
                Step::Later(polled_agent(site, move || future))
            }
        }
    }
}

fn called<U>(cx: &Cx<'_>, site: Site, call: &Call<U>, shared: &Shared) -> Step<U> {
    cx.call(site, || call(shared)).map_or(Step::Stopped, Step::Done)
}

/// An agent of a graph.
pub fn vertex<X, U>(agent: impl IntoVertex<X, U>) -> Vertex<U> {
    agent.into_vertex()
}

/// The agents of a graph.
pub fn vertices<U, const N: usize>(agents: [Vertex<U>; N]) -> Vec<Vertex<U>> {
    agents.into()
}

/// An agent of a graph that says itself what it yields: where a workflow of another type is expected, that is compared with
/// the workflow then, and not with its parts.
pub trait IsVertex {
    /// What it yields.
    type Value: Send + 'static;
    /// The agent.
    fn vertex(self) -> Vertex<Self::Value>;
}

impl<U: Send + 'static> IsVertex for Vertex<U> {
    type Value = U;

    fn vertex(self) -> Vertex<U> {
        self
    }
}

/// An agent that can be one of a graph, whose agents share an `X`.
pub trait IntoVertex<X, U> {
    /// The agent as one of many.
    fn into_vertex(self) -> Vertex<U>;
}

/// What is shared, as what it is.
fn known<X: 'static>(shared: &Shared) -> &X {
    shared.downcast_ref().unwrap_or_else(|| unreachable!("the agents of a graph share what the graph holds"))
}

/// The same as a handle.
fn owned<X: Send + Sync + 'static>(shared: &Arc<Shared>) -> Arc<X> {
    Arc::clone(shared).downcast().unwrap_or_else(|_| unreachable!("the agents of a graph share what the graph holds"))
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
        let (kind, site, thunk, finish) = (self.step.kind(), self.step.site, self.step.closures.0, self.finish);
        let call = move |shared: &Shared| {
            let shared = known(shared);
            finish.finish(shared, thunk(shared, ()).0)
        };
        Vertex { form: Form::Call(Arc::new(call)), kind, site }
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
        Vertex { kind: self.step.kind_of_task(), site: self.step.site, form: Form::Task(Arc::new(self)) }
    }
}

impl<X, A, T, S, F> GivesTask<F::Out> for Agent<X, (), Task<A>, (T, S), F>
where
    X: Send + Sync + 'static,
    A: Send + 'static,
    T: Fn(&X, ()) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: FinishTask<X, A>,
{
    fn run(self: Arc<Self>, shared: &Arc<Shared>, cx: &Cx<'_>) -> Step<F::Out> {
        let (site, place) = (Site::Step(self.step.site), InRun { shared: Arc::clone(shared), agent: self });
        let Some(Task(task)) = cx.call(site, || (place.agent.step.closures.0)(known(&*place.shared), ())) else {
            return Step::Stopped;
        };
        F::go_on::<_, false>(cx, task, &place, |place, value| place.agent.finish.finish(known(&*place.shared), value))
    }
}

/// An agent that gives a task, in a run.
struct InRun<L> {
    shared: Arc<Shared>,
    agent: Arc<L>,
}

impl<L> Clone for InRun<L> {
    fn clone(&self) -> Self {
        InRun { shared: Arc::clone(&self.shared), agent: Arc::clone(&self.agent) }
    }
}

impl<X, Fu, T, S, F> IntoVertex<X, F::Out> for Agent<X, (), Fut<Fu>, (T, S), F>
where
    X: Send + Sync + 'static,
    Fu: Future + Send + 'static,
    T: Fn(&X, ()) -> Fut<Fu> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, Fu::Output>,
{
    fn into_vertex(self) -> Vertex<F::Out> {
        let (site, agent) = (self.step.site, Arc::new(self));
        let make = move |shared: &Arc<Shared>| -> BoxFuture<F::Out> {
            let (shared, agent) = (owned::<X>(shared), Arc::clone(&agent));
            Box::pin(async move {
                let value = (agent.step.closures.0)(&shared, ()).0.await;
                agent.finish.finish(&shared, value)
            })
        };
        Vertex { form: Form::Future(Box::new(make)), kind: Kind::Async, site }
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
        let (site, later, finish) = (self.step.site, self.step.closures.1, self.finish);
        let make = move |shared: &Arc<Shared>| -> BoxFuture<F::Out> {
            let future = later(owned::<X>(shared), ());
            let shared = Arc::clone(shared);
            Box::pin(Finished { future, finish: move |value| finish.finish(known(&*shared), value) })
        };
        Vertex { form: Form::Future(Box::new(make)), kind: Kind::Async, site }
    }
}
