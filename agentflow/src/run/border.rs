//! The borders of a run, which no unwinding passes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Scope, stack};
use crate::error::RunError;

/// Does a piece of a run on a thread that comes from outside of it.
///
/// Agents' panics are caught where agents are called. What is left is a value whose drop panics: it ends the run, too.
pub(super) fn inside<R>(scope: &Arc<Scope>, work: impl FnOnce() -> R) -> Option<R> {
    let (mut work, mut result) = (Some(work), None);
    bordered(scope, &mut || result = work.take().map(|work| work()));
    result
}

/// The same, compiled once.
fn bordered(scope: &Arc<Scope>, work: &mut dyn FnMut()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| stack::counted(work))) {
        scope.fail(RunError::value_panicked(payload));
    }
}
