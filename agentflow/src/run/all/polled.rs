//! Groups that are polled: by whoever waits for a short list, or each in a task of its own.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
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

/// A group that is polled by a thread of its own, after it has shared out the others.
pub(super) struct Elsewhere<R, A, C> {
    /// `None` once it has ended.
    group: Option<Group<R, A, C>>,
    /// What it comes to if its group need not wait.
    others: Vec<Group<R, A, C>>,
    /// Who polls it, as the list knows it.
    waker: Option<Waker>,
}

/// So few are not worth a task before it is known that they wait.
const FEW: usize = 3;

impl<R, A, C> Elsewhere<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    /// `None` for no groups at all.
    pub(super) fn new(mut others: Vec<Group<R, A, C>>) -> Option<Self> {
        let group = Some(others.pop()?);
        Some(Elsewhere { group, others, waker: None })
    }

    /// Polls its group. A thread that cancels it sets the flag first, and then wakes who is known to poll.
    fn poll_group(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(group) = &mut self.group else { return Poll::Ready(()) };
        let (list, index) = (Arc::clone(&group.list), group.index);
        if self.waker.as_ref().is_none_or(|known| !known.will_wake(cx.waker())) {
            list.is_polled_by(index, cx.waker());
            self.waker = Some(cx.waker().clone());
        }
        if list.elsewhere.is_stopped() {
            self.group = None;
            self.others.clear();
            return Poll::Ready(());
        }
        share_out(&list, &mut self.others, FEW);
        let Some(polled) = inside(&list.elsewhere, || group.poll(Cx::polling(&list.elsewhere, 0), cx)) else {
            self.group = None;
            self.others.clear();
            return Poll::Ready(());
        };
        if polled.is_pending() {
            share_out(&list, &mut self.others, 0);
        }
        polled.map(|end| {
            self.group = None;
            list.one_has_ended(index, end);
        })
    }
}

/// Gives all but so many of `groups` to other tasks, half of them to each.
fn share_out<R, A, C>(list: &List<R, A, C>, groups: &mut Vec<Group<R, A, C>>, keep: usize)
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    while groups.len() > keep {
        list.share_out(groups.split_off(groups.len() / 2));
    }
    groups.shrink_to_fit();
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
        loop {
            ready!(self.poll_group(cx));
            let Some(next) = self.others.pop() else { return Poll::Ready(()) };
            (self.group, self.waker) = (Some(next), None);
        }
    }
}

impl<R, A, C> Drop for Elsewhere<R, A, C> {
    /// A group that is dropped before its end, with somebody waiting, was lost with its executor.
    fn drop(&mut self) {
        if let Some(lost) = &self.group {
            lost.list.is_lost();
        }
    }
}
