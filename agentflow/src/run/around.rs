//! What a part of a run carries around its agents.

use std::any::Any;
use std::sync::Arc;

/// What a policy has put around a part of a run, and what is around that. Parts of the part have it too, wherever they go.
pub(super) struct Around {
    what: Arc<dyn Any + Send + Sync>,
    outer: Option<Arc<Around>>,
}

impl Around {
    pub(super) fn new(what: Arc<dyn Any + Send + Sync>, outer: Option<Arc<Around>>) -> Arc<Self> {
        Arc::new(Around { what, outer })
    }

    /// All that is a `T`, from the inside out.
    pub(super) fn all<T: Send + Sync + 'static>(around: Option<&Arc<Self>>) -> impl Iterator<Item = &T> {
        let chain = std::iter::successors(around, |around| around.outer.as_ref());
        chain.filter_map(|around| around.what.downcast_ref())
    }
}
