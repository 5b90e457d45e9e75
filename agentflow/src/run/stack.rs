//! How much of this thread's stack is in use: the address of a local tells, in safe code.

use std::cell::Cell;

/// Descriptions nest this deep on one stack; what is deeper becomes a job of its own.
pub(crate) const MAX_DEPTH: u32 = 400;

/// The stack of a CPU worker; only what is used of it takes memory. Half of it is left to the agents.
pub(crate) const WORKER: usize = 8 * 1024 * 1024;

/// What a run may use of a stack whose size nobody told: a quarter of the smallest default there is.
const UNKNOWN: usize = 512 * 1024;

thread_local! {
    /// Where the stack began when agentflow was entered, and how much of it may be used.
    static BASE: Cell<Option<Base>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Base {
    address: usize,
    budget: usize,
}

/// Tells how much of this thread's stack runs may use, from here on.
pub(crate) fn set_budget(budget: usize) {
    BASE.set(Some(Base { address: address(), budget }));
}

/// Whether this thread has less stack left than its budget.
pub(crate) fn is_low() -> bool {
    let here = address();
    match BASE.get() {
        Some(base) => base.address.abs_diff(here) > base.budget,
        None => false,
    }
}

/// Runs `f` with this thread's stack counted from here, unless an outer run counts already.
pub(crate) fn counted<R>(f: impl FnOnce() -> R) -> R {
    if BASE.get().is_some() {
        return f();
    }
    set_budget(UNKNOWN);
    let _reset = Reset;
    f()
}

struct Reset;

impl Drop for Reset {
    fn drop(&mut self) {
        BASE.set(None);
    }
}

#[inline]
fn address() -> usize {
    let local = 0_u8;
    (&raw const local).addr()
}
