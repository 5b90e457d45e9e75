//! Groups that are polled: by whoever waits for a short list, or each in a task of its own.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker, ready};

use super::super::border::inside;
use super::super::{Cx, Scope};
use super::group::Group;
use super::list::List;
use crate::task::Step;

/// The only group of a list.
pub(super) struct Here<R, A, C> {
    /// `None` once it has ended.
    group: Option<Group<R, A, C>>,
    scope: Arc<Scope>,
    depth: u32,
}

impl<R, A, C> Here<R, A, C> {
    pub(super) fn new(cx: Cx<'_>, group: Group<R, A, C>) -> Self {
        Here { group: Some(group), scope: Arc::clone(cx.scope), depth: cx.depth + 1 }
    }
}

// Nothing in it is ever pinned in place: what is polled is boxed.
impl<R, A, C> Unpin for Here<R, A, C> {}

impl<R, A, C> Future for Here<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    type Output = Step<C>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<C>> {
        let Here { group, scope, depth } = &mut *self;
        let Some(waiting) = group else { return Poll::Ready(Step::Stopped) };
        let end = ready!(waiting.poll(Cx::polling(scope, *depth), cx));
        let list = Arc::clone(&waiting.list);
        // The losers are gone before anybody hears of the end.
        *group = None;
        Poll::Ready(match end {
            ControlFlow::Continue(()) => list.all(),
            ControlFlow::Break(end) => list.ends_with(end),
        })
    }
}

/// A task that takes groups of a list, one after the other, until one of them waits: that one stays with it.
pub(super) struct Elsewhere<R, A, C> {
    /// Weak, because a task that comes too late should keep nothing of the run.
    list: Weak<List<R, A, C>>,
    /// Whether it has begun.
    polls: bool,
    group: Option<Group<R, A, C>>,
    /// Who polls it, as the list knows it.
    waker: Option<Waker>,
}

/// So many groups may be ready at once before other work on this thread gets its turn.
pub(super) const GROUPS_A_POLL: usize = 16;

impl<R, A, C> Elsewhere<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    /// For a group that waits already, or for whatever there is to take.
    pub(super) fn new(list: &Arc<List<R, A, C>>, group: Option<Group<R, A, C>>) -> Self {
        Elsewhere { list: Arc::downgrade(list), polls: group.is_some(), group, waker: None }
    }

    /// A thread that cancels it sets the flag first, and then wakes who is known to poll.
    fn is_cancelled(&mut self, cx: &Context<'_>) -> bool {
        let Some(group) = &self.group else { return false };
        if self.waker.as_ref().is_none_or(|known| !known.will_wake(cx.waker())) {
            group.list.is_polled_by(group.index, cx.waker());
            self.waker = Some(cx.waker().clone());
        }
        group.list.elsewhere.is_stopped()
    }
}

/// Polls a group that its list has polled elsewhere. `None` if it waits.
pub(super) fn poll_group<R, A, C>(
    list: &List<R, A, C>,
    group: &mut Option<Group<R, A, C>>,
    cx: &mut Context<'_>,
) -> Poll<()>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    let Some(waiting) = group else { return Poll::Ready(()) };
    let index = waiting.index;
    let end = inside(&list.elsewhere, || waiting.poll(Cx::polling(&list.elsewhere, 0), cx));
    if let Some(end) = end {
        let end = ready!(end);
        *group = None;
        list.one_has_ended(index, end);
    }
    // After a panic, the run is over.
    *group = None;
    Poll::Ready(())
}

impl<R, A, C> Unpin for Elsewhere<R, A, C> {}

impl<R, A, C> Future for Elsewhere<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Some(list) = this.list.upgrade() else { return Poll::Ready(()) };
        for _ in 0..GROUPS_A_POLL {
            if this.group.is_none() {
                let is_new = !std::mem::replace(&mut this.polls, true);
                this.group = list.take(is_new);
                if this.group.is_none() {
                    return Poll::Ready(());
                }
            }
            let is_cancelled = list.elsewhere.is_stopped();
            if is_cancelled || poll_group(&list, &mut this.group, cx).is_pending() && this.is_cancelled(cx) {
                this.group = None;
                return Poll::Ready(());
            }
            if this.group.is_some() {
                return Poll::Pending;
            }
            this.waker = None;
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<R, A, C> Drop for Elsewhere<R, A, C> {
    /// A group that is dropped before its end, with somebody waiting, was lost with its executor. So was one that nobody takes.
    fn drop(&mut self) {
        if (self.group.is_some() || !self.polls)
            && let Some(list) = self.list.upgrade()
        {
            list.is_lost();
        }
    }
}
