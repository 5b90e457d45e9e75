//! A value, and what follows it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::levels::{Chain, as_other, same};
use super::{Cx, Outcome, Pending, Wait, run_elsewhere};
use crate::AgentTask;
use crate::executor::Class;
use crate::task::{Form, Kind, Link, Started, Step};

/// What follows a value. Its future knows the types of values only, not those of closures.
pub(crate) trait GoOn<A, B>: Send + Sync {
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, a: A) -> Step<B>;
}

/// What follows a value, and yields one of the same type.
pub(crate) type Next<A> = Arc<dyn GoOn<A, A>>;

pub(crate) fn go_on_later<A, B>(mut pending: Pending<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    let appended = match pending.chain() {
        Some(chain) => chain.append(next),
        None => Err(next),
    };
    Step::Later(match appended {
        Ok(()) => as_other(pending),
        Err(next) => match pending.take_chain() {
            Some(chain) => Pending::new(chain.then(next)),
            None => Pending::new(Then(Some((pending, next)))),
        },
    })
}

/// Goes on with a value on a thread that computes.
#[cold]
pub(crate) fn go_on_elsewhere<A, B>(cx: &Cx<'_>, a: A, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    Step::Later(run_elsewhere(*cx, Class::Cpu, move |cx| next.go_on(cx, a)).into())
}

/// Starts what is asynchronous in `task`, and leaves its CPU work, and what follows that, for later.
pub(crate) fn start_first<A, B, N>(cx: &Cx<'_>, mut task: AgentTask<A>, next: Arc<N>) -> Started<B>
where
    A: Send + 'static,
    B: Send + 'static,
    N: GoOn<A, B> + 'static,
{
    if let Form::Node(link) = &mut task.0
        && !cx.has_room()
    {
        return Started::Step(leave(link, next));
    }
    match cx.start(task) {
        Started::Step(step) => Started::Step(go_on_from(cx, step, next)),
        Started::Rest(rest) => Started::Rest(Box::new(move |cx| go_on_from(cx, cx.finish(rest), next))),
    }
}

/// Goes on from a step that was taken to what follows its value.
#[inline]
pub(crate) fn go_on_from<A, B, N>(cx: &Cx<'_>, step: Step<A>, next: Arc<N>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
    N: GoOn<A, B> + 'static,
{
    match step {
        Step::Done(a) => next.go_on(cx, a),
        step => go_on_without_value(cx, step, next),
    }
}

/// The same where there is no value yet.
fn go_on_without_value<A, B>(cx: &Cx<'_>, step: Step<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    match step {
        Step::Tail(AgentTask(Form::Node(mut link))) => go_on_after_node(cx, &mut link, next),
        step => go_on_after_outcome(cx, cx.drive_step(step), next),
    }
}

/// Runs a task, and goes on to what follows its value.
#[inline]
pub(crate) fn go_on_after<A, B, N>(cx: &Cx<'_>, task: AgentTask<A>, next: Arc<N>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
    N: GoOn<A, B> + 'static,
{
    match task.0 {
        Form::Ready(ready) => next.go_on(cx, ready.into_inner()),
        Form::Node(mut link) => go_on_after_node(cx, &mut link, next),
    }
}

/// The same for a task that is no value.
fn go_on_after_node<A, B>(cx: &Cx<'_>, link: &mut Link<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    if !cx.has_room() {
        return leave(link, next);
    }
    if link.kind() == Kind::Async {
        return go_on_after_async(cx, link, next);
    }
    go_on_after_outcome(cx, cx.drive_node(link), next)
}

fn go_on_after_outcome<A, B>(cx: &Cx<'_>, outcome: Outcome<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    match outcome {
        Outcome::Done(a) => next.go_on(cx, a),
        Outcome::Later(pending) => go_on_later(pending, next),
        Outcome::Stopped => Step::Stopped,
    }
}

/// What is too deep, and something follows it, is left to whoever polls that: there it comes before what follows, and nothing is
/// nested.
#[cold]
fn leave<A, B>(link: &mut Link<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    go_on_later(AgentTask(Form::Node(link.take())).into(), next)
}

/// The same for a node where others go on with its value: see [`Node::run_followed`](crate::task::Node::run_followed).
pub(crate) fn go_on_in_line<A, B>(
    cx: &Cx<'_>,
    task: AgentTask<A>,
    own: Arc<impl GoOn<A, B> + 'static>,
    next: &mut Option<Next<B>>,
) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    if next.is_some() {
        return go_on_after(cx, task, own);
    }
    match same::<Arc<dyn GoOn<A, B>>, _>(own) {
        Ok(own) => {
            *next = Some(own);
            Step::Tail(as_other(task))
        }
        Err(own) => go_on_without_value(cx, Step::Tail(task), own),
    }
}

/// The same where something may wait: if the value keeps its type, what follows it goes along.
fn go_on_after_async<A, B>(cx: &Cx<'_>, link: &mut Link<A>, next: Arc<dyn GoOn<A, B>>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    let next: Next<A> = match same(next) {
        Ok(next) => next,
        Err(next) => return go_on_after_outcome(cx, cx.drive_node(link), next),
    };
    let mut next = Some(next);
    let step = cx.deeper().run_followed(link, &mut next);
    as_other(match next {
        None => step,
        Some(next) => go_on_after_outcome(cx, cx.drive_step(step), next),
    })
}

/// `None` after it has had its value.
struct Then<A, B>(Option<Followed<A, B>>);

/// What is waited for, and what follows it.
type Followed<A, B> = (Pending<A>, Arc<dyn GoOn<A, B>>);

impl<A: Send + 'static, B: Send + 'static> Wait<B> for Then<A, B> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<B>> {
        let Some((first, _)) = &mut self.0 else { return Poll::Ready(Step::Stopped) };
        let a = ready!(first.poll_value(at, cx));
        let Some((first, next)) = self.0.take() else { return Poll::Ready(Step::Stopped) };
        // What was waited for is dropped before the rest is planned.
        drop(first);
        Poll::Ready(next.go_on(at, a))
    }

    fn leaves(&self) -> u32 {
        self.0.as_ref().map_or(1, |(first, _)| first.leaves())
    }

    fn take_chain(mut self: Pin<&mut Self>) -> Option<Chain<B>> {
        let (first, next) = self.0.take()?;
        Some(Chain::of(first).then(next))
    }
}
