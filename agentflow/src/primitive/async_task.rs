//! An async function as an agent.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Chain, Cx, Next, Pending, Wait};
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that runs an async agent: the future that `f` makes, a new one for each run.
///
/// With the feature `tokio` (on by default) it is polled inside a tokio runtime, so that its timers and sockets work
/// wherever the plan is run. The future must be `Send`, because any thread may poll it. Cancelling drops it at the
/// `.await` where it stands.
///
/// Law: `async_task(|| async { a }) == completed_task(a)`.
///
/// ```
/// # #[cfg(feature = "tokio")] {
/// use agentflow::async_task;
/// use std::time::Duration;
///
/// let plan = async_task(|| async {
///     tokio::time::sleep(Duration::from_millis(1)).await;
///     42
/// });
/// assert_eq!(plan.await_result(), 42);
/// # }
/// ```
#[doc(alias = "from_future")]
#[track_caller]
pub fn async_task<A, F, Fut>(f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = A> + Send + 'static,
{
    async_at(Site::At(Location::caller()), f)
}

pub(crate) fn async_at<A, F, Fut>(site: Site, f: F) -> AgentTask<A>
where
    A: Send + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = A> + Send + 'static,
{
    AgentTask::from_node(Kind::Async, Async { f, site })
}

struct Async<F> {
    f: F,
    site: Site,
}

impl<A, F, Fut> Node<A> for Async<F>
where
    A: Send + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = A> + Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.agent(self.site, move |_| Step::Later(polled_agent(self.site, move || (self.f)())))
    }

    fn run_followed(self: Arc<Self>, cx: &Cx<'_>, next: &mut Option<Next<A>>) -> Step<A> {
        if cx.may_be_watched() || next.is_none() {
            return self.run(cx);
        }
        let agent = Polled::new(self.site, move || (self.f)());
        Step::Later(Pending::new(Followed { agent, next: next.take() }))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.agent(self.site);
    }
}

/// The future that `make` makes, as an agent. `make` is called by the first poll, so that it finds itself where its
/// future will be polled (tokio's timers want that), and a panic of either ends the run.
pub(crate) fn polled_agent<A, F, Fut>(site: Site, make: F) -> Pending<A>
where
    A: Send + 'static,
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = A> + Send + 'static,
{
    Pending::new(Polled::new(site, make))
}

pin_project! {
    struct Polled<F, Fut> {
        site: Site,
        #[pin]
        agent: Agent<F, Fut>,
    }
}

pin_project! {
    #[project = AgentNow]
    enum Agent<F, Fut> {
        Planned { make: Option<F> },
        Running { #[pin] future: Fut },
    }
}

impl<F, Fut> Agent<F, Fut>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    /// `None` if it is polled again after a panic of `make`.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Option<Poll<Fut::Output>> {
        if let AgentNow::Planned { make } = self.as_mut().project() {
            let future = make.take()?();
            self.set(Agent::Running { future });
        }
        match self.project() {
            AgentNow::Running { future } => Some(future.poll(cx)),
            AgentNow::Planned { .. } => None,
        }
    }
}

impl<F, Fut> Polled<F, Fut> {
    fn new(site: Site, make: F) -> Self {
        Polled { site, agent: Agent::Planned { make: Some(make) } }
    }
}

impl<F, Fut> Wait<Fut::Output> for Polled<F, Fut>
where
    F: FnOnce() -> Fut + Send,
    Fut: Future + Send,
{
    fn poll(self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<Fut::Output>> {
        let this = self.project();
        // It may have been cancelled since whoever polls it began with its neighbours.
        if matches!(*this.agent, Agent::Planned { .. }) {
            if at.is_stopped() {
                return Poll::Ready(Step::Stopped);
            }
            if at.workers().postpones() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
        match at.call(*this.site, || this.agent.poll(cx)) {
            Some(Some(value)) => value.map(Step::Done),
            _ => Poll::Ready(Step::Stopped),
        }
    }
}

pin_project! {
    /// An agent, and what follows its value: one piece of memory for both.
    struct Followed<F, Fut, A> {
        #[pin]
        agent: Polled<F, Fut>,
        next: Option<Next<A>>,
    }
}

impl<F, Fut> Wait<Fut::Output> for Followed<F, Fut, Fut::Output>
where
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output: Send> + Send + 'static,
{
    fn poll(self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<Fut::Output>> {
        let mut this = self.project();
        let step = ready!(this.agent.as_mut().poll(at, cx));
        // What was waited for is dropped before the rest is planned.
        this.agent.project().agent.set(Agent::Planned { make: None });
        Poll::Ready(match (step, this.next.take()) {
            (Step::Done(a), Some(next)) => next.go_on(at, a),
            _ => Step::Stopped,
        })
    }

    fn take_chain(self: Pin<&mut Self>) -> Option<Chain<Fut::Output>> {
        let this = self.project();
        let agent = this.agent.project();
        let AgentNow::Planned { make } = agent.agent.project() else { return None };
        let (make, next) = (make.take()?, this.next.take()?);
        Some(Chain::of(polled_agent(*agent.site, make)).then(next))
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`async_task`](fn@async_task).
    #[track_caller]
    pub fn async_task<Fut>(f: impl Fn() -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = A> + Send + 'static,
    {
        async_task(f)
    }
}
