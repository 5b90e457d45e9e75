//! An async function as an agent.

use std::future::Future;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::AgentTask;
use crate::run::{Cx, Pending, Scope, enter};
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
        Step::Later(polled_agent(cx, self.site, move || (self.f)()))
    }
}

/// The future that `make` makes, as an agent. `make` is called by the first poll, so that it finds itself where its
/// future will be polled (tokio's timers want that), and a panic of either ends the run.
pub(crate) fn polled_agent<A, F, Fut>(cx: &Cx<'_>, site: Site, make: F) -> Pending<A>
where
    A: Send + 'static,
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = A> + Send + 'static,
{
    Pending::new(Polled { make: Some(make), future: None, scope: Arc::clone(cx.scope), site })
}

pin_project! {
    struct Polled<F, Fut> {
        make: Option<F>,
        #[pin]
        future: Option<Fut>,
        scope: Arc<Scope>,
        site: Site,
    }
}

impl<F, Fut> Future for Polled<F, Fut>
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    type Output = Step<Fut::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let _outer = enter(this.scope, *this.site);
        let polled = catch_unwind(AssertUnwindSafe(|| {
            if let Some(make) = this.make.take() {
                this.future.set(Some(make()));
            }
            this.future.as_mut().as_pin_mut().map(|future| future.poll(cx))
        }));
        match polled {
            Ok(Some(value)) => value.map(Step::Done),
            // Polled again after its end.
            Ok(None) => Poll::Ready(Step::Stopped),
            Err(payload) => {
                this.scope.panicked(*this.site, payload);
                Poll::Ready(Step::Stopped)
            }
        }
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
