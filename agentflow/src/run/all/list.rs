//! What the groups of a list have in common: where their values go, and who waits for them.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::super::{Basket, Cx, Pending, Scope, Sides, Wait};
use super::group::Group;
use super::polled::{Elsewhere, poll_group};
use crate::error::RunError;
use crate::sync::{Mutex, MutexGuard};
use crate::task::Step;

/// What becomes of the values of a list.
pub(crate) struct Rules<R, A, C> {
    /// Looks at what one of the tasks yields as soon as it is there; `Break` ends the list.
    judge: fn(R) -> ControlFlow<C, A>,
    finish: fn(Vec<A>) -> C,
    /// Whether `judge` ever says `Break`.
    can_end_early: bool,
    /// Whether its values are for those who keep what is finished.
    is_kept: bool,
}

impl<T> Rules<T, T, Vec<T>> {
    /// All values.
    pub(crate) fn all() -> Self {
        Rules { judge: ControlFlow::Continue, finish: std::convert::identity, can_end_early: false, is_kept: true }
    }
}

impl<A, E> Rules<Result<A, E>, A, Result<Vec<A>, E>> {
    /// All values, or the first failure.
    pub(crate) fn all_or_failure() -> Self {
        let judge = |result| match result {
            Ok(value) => ControlFlow::Continue(value),
            Err(error) => ControlFlow::Break(Err(error)),
        };
        Rules { judge, finish: Ok, can_end_early: true, is_kept: true }
    }
}

impl<R, A, C> Rules<R, A, C> {
    /// Where its tasks stand in the plan, for an engine. What nobody else should see stands nowhere.
    pub(super) fn sides(&self, cx: &Cx<'_>) -> Option<Sides> {
        if self.is_kept { cx.sides() } else { None }
    }

    /// Its values are nothing that anybody else should see.
    pub(crate) fn unkept(self) -> Self {
        Rules { is_kept: false, ..self }
    }
}

impl<R, A, C> Clone for Rules<R, A, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, A, C> Copy for Rules<R, A, C> {}

pub(super) struct List<R, A, C> {
    rules: Rules<R, A, C>,
    values: Arc<Basket<A>>,
    groups: usize,
    /// The part of the run whose groups are polled by threads of their own.
    pub(super) elsewhere: Arc<Scope>,
    /// No user code runs while it is locked.
    ending: Mutex<Ending<R, A, C>>,
}

struct Ending<R, A, C> {
    /// Groups for whoever has time to poll them.
    pile: VecDeque<Group<R, A, C>>,
    /// So many tasks come for them.
    coming: usize,
    /// So many groups are polled elsewhere and have not ended.
    open: usize,
    decided: Option<C>,
    /// Who waits for the list.
    waiting: Option<Waker>,
    /// Who polls groups, and has to hear when nobody waits for them any more.
    polling: Vec<Option<Waker>>,
}

impl<R, A, C> Ending<R, A, C> {
    fn waits(&self) -> bool {
        self.open > 0 && self.decided.is_none()
    }
}

impl<R, A, C> List<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    pub(super) fn new(scope: &Arc<Scope>, groups: usize, rules: Rules<R, A, C>) -> Self {
        let values = if rules.is_kept { Basket::in_scope(scope, groups) } else { Basket::unkept(groups) };
        let ending =
            Ending { pile: VecDeque::new(), coming: 0, open: 0, decided: None, waiting: None, polling: Vec::new() };
        let ending = Mutex::new(ending);
        List { rules, values, groups, elsewhere: scope.part_elsewhere(), ending }
    }

    pub(super) fn has_many_groups(&self) -> bool {
        self.groups > 1
    }

    pub(super) fn can_end_early(&self) -> bool {
        self.rules.can_end_early
    }

    /// Judges what a task yields; `Break` with what the list ends with. The value is for the group to gather, unless it is
    /// wanted even if the group does not come to its end.
    pub(super) fn put(&self, index: usize, result: R) -> ControlFlow<C, Option<A>> {
        let value = (self.rules.judge)(result)?;
        if !self.values.is_kept() {
            return ControlFlow::Continue(Some(value));
        }
        self.values.put(index, value);
        ControlFlow::Continue(None)
    }

    /// All values that a group has gathered.
    pub(super) fn gather(&self, group: usize, values: Vec<Option<A>>) {
        if !values.is_empty() && !self.values.is_kept() {
            self.values.fill(group, values);
        }
    }

    /// The list ends with this, if nothing has ended it before.
    pub(super) fn decide(&self, end: C) {
        let waiting = {
            let mut ending = self.lock();
            ending.decided.get_or_insert(end);
            ending.waiting.take()
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(super) fn is_decided(&self) -> bool {
        self.lock().decided.is_some()
    }

    /// What the list ended with before all values were there.
    pub(super) fn decided(&self) -> Option<Step<C>> {
        let end = self.lock().decided.take()?;
        Some(self.ends_with(end))
    }

    pub(super) fn ends_with(&self, end: C) -> Step<C> {
        // The values are dropped before anybody hears of it.
        self.values.take().map_or(Step::Stopped, |_| Step::Done(end))
    }

    /// What the list yields now that nothing is to come.
    fn over(&self) -> Step<C> {
        self.decided().unwrap_or_else(|| self.all())
    }

    /// What the list yields now that all values are there.
    pub(super) fn all(&self) -> Step<C> {
        self.values.take().map_or(Step::Stopped, |values| Step::Done((self.rules.finish)(values)))
    }

    /// Has `groups` polled by other threads, from now on. Who waits for the list may take some of them, too.
    pub(super) fn poll_elsewhere(self: &Arc<Self>, groups: Vec<Group<R, A, C>>) {
        if groups.is_empty() {
            return;
        }
        {
            let mut ending = self.lock();
            ending.open += groups.len();
            ending.pile.extend(groups);
            ending.coming += 1;
        }
        self.spawn(Elsewhere::new(self));
    }

    fn spawn(&self, task: Elsewhere<R, A, C>) {
        self.elsewhere.run().workers.spawn_async(Box::pin(task));
    }

    /// A group for somebody who has time; a task that has come for its first one calls others. One that another thread can
    /// have, and one for this thread when it is done with its own: so nobody is called in vain, but for these two.
    pub(super) fn take(self: &Arc<Self>, is_new: bool) -> Option<Group<R, A, C>> {
        let (group, called) = {
            let mut ending = self.lock();
            ending.coming -= usize::from(is_new);
            let group = ending.pile.pop_front();
            if ending.pile.len() <= ending.pile.capacity() / 2 {
                ending.pile.shrink_to_fit();
            }
            let wanted = if is_new { ending.pile.len().min(AT_ONCE) } else { 0 };
            let called = wanted.saturating_sub(ending.coming);
            ending.coming += called;
            (group, called)
        };
        (0..called).for_each(|_| self.spawn(Elsewhere::new(self)));
        group
    }

    /// Polls groups as long as none of them waits, on a thread that has nothing else to do.
    fn help(self: &Arc<Self>, cx: &mut Context<'_>) {
        while let mut group @ Some(_) = self.take(false) {
            if poll_group(&mut group, cx).is_pending() {
                return group.into_iter().for_each(|group| self.spawn(Elsewhere::with(group)));
            }
        }
    }

    /// `waker` is woken when nobody waits for this group any more.
    pub(super) fn is_polled_by(&self, index: usize, waker: &Waker) {
        let mut ending = self.lock();
        if ending.polling.is_empty() {
            ending.polling.resize(self.groups, None);
        }
        ending.polling[index] = Some(waker.clone());
    }

    /// A group that is polled elsewhere has all its values, or one of them ends the list.
    pub(super) fn one_has_ended(&self, index: usize, end: ControlFlow<C>) {
        let (waiting, _polling) = {
            let mut ending = self.lock();
            ending.open -= 1;
            if let ControlFlow::Break(end) = end {
                ending.decided.get_or_insert(end);
            }
            let waiting = if ending.waits() { None } else { ending.waiting.take() };
            (waiting, ending.polling.get_mut(index).and_then(Option::take))
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Whether anything is still to come; if so, `waker` is woken when it does.
    fn waits(&self, waker: &Waker) -> bool {
        let mut ending = self.lock();
        let waits = ending.waits();
        if waits {
            ending.waiting = Some(waker.clone());
        }
        waits
    }
}

/// So many tasks are on their way to a list at a time.
const AT_ONCE: usize = 2;

impl<R, A, C> List<R, A, C> {
    fn lock(&self) -> MutexGuard<'_, Ending<R, A, C>> {
        self.ending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A group will never end.
    pub(super) fn is_lost(&self) {
        if !self.elsewhere.is_stopped() {
            self.elsewhere.fail(RunError::cancelled());
        }
    }

    fn cancel(&self) {
        self.elsewhere.stop();
        let (polling, _dropped) = {
            let mut ending = self.lock();
            (std::mem::take(&mut ending.polling), std::mem::take(&mut ending.pile))
        };
        polling.into_iter().flatten().for_each(Waker::wake);
    }
}

/// Waits for the groups that are polled elsewhere. Dropping it cancels them.
pub(super) struct Waiting<R, A, C>(Arc<List<R, A, C>>);

impl<R, A, C> Waiting<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    pub(super) fn new(list: Arc<List<R, A, C>>) -> Self {
        Waiting(list)
    }

    pub(super) fn list(&self) -> &Arc<List<R, A, C>> {
        &self.0
    }

    /// The value if it is there; else the future that waits for what is polled elsewhere.
    pub(super) fn conclude(self) -> Step<C> {
        let waits = self.0.lock().waits();
        if waits { Step::Later(Pending::going_on(self, 1)) } else { self.0.over() }
    }
}

impl<R, A, C> Wait<C> for Waiting<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    fn poll(self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<C>> {
        let list = &self.0;
        if !at.polling {
            list.help(cx);
        }
        if list.waits(cx.waker()) {
            return Poll::Pending;
        }
        Poll::Ready(list.over())
    }
}

impl<R, A, C> Drop for Waiting<R, A, C> {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
