//! Whether an agent can be called at all: what was refused was reported, and makes a call that is there for its type only.

use std::future::Future;
use std::marker::PhantomData;

use super::code::{Awaiting, Blocking, Computing, call};
use crate::AgentTask;
use crate::named::{Agent, Named};
use crate::private::Probe;
use crate::private::hold::REFUSED;

/// The first choice: an agent that any thread may run, again and again.
pub trait IsCalled {
    /// The tag.
    fn called<N>(&self) -> Calls<N>;
}

impl<I, A> IsCalled for &Probe<(I, A)>
where
    I: Clone + Send + Sync,
    A: Send,
{
    fn called<N>(&self) -> Calls<N> {
        Calls(PhantomData)
    }
}

/// The second choice: any other.
pub trait IsUncalled {
    /// The tag.
    fn called<N>(&self) -> CallsNot<N>;
}

impl<I, A> IsUncalled for Probe<(I, A)> {
    fn called<N>(&self) -> CallsNot<N> {
        CallsNot(PhantomData)
    }
}

/// The agent can be called.
pub struct Calls<N>(PhantomData<fn() -> N>);
/// The agent was refused.
pub struct CallsNot<N>(PhantomData<fn() -> N>);

impl<N: Agent<Input: Clone + Send + Sync, Value: Send>> Calls<N> {
    /// It computes.
    pub fn computing<C>(self, input: N::Input, code: C) -> AgentTask<N::Value>
    where
        C: Fn(N::Input) -> N::Value + Copy + Send + Sync + 'static,
    {
        call::<N, C, Computing>(input, code)
    }

    /// It waits on its thread.
    pub fn blocking<C>(self, input: N::Input, code: C) -> AgentTask<N::Value>
    where
        C: Fn(N::Input) -> N::Value + Copy + Send + Sync + 'static,
    {
        call::<N, C, Blocking>(input, code)
    }

    /// It awaits.
    pub fn awaiting<C, F>(self, input: N::Input, code: C) -> AgentTask<N::Value>
    where
        C: Fn(N::Input) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = N::Value> + Send + 'static,
    {
        call::<N, C, Awaiting>(input, code)
    }
}

impl<N: Named> CallsNot<N> {
    /// Nothing.
    pub fn computing(self, _input: N::Input, _code: impl Fn(N::Input) -> N::Value) -> AgentTask<N::Value> {
        unreachable!("{REFUSED}")
    }

    /// Nothing.
    pub fn blocking(self, _input: N::Input, _code: impl Fn(N::Input) -> N::Value) -> AgentTask<N::Value> {
        unreachable!("{REFUSED}")
    }

    /// Nothing.
    pub fn awaiting<F>(self, _input: N::Input, _code: impl Fn(N::Input) -> F) -> AgentTask<N::Value> {
        unreachable!("{REFUSED}")
    }
}

/// The first choice: an argument that can be copied for whoever runs the call.
pub trait IsCopied<T> {
    /// The copy.
    fn copied(&self, value: &T) -> T;
}

impl<T: Clone> IsCopied<T> for &Probe<T> {
    fn copied(&self, value: &T) -> T {
        value.clone()
    }
}

/// The second choice: any other.
pub trait IsUncopied<T> {
    /// Nothing.
    fn copied(&self, _value: &T) -> T {
        unreachable!("{REFUSED}")
    }
}

impl<T> IsUncopied<T> for Probe<T> {}
