//! An agent of a block: a closure over what the block owns, and what is done with its value.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::hold::{Passes, Stays};
use super::kind::{Fut, FutOf, Plain, Probe, Task};
use crate::AgentTask;
use crate::error::AgentError;
use crate::executor::Class;
use crate::primitive::async_task::polled_agent;
use crate::run::{Cx, Driving, Outcome, Pending, run_elsewhere};
use crate::site::{Site, StepSite};
use crate::task::{Kind, Node, Step};

/// A node that keeps what the agents of a block share.
pub trait Env<X>: Send + Sync + 'static {
    /// What they share.
    fn env(&self) -> &X;
}

/// What the agents of a block share, for an agent that outlives the call: a future.
pub type Owner<X> = Arc<dyn Env<X>>;

/// The way from a node to one of its leaves, as a type.
pub trait Get<N, L>: Send + Sync + 'static {
    /// Goes it.
    fn get(node: &N) -> &L;
}

/// An agent, or a tree of agents, in a node that it is a part of.
pub trait Leaf<X>: Send + Sync + Sized + 'static {
    /// What it is given when it starts.
    type In: Send + 'static;
    /// What it yields.
    type Out: Send + 'static;

    /// Where it may start.
    fn kind(&self) -> Kind;

    /// Takes its first step.
    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: Self::In, cx: &Cx<'_>) -> Step<Self::Out>;

    /// The same as a task of its own.
    fn task<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>) -> AgentTask<Self::Out>
    where
        Self: Leaf<X, In = ()>,
        X: 'static,
    {
        let kind = G::get(node).kind();
        AgentTask::from_node(kind, LeafTask { node: Arc::clone(node), leaf: PhantomData::<fn() -> (X, Self, G)> })
    }
}

struct LeafTask<N, P> {
    node: Arc<N>,
    leaf: PhantomData<fn() -> P>,
}

impl<X, L, G, N> Node<L::Out> for LeafTask<N, (X, L, G)>
where
    X: 'static,
    L: Leaf<X, In = ()>,
    G: Get<N, L>,
    N: Env<X>,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<L::Out> {
        L::run::<N, G>(&self.node, (), cx)
    }
}

/// What is done with the value of an agent.
pub trait Finish<X, R>: Send + Sync + 'static {
    /// What becomes of it.
    type Out: Send + 'static;

    /// Does it.
    fn finish(&self, env: &X, value: R) -> Self::Out;
}

/// What is done with the value of a task.
pub trait FinishTask<X, R>: Finish<X, R> {
    /// Goes on with `task`, and then with what `finish` makes of its value in `node`.
    fn go_on<N>(cx: &Cx<'_>, task: AgentTask<R>, node: &Arc<N>, finish: fn(&N, R) -> Self::Out) -> Step<Self::Out>
    where
        N: Send + Sync + 'static;
}

/// Nothing: so that the last task of a chain is a tail call.
pub struct Keep;

impl<X, R: Send + 'static> Finish<X, R> for Keep {
    type Out = R;

    fn finish(&self, _env: &X, value: R) -> R {
        value
    }
}

impl<X, R: Send + 'static> FinishTask<X, R> for Keep {
    fn go_on<N>(_cx: &Cx<'_>, task: AgentTask<R>, _node: &Arc<N>, _finish: fn(&N, R) -> R) -> Step<R>
    where
        N: Send + Sync + 'static,
    {
        Step::Tail(task)
    }
}

/// What a closure says.
pub struct Then<F>(F);

impl<X, R, O, F> Finish<X, R> for Then<F>
where
    O: Send + 'static,
    F: Fn(&X, R) -> O + Send + Sync + 'static,
{
    type Out = O;

    fn finish(&self, env: &X, value: R) -> O {
        (self.0)(env, value)
    }
}

impl<X, R, O, F> FinishTask<X, R> for Then<F>
where
    R: Send + 'static,
    O: Send + 'static,
    F: Fn(&X, R) -> O + Send + Sync + 'static,
{
    fn go_on<N>(cx: &Cx<'_>, task: AgentTask<R>, node: &Arc<N>, finish: fn(&N, R) -> O) -> Step<O>
    where
        N: Send + Sync + 'static,
    {
        match cx.deeper().drive(task) {
            Outcome::Done(value) => Step::Done(finish(node, value)),
            Outcome::Later(pending) => {
                let leaves = pending.leaves();
                let driving = Driving::new(pending, Arc::clone(cx.scope), cx.depth + 1);
                let node = Arc::clone(node);
                Step::Later(Pending::of(async move { Step::Done(finish(&node, driving.await)) }, leaves))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }
}

/// Carries the types of what agents share and of what they are given into their closures: rustc reads the body of a
/// closure when it comes to it, and has to know them by then.
pub struct Witness<X, I = ()>(PhantomData<fn(I) -> X>);

impl<X, I> Clone for Witness<X, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<X, I> Copy for Witness<X, I> {}

impl<X, I> Witness<X, I> {
    pub(super) fn new() -> Self {
        Witness(PhantomData)
    }

    /// An agent that is given what `_leaf` yields.
    pub fn after<L: Leaf<X>>(self, _leaf: &L) -> Witness<X, L::Out> {
        Witness(PhantomData)
    }

    /// An agent that is given what `_leaf` yields if it does not fail.
    pub fn after_success<L, V>(self, _leaf: &L) -> Witness<X, V>
    where
        L: Leaf<X, Out = Result<V, AgentError>>,
    {
        Witness(PhantomData)
    }

    /// A step that owns what it uses.
    pub fn step<W: Value, T>(self, site: &'static StepSite, thunk: T) -> Begun<X, I, W, (T, ())>
    where
        T: Fn(&X, I) -> W,
    {
        Begun { closures: (thunk, ()), site, place: None, types: PhantomData }
    }

    /// A step that borrows: `later` is its form as a future, which holds what it borrows from.
    pub fn borrowing<W, T, S, F>(self, site: &'static StepSite, thunk: T, later: S) -> Begun<X, I, W, (T, S)>
    where
        W: Value,
        T: Fn(&X, I) -> W,
        S: Fn(Owner<X>, I) -> F,
        F: Future<Output = W::Raw>,
    {
        Begun { closures: (thunk, later), site, place: None, types: PhantomData }
    }

    /// A step that awaits.
    pub fn awaiting<S, F>(self, site: &'static StepSite, later: S) -> Begun<X, I, FutOf<F::Output>, ((), S)>
    where
        S: Fn(Owner<X>, I) -> F,
        F: Future,
    {
        Begun { closures: ((), later), site, place: None, types: PhantomData }
    }

    /// A step as a future; `later` is given its types.
    pub fn later<S, F>(self, later: S) -> S
    where
        S: Fn(Owner<X>, I) -> F,
        F: Future,
    {
        later
    }
}

/// Any thread may poll an agent's future.
pub fn check_later<S, A, B, F>(_later: &S)
where
    S: Fn(A, B) -> F,
    F: Future + Send,
{
}

impl<F> Probe<F> {
    /// The type of the future that `_later` makes.
    pub fn of_later<S, A, B>(_later: &S) -> Self
    where
        S: Fn(A, B) -> F,
    {
        Probe::new()
    }
}

impl Passes {
    /// The future passes.
    pub fn later<X, I, S>(self, _witness: Witness<X, I>, later: S) -> S {
        later
    }
}

impl Stays {
    /// The stand-in of a future that was refused.
    pub fn later<X, I, S, F>(
        self,
        _witness: Witness<X, I>,
        _later: S,
    ) -> impl Fn(Owner<X>, I) -> std::future::Pending<F::Output> + Send + Sync + 'static
    where
        S: Fn(Owner<X>, I) -> F,
        F: Future,
    {
        |_, _| std::future::pending()
    }
}

/// A step before it is known what is done with its value.
pub struct Begun<X, I, W, S> {
    closures: S,
    site: &'static StepSite,
    /// Where it runs, if its type does not say so.
    place: Option<Place>,
    types: PhantomData<fn(&X, I) -> W>,
}

/// Where an ordinary step runs that does not compute.
#[derive(Clone, Copy)]
enum Place {
    /// It is too small for that: where it stands.
    Here,
    /// It waits: on a thread of its own.
    Blocking,
    /// It may compute before it gives its task: on a worker.
    Worker,
}

impl<X, I, W, S> Begun<X, I, W, S> {
    /// It only puts values together.
    pub fn quick(self) -> Self {
        Begun { place: Some(Place::Here), ..self }
    }

    /// It may compute, although it gives a task.
    pub fn computing(self) -> Self {
        Begun { place: Some(Place::Worker), ..self }
    }

    /// It waits for something outside.
    pub fn blocking(self) -> Self {
        Begun { place: Some(Place::Blocking), ..self }
    }
}

impl<X, I, W: Value, S> Begun<X, I, W, S> {
    /// The agent, which yields the value of its step.
    pub fn keep(self) -> Agent<X, I, W, S, Keep> {
        Agent { step: self, finish: Keep }
    }

    /// The agent, which yields what `f` makes of the value of its step.
    pub fn then<F, O>(self, f: F) -> Agent<X, I, W, S, Then<F>>
    where
        F: Fn(&X, W::Raw) -> O,
    {
        Agent { step: self, finish: Then(f) }
    }
}

/// What a step gives, as a wrapper that says what it is.
pub trait Value {
    /// The value that is bound in the end.
    type Raw;
}

impl<R> Value for Plain<R> {
    type Raw = R;
}

impl<A> Value for Task<A> {
    type Raw = A;
}

impl<F: Future> Value for Fut<F> {
    type Raw = F::Output;
}

impl<O> Value for FutOf<O> {
    type Raw = O;
}

/// An agent of a block.
pub struct Agent<X, I, W, S, F> {
    step: Begun<X, I, W, S>,
    finish: F,
}

impl<X, I, R, T, S, F> Leaf<X> for Agent<X, I, Plain<R>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    R: 'static,
    T: Fn(&X, I) -> Plain<R> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, R>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        match self.step.place {
            None | Some(Place::Worker) => Kind::Cpu,
            Some(Place::Here) => Kind::Inline,
            Some(Place::Blocking) => Kind::Async,
        }
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let elsewhere = match G::get(node).kind() {
            Kind::Async => Class::Blocking,
            Kind::Cpu if cx.polling => Class::Cpu,
            _ => return Self::call::<N, G>(node, input, cx),
        };
        let node = Arc::clone(node);
        let call = move |cx: &Cx<'_>| Self::call::<N, G>(&node, input, cx);
        Step::Later(run_elsewhere(*cx, elsewhere, call).into())
    }
}

impl<X, I, R, T, S, F> Agent<X, I, Plain<R>, (T, S), F>
where
    T: Fn(&X, I) -> Plain<R>,
    F: Finish<X, R>,
{
    fn call<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (agent, env) = (G::get(node), node.env());
        let value = cx.call(Site::Step(agent.step.site), || {
            let Plain(value) = (agent.step.closures.0)(env, input);
            agent.finish.finish(env, value)
        });
        value.map_or(Step::Stopped, Step::Done)
    }
}

impl<X, I, A, T, S, F> Leaf<X> for Agent<X, I, Task<A>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    A: Send + 'static,
    T: Fn(&X, I) -> Task<A> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: FinishTask<X, A>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        match self.step.place {
            Some(Place::Worker) => Kind::Cpu,
            _ => Kind::Inline,
        }
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        if cx.polling && G::get(node).kind() == Kind::Cpu {
            let node = Arc::clone(node);
            let call = move |cx: &Cx<'_>| Self::call::<N, G>(&node, input, cx);
            return Step::Later(run_elsewhere(*cx, Class::Cpu, call).into());
        }
        Self::call::<N, G>(node, input, cx)
    }
}

impl<X, I, A, T, S, F> Agent<X, I, Task<A>, (T, S), F>
where
    T: Fn(&X, I) -> Task<A>,
    F: FinishTask<X, A>,
    Self: Send + Sync + 'static,
{
    fn call<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let agent = G::get(node);
        let Some(Task(task)) = cx.call(Site::Step(agent.step.site), || (agent.step.closures.0)(node.env(), input))
        else {
            return Step::Stopped;
        };
        F::go_on(cx, task, node, |node, value| G::get(node).finish.finish(node.env(), value))
    }
}

impl<X, I, Fu, T, S, F> Leaf<X> for Agent<X, I, Fut<Fu>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    Fu: Future + Send + 'static,
    T: Fn(&X, I) -> Fut<Fu> + Send + Sync + 'static,
    S: Send + Sync + 'static,
    F: Finish<X, Fu::Output>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        Kind::Async
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(cx, site, move || {
            let Fut(future) = (G::get(&node).step.closures.0)(node.env(), input);
            Finished { future, node, way: PhantomData::<fn() -> (X, Self, G)> }
        }))
    }
}

impl<X, I, O, T, S, Fu, F> Leaf<X> for Agent<X, I, FutOf<O>, (T, S), F>
where
    X: 'static,
    I: Send + 'static,
    O: 'static,
    T: Send + Sync + 'static,
    S: Fn(Owner<X>, I) -> Fu + Send + Sync + 'static,
    Fu: Future<Output = O> + Send + 'static,
    F: Finish<X, O>,
{
    type In = I;
    type Out = F::Out;

    fn kind(&self) -> Kind {
        Kind::Async
    }

    fn run<N: Env<X>, G: Get<N, Self>>(node: &Arc<N>, input: I, cx: &Cx<'_>) -> Step<F::Out> {
        let (site, node) = (Site::Step(G::get(node).step.site), Arc::clone(node));
        Step::Later(polled_agent(cx, site, move || {
            let owner: Owner<X> = Arc::clone(&node) as Owner<X>;
            let future = (G::get(&node).step.closures.1)(owner, input);
            Finished { future, node, way: PhantomData::<fn() -> (X, Self, G)> }
        }))
    }
}

/// An agent whose value is still to be finished.
trait Finishes<X, R>: 'static {
    type Out;
    fn finish(&self, env: &X, value: R) -> Self::Out;
}

impl<X, I, W, S, R, F> Finishes<X, R> for Agent<X, I, W, S, F>
where
    Self: 'static,
    F: Finish<X, R>,
{
    type Out = F::Out;

    fn finish(&self, env: &X, value: R) -> F::Out {
        self.finish.finish(env, value)
    }
}

pin_project! {
    /// A future whose value is finished. An `async` block would keep the future twice.
    struct Finished<Fu, N, P> {
        #[pin]
        future: Fu,
        node: Arc<N>,
        way: PhantomData<fn() -> P>,
    }
}

impl<Fu, N, X, L, G> Future for Finished<Fu, N, (X, L, G)>
where
    Fu: Future,
    N: Env<X>,
    L: Finishes<X, Fu::Output>,
    G: Get<N, L>,
{
    type Output = L::Out;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<L::Out> {
        let this = self.project();
        let value = ready!(this.future.poll(cx));
        Poll::Ready(G::get(this.node).finish(this.node.env(), value))
    }
}

/// What the agents of a block share, from a handle to it.
pub fn env_of<X: 'static>(owner: &Owner<X>) -> &X {
    owner.env()
}
