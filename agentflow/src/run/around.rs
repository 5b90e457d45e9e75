//! What a part of a run carries around its agents.

use std::any::Any;
use std::sync::Arc;

/// What a policy has put around a part of a run, and what is around that. Parts of the part have it too, wherever they
/// go.
pub(super) struct Around {
    what: Arc<dyn Any + Send + Sync>,
    /// Whether agents may ask for something in it.
    pub(super) is_for_agents: bool,
    outer: Option<Arc<Around>>,
}

impl Around {
    pub(super) fn new(what: Arc<dyn Any + Send + Sync>, for_agents: bool, outer: Option<Arc<Around>>) -> Arc<Self> {
        let is_for_agents = for_agents || outer.as_ref().is_some_and(|outer| outer.is_for_agents);
        Arc::new(Around { what, is_for_agents, outer })
    }

    /// All that is a `T`, from the inside out, until there is nothing but `outside`.
    pub(super) fn all<'a, T: Send + Sync + 'static>(
        around: Option<&'a Arc<Self>>,
        outside: Option<&'a Arc<Self>>,
    ) -> impl Iterator<Item = &'a T> {
        Around::chain(around)
            .take_while(move |around| !outside.is_some_and(|outside| Arc::ptr_eq(around, outside)))
            .filter_map(|around| around.what.downcast_ref())
    }

    /// The innermost that is such a `T`.
    pub(super) fn find<T: Send + Sync + 'static>(
        around: Option<&Arc<Self>>,
        is_such: impl Fn(&T) -> bool,
    ) -> Option<&Arc<Self>> {
        Around::chain(around).find(|around| around.what.downcast_ref().is_some_and(&is_such))
    }

    pub(super) fn chain(around: Option<&Arc<Self>>) -> impl Iterator<Item = &Arc<Self>> {
        std::iter::successors(around, |around| around.outer.as_ref())
    }
}

impl Drop for Around {
    /// In a loop: a recursion whose steps are all cached nests as deep as it recurs.
    fn drop(&mut self) {
        let mut outer = self.outer.take();
        while let Some(mut last) = outer.and_then(Arc::into_inner) {
            outer = last.outer.take();
        }
    }
}
