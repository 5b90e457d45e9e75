//! Locks, flags and threads of what hands work and values over to other threads.
//!
//! With `--cfg shuttle` they are those of a model checker, which tries the orders in which threads may come to them.

#[cfg(shuttle)]
pub(crate) use shuttle::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread, thread_local,
};
#[cfg(not(shuttle))]
pub(crate) use std::{
    sync::{Condvar, Mutex, MutexGuard, atomic},
    thread, thread_local,
};
