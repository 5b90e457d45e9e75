//! A step as closures, before it is known what is done with its value.

use std::future::Future;
use std::marker::PhantomData;

use super::agent::Agent;
use super::finish::{Keep, Then};
use super::hold::{Passes, REFUSED, Stays};
use super::kind::{Fut, FutOf, Plain, Probe, Task};
use super::leaf::{Leaf, Owner};
use crate::site::StepSite;
use crate::task::Kind;

/// Carries the types of what agents share and of what they are given into their closures: rustc reads the body of a
/// closure when it comes to it, and has to know them by then.
pub struct Witness<X, I = ()>(PhantomData<fn(I) -> X>);

impl<X, I> Clone for Witness<X, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<X, I> Copy for Witness<X, I> {}

impl<X, I> Witness<X, I> {
    pub(super) fn new() -> Self {
        Witness(PhantomData)
    }

    /// An agent that is given what `_leaf` yields.
    pub fn after<L: Leaf<X>>(self, _leaf: &L) -> Witness<X, L::Out> {
        Witness(PhantomData)
    }

    /// The closure of a step.
    pub fn closure<W, T: Fn(&X, I) -> W>(self, closure: T) -> T {
        closure
    }

    /// A step that owns what it uses.
    pub fn step<W: Value, T>(self, site: &'static StepSite, thunk: T) -> Begun<X, I, W, (T, ())>
    where
        T: Fn(&X, I) -> W,
    {
        Begun { closures: (thunk, ()), site, place: None, types: PhantomData }
    }

    /// A step that borrows: `later` is its form as a future, which holds what it borrows from.
    pub fn borrowing<W, T, S, F>(self, site: &'static StepSite, thunk: T, later: S) -> Begun<X, I, W, (T, S)>
    where
        W: Value,
        T: Fn(&X, I) -> W,
        S: Fn(Owner<X>, I) -> F,
        F: Future<Output = W::Raw>,
    {
        Begun { closures: (thunk, later), site, place: None, types: PhantomData }
    }

    /// A step that awaits.
    pub fn awaiting<S, F>(self, site: &'static StepSite, later: S) -> Begun<X, I, FutOf<F::Output>, ((), S)>
    where
        S: Fn(Owner<X>, I) -> F,
        F: Future,
    {
        Begun { closures: ((), later), site, place: None, types: PhantomData }
    }

    /// A step as a future; `later` is given its types.
    pub fn later<S, F>(self, later: S) -> S
    where
        S: Fn(Owner<X>, I) -> F,
        F: Future,
    {
        later
    }
}

/// Any thread may call it.
pub fn check_closure(_closure: &(dyn Send + Sync)) {}

/// Any thread may poll an agent's future. It is asked for by a cast, as the error of a bound would show the bound, too.
pub fn check_later(_future: &dyn Send) {}

/// A future as no more than that: an error would show the `async` block that it is, which the user has not written.
pub fn future<O, F: Future<Output = O>>(future: &F) -> &impl Future<Output = O> {
    future
}

impl Passes {
    /// The value of the step passes.
    pub fn keep<X, I, W: Value, S>(self, step: Begun<X, I, W, S>) -> (Agent<X, I, W, S, Keep>,) {
        (step.keep(),)
    }
}

impl Stays {
    /// Nothing is kept.
    pub fn keep<X, I, W, S, U>(self, _step: Begun<X, I, W, S>) -> U {
        unreachable!("{REFUSED}")
    }
}

/// A step before it is known what is done with its value.
pub struct Begun<X, I, W, S> {
    pub(super) closures: S,
    pub(super) site: &'static StepSite,
    /// Where it runs, if its type does not say so.
    place: Option<Place>,
    types: PhantomData<fn(&X, I) -> W>,
}

/// Where an ordinary step runs that does not compute.
#[derive(Clone, Copy)]
enum Place {
    /// It is too small for that: where it stands.
    Here,
    /// It waits: on a thread of its own.
    Blocking,
    /// It may compute before it gives its task: on a worker.
    Worker,
}

impl<X, I, W, S> Begun<X, I, W, S> {
    /// Where it may start, if it gives a task.
    pub(super) fn kind_of_task(&self) -> Kind {
        match self.place {
            Some(Place::Worker) => Kind::Cpu,
            _ => Kind::Inline,
        }
    }

    /// Whether a plan does it itself, wherever its agents run.
    pub(super) fn only_merges(&self) -> bool {
        self.site.merges && self.kind() != Kind::Async
    }

    /// Where it may start, if it gives a plain value.
    pub(super) fn kind(&self) -> Kind {
        match self.place {
            None | Some(Place::Worker) => Kind::Cpu,
            Some(Place::Here) => Kind::Inline,
            Some(Place::Blocking) => Kind::Async,
        }
    }

    /// It only puts values together.
    pub fn quick(self) -> Self {
        Begun { place: Some(Place::Here), ..self }
    }

    /// It may compute, although it gives a task.
    pub fn computing(self) -> Self {
        Begun { place: Some(Place::Worker), ..self }
    }

    /// It waits for something outside.
    pub fn blocking(self) -> Self {
        Begun { place: Some(Place::Blocking), ..self }
    }
}

impl<X, I, W: Value, S> Begun<X, I, W, S> {
    /// The type of the value of its step.
    pub fn yields(&self) -> Probe<W::Raw> {
        Probe::new()
    }

    /// The agent, which yields the value of its step.
    pub fn keep(self) -> Agent<X, I, W, S, Keep> {
        Agent::new(self, Keep)
    }

    /// The agent, which yields what `f` makes of the value of its step.
    pub fn then<F, O>(self, f: F) -> Agent<X, I, W, S, Then<F>>
    where
        F: Fn(&X, W::Raw) -> O,
    {
        Agent::new(self, Then(f))
    }
}

/// What a step gives, as a wrapper that says what it is.
pub trait Value {
    /// The value that is bound in the end.
    type Raw;
}

impl<R> Value for Plain<R> {
    type Raw = R;
}

impl<A> Value for Task<A> {
    type Raw = A;
}

impl<F: Future> Value for Fut<F> {
    type Raw = F::Output;
}

impl<O> Value for FutOf<O> {
    type Raw = O;
}
