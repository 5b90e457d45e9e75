//! Values that pass from agent to agent, and what becomes of one that must not.
//!
//! A value that is not fit to pass is reported where it stands. What follows from it would be reported too, many times
//! and in terms of this module, if it went on. So what goes on in its place has a type that nothing decides. rustc gives
//! such a type up when it has to know it, and says no more of what it is a part of, once it has reported an error.

use std::future::{Future, Pending};
use std::sync::Arc;

use super::kind::Probe;

/// Why nothing comes after a refusal.
pub(super) const REFUSED: &str = "a value that is refused is a compile error";

/// A value.
pub struct Held<T>(T);

/// A value, or a handle to it.
pub trait Hold {
    /// The type of the value.
    type Value;
    /// Looks at it.
    fn get(&self) -> &Self::Value;
    /// Takes it.
    fn into_inner(self) -> Self::Value;
}

impl<T> Hold for Held<T> {
    type Value = T;

    fn get(&self) -> &T {
        &self.0
    }

    fn into_inner(self) -> T {
        self.0
    }
}

/// A handle to a value that others look at, too.
impl<H: Hold> Hold for Arc<H> {
    type Value = H::Value;

    fn get(&self) -> &H::Value {
        (**self).get()
    }

    fn into_inner(self) -> H::Value {
        unreachable!("what is shared is looked at only")
    }
}

/// A value that bodies share with the workflow around them.
pub fn handle<H: Hold>(value: H) -> Arc<H> {
    Arc::new(value)
}

/// One more handle to it.
pub fn one_more_handle<H: Hold>(value: &Arc<H>) -> Arc<H> {
    Arc::clone(value)
}

/// The value may pass.
pub struct Passes;
/// The value was refused.
pub struct Stays;

impl Passes {
    /// Passes it on. Its type has to be known where the field is read.
    pub fn hold<T: 'static>(self, value: T) -> (Held<T>,) {
        (Held(value),)
    }

    /// The value of a workflow.
    pub fn yielded<T>(self, value: T) -> T {
        value
    }
}

impl Stays {
    /// Passes nothing on.
    pub fn hold<T, U>(self, _value: T) -> U {
        unreachable!("{REFUSED}")
    }

    /// Yields nothing.
    pub fn yielded<T, U>(self, _value: T) -> U {
        unreachable!("{REFUSED}")
    }
}

/// The first choice: a value that is safe to send.
pub trait IsSend {
    /// The tag.
    fn sent(&self) -> Passes;
}

impl<T: Send> IsSend for &Probe<T> {
    fn sent(&self) -> Passes {
        Passes
    }
}

/// The second choice: any value.
pub trait IsNotSend {
    /// The tag.
    fn sent(&self) -> Stays;
}

impl<T> IsNotSend for Probe<T> {
    fn sent(&self) -> Stays {
        Stays
    }
}

/// The first choice: a value that is safe to share.
pub trait IsSync {
    /// The tag.
    fn shared(&self) -> Passes;
}

impl<T: Send + Sync> IsSync for &Probe<T> {
    fn shared(&self) -> Passes {
        Passes
    }
}

/// The second choice: any value.
pub trait IsNotSync {
    /// The tag.
    fn shared(&self) -> Stays;
}

impl<T> IsNotSync for Probe<T> {
    fn shared(&self) -> Stays {
        Stays
    }
}

/// What becomes of a future.
pub trait PassFuture {
    /// Its type.
    type Passed<F: Future>: Future<Output = F::Output>;
    /// Passes it on.
    fn pass<F: Future>(self, future: F) -> Self::Passed<F>;
}

impl PassFuture for Passes {
    type Passed<F: Future> = F;

    fn pass<F: Future>(self, future: F) -> F {
        future
    }
}

/// Its stand-in has its output.
impl PassFuture for Stays {
    type Passed<F: Future> = Pending<F::Output>;

    fn pass<F: Future>(self, _future: F) -> Pending<F::Output> {
        unreachable!("{REFUSED}")
    }
}

/// A value that several agents use, by value here: the last of them gets the value itself, the others get one more.
pub fn own_copy<H: Hold>(value: Arc<H>, one_more: impl FnOnce(&H::Value) -> H::Value) -> H::Value {
    Arc::try_unwrap(value).map_or_else(|shared| one_more(shared.get()), Hold::into_inner)
}

/// Parts of a value, whose type is known where they are told.
pub fn parts_of<T, P>(value: T, parts: impl FnOnce(T) -> P) -> P {
    parts(value)
}
