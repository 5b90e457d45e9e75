//! What a block owns: outer variables that move into it, and values that several agents share.

use std::sync::Arc;

/// A value that a workflow can own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be used by agents: they run on other threads",
    label = "this is not safe to share between threads",
    note = "use an owned value that is `Send` and `Sync`: `Arc` instead of `Rc`, `Mutex` instead of `RefCell`"
)]
pub trait Own: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Own for T {}

/// An outer variable moves into the block.
pub fn capture<T: Own>(value: T) -> T {
    value
}

/// A value that can be had anew for each run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is used by value, but can't be cloned: a workflow can run more than once",
    label = "each run needs its own",
    note = "borrow it where it is used (`&x`), or put it in an `Arc`"
)]
pub trait Anew {
    /// One more.
    fn anew(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Anew for T {
    fn anew(&self) -> Self {
        self.clone()
    }
}

/// An outer variable that is used by value.
pub fn for_this_run<T: Anew>(value: &T) -> T {
    value.anew()
}

/// A value that several agents use, by value here.
pub fn own_copy<T: Anew>(value: Arc<T>) -> T {
    Arc::try_unwrap(value).unwrap_or_else(|shared| T::anew(&shared))
}
