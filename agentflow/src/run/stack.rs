//! How much of this thread's stack is in use: the address of a local tells, in safe code.

use std::cell::Cell;

use crate::sync::thread_local;

/// Descriptions nest this deep on one stack; what is deeper becomes a job of its own.
pub(crate) const MAX_DEPTH: u32 = 400;

/// The stack of a CPU worker; only what is used of it takes memory. Half of it is left to the agents.
pub(crate) const WORKER: usize = 8 * 1024 * 1024;

/// What a run may use of a stack whose size nobody told: a quarter of the smallest default there is.
const UNKNOWN: usize = 512 * 1024;

thread_local! {
    /// The address that locals of a run must not be below; 0 where agentflow was not entered. All stacks grow downwards.
    static LOWEST: Cell<usize> = const { Cell::new(0) };
}

/// Tells how much of this thread's stack runs may use, from here on.
pub(crate) fn set_budget(budget: usize) {
    LOWEST.with(|lowest| lowest.set(address().saturating_sub(budget).max(1)));
}

/// Whether this thread has used up its budget.
#[inline]
pub(crate) fn is_low() -> bool {
    address() < LOWEST.with(Cell::get)
}

/// Whether a job may begin here. It takes some of the stack before it looks whether that is low; one that finds so at once
/// would be handed over, and over again where all workers have used as much of theirs.
pub(crate) fn has_room_for_a_job() -> bool {
    const A_JOB: usize = 128 * 1024;
    address().saturating_sub(A_JOB) >= LOWEST.with(Cell::get)
}

/// Runs `f` with this thread's stack counted from here, unless an outer run counts already.
pub(crate) fn counted<R>(f: impl FnOnce() -> R) -> R {
    if LOWEST.with(Cell::get) != 0 {
        return f();
    }
    set_budget(UNKNOWN);
    let _reset = Reset;
    f()
}

struct Reset;

impl Drop for Reset {
    fn drop(&mut self) {
        LOWEST.with(|lowest| lowest.set(0));
    }
}

#[inline]
fn address() -> usize {
    let local = 0_u8;
    (&raw const local).addr()
}
