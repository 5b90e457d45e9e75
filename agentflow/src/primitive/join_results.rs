//! Two tasks at once.

use std::any::Any;
use std::ops::ControlFlow;
use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::join::{Merge, both, both_kept, start_both};
use crate::run::{Cx, Halves};
use crate::site::Site;
use crate::task::{Node, Started, Step};

/// A task that runs both tasks at once and gives their values to `merger`.
///
/// On a [`Pool`](crate::executor::Pool), two tasks that compute run on two workers if one is free (a `rayon::join`);
/// what is asynchronous in either is started before anything computes. `merger` runs on whatever thread the later value
/// arrives on and should return at once; heavy work belongs in an agent.
///
/// Laws: `join_results(completed_task(a), completed_task(b), f) == completed_task(f(a, b))`; joining is associative up to
/// the shape of the tuple; `merger` may be moved outwards: `map(join_results(a, b, f), g) == join_results(a, b, g ∘ f)`.
///
/// ```
/// use agentflow::{join_results, lazy_task};
///
/// let plan = join_results(lazy_task(|| 6), lazy_task(|| 7), |a, b| a * b);
/// assert_eq!(plan.await_result(), 42);
/// ```
///
/// In the literature: `map2`, `zipWith`, `liftA2`.
#[doc(alias = "map2")]
#[doc(alias = "zip_with")]
#[track_caller]
pub fn join_results<A, B, C, F>(task_a: AgentTask<A>, task_b: AgentTask<B>, merger: F) -> AgentTask<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: Fn(A, B) -> C + Send + Sync + 'static,
{
    let site = Site::At(Location::caller());
    join(task_a, task_b, Merger { f: merger, site })
}

/// A task that runs two tasks that can fail at once, and ends with the first failure.
///
/// The other task is cancelled at once: what is queued never starts, and what waits is dropped. If both succeed, the
/// values go to `merger`.
///
/// Law: `try_join_results(completed_task(Ok(a)), t, f)` is `t` with its success mapped by `|b| f(a, b)`;
/// `try_join_results(completed_task(Err(e)), t, f) == completed_task(Err(e))`, and `t` never starts.
///
/// ```
/// use agentflow::{lazy_task, try_join_results};
///
/// let plan = try_join_results(
///     lazy_task(|| "6".parse::<i32>()),
///     lazy_task(|| "seven".parse::<i32>()),
///     |a, b| a * b,
/// );
/// assert!(plan.await_result().is_err());
/// ```
#[doc(alias = "try_join")]
#[track_caller]
pub fn try_join_results<A, B, C, E, F>(
    task_a: AgentTask<Result<A, E>>,
    task_b: AgentTask<Result<B, E>>,
    merger: F,
) -> AgentTask<Result<C, E>>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    E: Send + 'static,
    F: Fn(A, B) -> C + Send + Sync + 'static,
{
    let site = Site::At(Location::caller());
    join(task_a, task_b, TryMerger { f: merger, site })
}

#[inline]
pub(crate) fn join<A, B, C, M>(left: AgentTask<A>, right: AgentTask<B>, merger: M) -> AgentTask<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C>,
{
    AgentTask::from_node(left.kind().join(right.kind()), Join { left, right, merger })
}

struct Join<A, B, M> {
    left: AgentTask<A>,
    right: AgentTask<B>,
    merger: M,
}

impl<A, B, C, M> Node<C> for Join<A, B, M>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    M: Merge<A, B, C>,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<C> {
        if cx.may_be_watched() {
            return self.run_apart(cx);
        }
        match Arc::try_unwrap(self) {
            Ok(Join { left, right, merger }) => both(cx, left, right, merger),
            Err(shared) => {
                let kept: Arc<dyn Node<C>> = shared;
                kept.run_kept(&kept, cx)
            }
        }
    }

    fn run_kept(&self, this: &Arc<dyn Node<C>>, cx: &Cx<'_>) -> Step<C> {
        let stays = !cx.may_be_watched() && !self.merger.can_end_early();
        match if stays { both_kept(cx, &self.left, &self.right) } else { None }.map(Halves::values) {
            Some(Ok((a, b))) => self.merger.merge(cx, a, b),
            Some(Err(halves)) => halves.wait(cx, Arc::new(Self::handle(this))),
            None => Self::handle(this).run_apart(cx),
        }
    }

    fn start(mut self: Arc<Self>, cx: &Cx<'_>) -> Started<C> {
        let (left, right) = match Arc::get_mut(&mut self) {
            Some(own) if !cx.may_be_watched() => (own.left.take(), own.right.take()),
            _ => self.apart(cx),
        };
        start_both(cx, left, right, self)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.both(&self.left, &self.right);
    }
}

impl<A, B, M> Join<A, B, M>
where
    A: Send + 'static,
    B: Send + 'static,
{
    /// The node itself, from a handle to any node.
    fn handle<C>(this: &Arc<dyn Node<C>>) -> Arc<Self>
    where
        C: 'static,
        M: Merge<A, B, C>,
    {
        let any: Arc<dyn Any + Send + Sync> = Arc::clone(this) as _;
        any.downcast().expect("a node is run with a handle to itself")
    }

    /// Runs it with clones of its tasks, which an engine may want to tell apart.
    fn run_apart<C>(self: Arc<Self>, cx: &Cx<'_>) -> Step<C>
    where
        C: Send + 'static,
        M: Merge<A, B, C>,
    {
        let (left, right) = self.apart(cx);
        both(cx, left, right, self)
    }

    fn apart<C>(&self, cx: &Cx<'_>) -> (AgentTask<A>, AgentTask<B>)
    where
        M: Merge<A, B, C>,
    {
        let (left, right) = (self.left.clone(), self.right.clone());
        match if self.merger.is_fork() { cx.sides() } else { None } {
            Some(sides) => (sides.side(0, left), sides.side(1, right)),
            None => (left, right),
        }
    }
}

/// A node that waits, or that others hold, too, is its own merger.
impl<A, B, C, M> Merge<A, B, C> for Join<A, B, M>
where
    A: Send + 'static,
    B: Send + 'static,
    M: Merge<A, B, C>,
{
    #[inline]
    fn merge(&self, cx: &Cx<'_>, a: A, b: B) -> Step<C> {
        self.merger.merge(cx, a, b)
    }

    fn can_end_early(&self) -> bool {
        self.merger.can_end_early()
    }

    fn left(&self, a: A) -> ControlFlow<C, A> {
        self.merger.left(a)
    }

    fn right(&self, b: B) -> ControlFlow<C, B> {
        self.merger.right(b)
    }
}

struct Merger<F> {
    f: F,
    site: Site,
}

impl<A, B, C, F> Merge<A, B, C> for Merger<F>
where
    F: Fn(A, B) -> C + Send + Sync + 'static,
{
    fn merge(&self, cx: &Cx<'_>, a: A, b: B) -> Step<C> {
        cx.value_of(self.site, || (self.f)(a, b))
    }
}

struct TryMerger<F> {
    f: F,
    site: Site,
}

impl<A, B, C, E, F> Merge<Result<A, E>, Result<B, E>, Result<C, E>> for TryMerger<F>
where
    F: Fn(A, B) -> C + Send + Sync + 'static,
{
    fn merge(&self, cx: &Cx<'_>, a: Result<A, E>, b: Result<B, E>) -> Step<Result<C, E>> {
        match (a, b) {
            (Ok(a), Ok(b)) => cx.value_of(self.site, || Ok((self.f)(a, b))),
            (Err(error), _) | (_, Err(error)) => Step::Done(Err(error)),
        }
    }

    fn can_end_early(&self) -> bool {
        true
    }

    fn left(&self, a: Result<A, E>) -> ControlFlow<Result<C, E>, Result<A, E>> {
        end_if_failed(a)
    }

    fn right(&self, b: Result<B, E>) -> ControlFlow<Result<C, E>, Result<B, E>> {
        end_if_failed(b)
    }
}

fn end_if_failed<A, C, E>(result: Result<A, E>) -> ControlFlow<Result<C, E>, Result<A, E>> {
    match result {
        Ok(value) => ControlFlow::Continue(Ok(value)),
        Err(error) => ControlFlow::Break(Err(error)),
    }
}

impl<A: Send + 'static> AgentTask<A> {
    /// The associated form of [`join_results`].
    #[track_caller]
    pub fn join_results<B, C, F>(task_a: AgentTask<A>, task_b: AgentTask<B>, merger: F) -> AgentTask<C>
    where
        B: Send + 'static,
        C: Send + 'static,
        F: Fn(A, B) -> C + Send + Sync + 'static,
    {
        join_results(task_a, task_b, merger)
    }
}
