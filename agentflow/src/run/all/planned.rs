//! Neighbours of a list whose tasks are still to be made.

use super::super::{Cx, Sides};
use crate::AgentTask;
use crate::site::Site;

/// The tasks of a group, made when it starts: those of a million items at once would take much more memory than the items.
pub(crate) struct Planned<R> {
    count: usize,
    site: Site,
    make: Box<dyn FnOnce() -> Vec<AgentTask<R>> + Send>,
}

impl<R: Send + 'static> Planned<R> {
    /// `make` makes so many of them.
    pub(crate) fn new(site: Site, count: usize, make: impl FnOnce() -> Vec<AgentTask<R>> + Send + 'static) -> Self {
        Planned { count, site, make: Box::new(make) }
    }

    /// The same tasks as sides of a fork, from the one with the index `first` on.
    pub(super) fn placed(self, sides: Sides, first: usize) -> Self {
        let make = move || (first..).zip((self.make)()).map(|(index, task)| sides.side(index, task)).collect();
        Planned { count: self.count, site: self.site, make: Box::new(make) }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Makes them; `None` after a panic.
    pub(super) fn make(self, cx: &Cx<'_>) -> Option<Vec<AgentTask<R>>> {
        cx.call(self.site, self.make)
    }
}
