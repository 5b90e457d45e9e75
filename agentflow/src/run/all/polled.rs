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
        let end = ready!(waiting.poll(&Cx::polling(scope, *depth), cx));
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
    is_new: bool,
    /// There was nothing left to take.
    is_over: bool,
    group: Option<Group<R, A, C>>,
    /// Who polls the group, as the list knows it.
    waker: Option<Waker>,
}

/// So many groups may be ready at once before other work on this thread gets its turn.
const GROUPS_A_POLL: usize = 16;

impl<R, A, C> Elsewhere<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    /// For whatever there is to take.
    pub(super) fn new(list: &Arc<List<R, A, C>>) -> Self {
        Elsewhere { list: Arc::downgrade(list), is_new: true, is_over: false, group: None, waker: None }
    }

    /// For a group that waits.
    pub(super) fn with(group: Group<R, A, C>) -> Self {
        let list = Arc::downgrade(&group.list);
        Elsewhere { list, is_new: false, is_over: false, group: Some(group), waker: None }
    }

    fn take(&mut self, list: &Arc<List<R, A, C>>) {
        self.waker = None;
        self.group = list.take(std::mem::take(&mut self.is_new));
        self.is_over = self.group.is_none();
    }

    /// Waits with its group, unless that is cancelled: who does that sets the flag first, and then wakes who is known to poll.
    fn wait(&mut self, cx: &Context<'_>) -> Poll<()> {
        let Some(group) = &self.group else { return Poll::Ready(()) };
        if self.waker.as_ref().is_none_or(|known| !known.will_wake(cx.waker())) {
            group.list.is_polled_by(group.index, cx.waker());
            self.waker = Some(cx.waker().clone());
        }
        if !group.list.elsewhere.is_stopped() {
            return Poll::Pending;
        }
        self.group = None;
        Poll::Ready(())
    }
}

/// Polls a group that its list has polled elsewhere. It is gone when it has ended.
pub(super) fn poll_group<R, A, C>(group: &mut Option<Group<R, A, C>>, cx: &mut Context<'_>) -> Poll<()>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    let Some(waiting) = group else { return Poll::Ready(()) };
    let (list, index) = (Arc::clone(&waiting.list), waiting.index);
    let end = inside(&list.elsewhere, || waiting.poll(&Cx::polling(&list.elsewhere, 0), cx));
    if let Some(Poll::Pending) = end {
        return Poll::Pending;
    }
    *group = None;
    // After a panic, the run is over.
    if let Some(Poll::Ready(end)) = end {
        list.one_has_ended(index, end);
    }
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
            if list.elsewhere.is_stopped() {
                this.group = None;
                return Poll::Ready(());
            }
            if this.group.is_none() {
                this.take(&list);
            }
            if poll_group(&mut this.group, cx).is_pending() {
                return this.wait(cx);
            }
            if this.is_over {
                return Poll::Ready(());
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<R, A, C> Drop for Elsewhere<R, A, C> {
    /// What is dropped before its end, with somebody waiting, was lost with its executor.
    fn drop(&mut self) {
        if !self.is_over
            && let Some(list) = self.list.upgrade()
        {
            list.is_lost();
        }
    }
}
