//! The borders of a run, which no unwinding passes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Scope, stack};
use crate::error::RunError;

/// Does a piece of a run on a thread that comes from outside of it.
///
/// Agents' panics are caught where agents are called. What is left is a value whose drop panics: it ends the run, too.
pub(super) fn inside<R>(scope: &Arc<Scope>, work: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(|| stack::counted(work))) {
        Ok(result) => Some(result),
        Err(payload) => {
            scope.fail(RunError::value_panicked(payload));
            None
        }
    }
}
