//! Several tasks at once, until the value of one of them decides.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::{Cx, Outcome, Pending, Scope, compute_elsewhere};
use crate::AgentTask;
use crate::site::Site;
use crate::task::{Kind, Step};

/// Hears the values in the order in which they arrive, each with the index of its task; `Break` decides. It has to
/// decide on the last of them at the latest.
type Judge<A, B> = Box<dyn FnMut(usize, A) -> ControlFlow<B> + Send>;

/// Runs `tasks` at once until `judge` decides. The others are cancelled then; what has not been started by then never
/// is.
pub(crate) fn first_that_decides<A, B>(
    cx: Cx<'_>,
    site: Site,
    tasks: &[AgentTask<A>],
    judge: impl FnMut(usize, A) -> ControlFlow<B> + Send + 'static,
) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    begin(cx, site, tasks, Box::new(judge))
}

fn begin<A, B>(cx: Cx<'_>, site: Site, tasks: &[AgentTask<A>], mut judge: Judge<A, B>) -> Step<B>
where
    A: Send + 'static,
    B: Send + 'static,
{
    let sides = cx.sides();
    let mut racers = Vec::with_capacity(tasks.len());
    for (index, task) in tasks.iter().cloned().enumerate() {
        let task = if let Some(sides) = sides { sides.side(index, task) } else { task };
        match start(cx, task) {
            Outcome::Done(a) => match cx.call(site, || judge(index, a)) {
                Some(ControlFlow::Continue(())) => {}
                Some(ControlFlow::Break(b)) => return Step::Done(b),
                None => return Step::Stopped,
            },
            Outcome::Later(pending) => racers.push((index, pending)),
            Outcome::Stopped => return Step::Stopped,
        }
    }
    Step::Later(Pending::new(First { racers, judge, site, scope: Arc::clone(cx.scope), depth: cx.depth }))
}

/// Starts a racer without running CPU work on this thread, unless this thread is all there is. A thread that polls runs
/// none in any case.
fn start<A: Send + 'static>(cx: Cx<'_>, task: AgentTask<A>) -> Outcome<A> {
    let computes = !cx.polling && !task.is_ready() && task.kind() != Kind::Async;
    if computes && cx.workers().overlaps() { Outcome::Later(compute_elsewhere(cx, task)) } else { cx.drive(task) }
}

/// Waits for the value that decides; the other tasks are dropped with it.
struct First<A, B> {
    racers: Vec<(usize, Pending<A>)>,
    judge: Judge<A, B>,
    site: Site,
    scope: Arc<Scope>,
    depth: u32,
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<A, B> Unpin for First<A, B> {}

impl<A: Send + 'static, B: Send + 'static> Future for First<A, B> {
    type Output = Step<B>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<B>> {
        let First { racers, judge, site, scope, depth } = &mut *self;
        let mut decided = None;
        racers.retain_mut(|(index, racer)| {
            if decided.is_some() {
                return true;
            }
            let Poll::Ready(a) = racer.poll_value(&Cx::polling(scope, *depth), cx) else { return true };
            decided = match Cx::polling(scope, *depth).call(*site, || judge(*index, a)) {
                Some(ControlFlow::Continue(())) => None,
                Some(ControlFlow::Break(b)) => Some(Step::Done(b)),
                None => Some(Step::Stopped),
            };
            false
        });
        let Some(step) = decided else { return Poll::Pending };
        // The losers are gone before anybody hears of the decision.
        racers.clear();
        Poll::Ready(step)
    }
}
