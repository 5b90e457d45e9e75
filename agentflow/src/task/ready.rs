//! A value that is already there, kept inside the description.

use std::sync::{Mutex, PoisonError};

/// A value with its own clone function, so that [`AgentTask`](crate::AgentTask) needs no `Clone` bound.
///
/// The mutex is there for its type: it lets a description of a value that is `Send` but not `Sync` be shared between
/// threads. Running an owned description takes the value out without locking. The order is for the sake of
/// [`Link`](super::Link).
#[repr(C)]
pub(crate) struct Ready<A> {
    value: Mutex<A>,
    clone: fn(&A) -> A,
}

impl<A> Ready<A> {
    pub(crate) fn new(value: A) -> Self
    where
        A: Clone,
    {
        Ready { value: Mutex::new(value), clone: A::clone }
    }

    pub(crate) fn into_inner(self) -> A {
        self.value.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A> Clone for Ready<A> {
    #[inline(never)]
    fn clone(&self) -> Self {
        let value = (self.clone)(&self.value.lock().unwrap_or_else(PoisonError::into_inner));
        Ready { value: Mutex::new(value), clone: self.clone }
    }
}
