//! What `workflow!` requires of the values in it. These traits are implemented for every type that fits; they are here to
//! be named in error messages.
//!
//! Agents run on other threads, at any time, and more than once. So what they use is owned, and safe to send and to share:
//!
//! | trait | required of | usual way out |
//! |---|---|---|
//! | [`OwnedByAgents`] | outer variables | `Arc` for `Rc`, `Mutex` for `RefCell`, `.to_owned()` for a borrow |
//! | [`ClonedForEachRun`] | outer variables, and values with several users, used by value | `&x`, or an `Arc` |
//! | [`SentToAgents`] | what a step yields | the same as for outer variables |
//! | [`SharedByAgents`] | what several agents use | `Mutex` for `RefCell` and `Cell` |
//! | [`CanFail`] | a step that ends in `?` | remove the `?`, or `.ok_or(..)` |
//! | [`FailsSometimes`] | a step under `#[retry]` or `#[fallback]` | remove the policy |
//! | [`TellsCallsApart`] | what a step under `#[cached]` uses | `#[cached(key = ..)]` |
//! | [`CanBeCached`] | what a step under `#[cached]` yields | an `Arc` |
//! | [`StoreOf`] | `#[cached(store = ..)]` | an `Arc` of a `Mutex` of a `HashMap` |
//! | [`RacesWith`] | what the steps of a race yield | the same type for all |
//! | [`StandsInFor`] | what a fallback yields | the type that the step yields if it succeeds |
//! | [`ItemForAgents`] | the items of a `par for` | the same as for outer variables |
//! | [`SourceOfItems`] | what the items of a `par(n) for` come from | a `Vec` of them |
//! | [`KeptByLoops`] | the state of a loop | the same as for outer variables |
//! | [`EndsOrGoesOn`] | what a turn of a loop yields | `ControlFlow::Continue(state)`, `ControlFlow::Break(value)` |
//! | [`NothingElse`] | the arms of an `if` without `else` | an `else` |
//! | [`KnownType`] | every step | an annotation: `name: Type = ..` |

mod again;
#[cfg(feature = "named")]
mod named;

pub use again::{MayBeCached, MayBeHedged, MayBeRaced, MayBeRetried, NoEffect};
#[cfg(feature = "named")]
pub use named::{ReadByAgents, ReadByCallers};

use crate::private::{OrTask, PlainTag, Probe};

/// An outer variable: it moves into the workflow, and agents on several threads look at it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be used by agents, which run on other threads",
    label = "not safe to share between threads",
    note = "use `Arc` instead of `Rc`, `Mutex` instead of `Cell` or `RefCell`, and `dyn Trait + Send + Sync` for `dyn Trait`"
)]
pub trait OwnedByAgents {
    #[doc(hidden)]
    fn check(&self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> OwnedByAgents for T {}

/// What a step yields: it does not borrow from what the step uses, which ends with the step.
pub trait OwnedByNext {
    #[doc(hidden)]
    fn check(&self) {}
}

impl<T: 'static> OwnedByNext for T {}

/// What a step yields: it goes to other agents, on other threads.
#[diagnostic::on_unimplemented(
    message = "this step yields a `{Self}`, which can't go to an agent on another thread",
    label = "what it yields is not `Send`",
    note = "yield an owned value: `Arc` instead of `Rc`, data instead of a lock guard"
)]
pub trait SentToAgents {
    #[doc(hidden)]
    fn check(&self) {}
    #[doc(hidden)]
    fn check_of(_step: &Probe<Self>)
    where
        Self: Sized,
    {
    }
}

#[diagnostic::do_not_recommend]
impl<T: Send> SentToAgents for T {}

/// What several agents use at once.
#[diagnostic::on_unimplemented(
    message = "several agents use this `{Self}`, which can't be shared between threads",
    label = "what it yields is not `Sync`",
    note = "use a `Mutex` instead of `Cell` or `RefCell`, or let one agent use it"
)]
pub trait SharedByAgents {
    #[doc(hidden)]
    fn check(&self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync> SharedByAgents for T {}

/// A value that is used by value where it may be needed again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is used by value, but may be needed again and can't be cloned",
    label = "a workflow can run again, and others may use this too",
    note = "borrow it (`&name`), put it in an `Arc`, or derive `Clone`"
)]
pub trait ClonedForEachRun {
    #[doc(hidden)]
    #[must_use]
    fn one_more(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ClonedForEachRun for T {
    fn one_more(&self) -> Self {
        self.clone()
    }
}

/// The value of a step that ends in `?`.
#[diagnostic::on_unimplemented(
    message = "`?` needs a step that yields a `Result`, and this one yields `{Self}`",
    label = "no `Result` with an error that implements `std::error::Error`",
    note = "remove the `?`, or make a `Result` of an `Option` with `.ok_or(\"what is missing\")`"
)]
pub trait CanFail: Sized {
    #[doc(hidden)]
    fn check(&self) {}
    #[doc(hidden)]
    fn check_task(_task: &crate::AgentTask<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<crate::error::BoxError>> CanFail for Result<T, E> {}

/// The value of a step with a policy that asks for its failures.
#[diagnostic::on_unimplemented(
    message = "this policy waits for a failure, and a step that yields `{Self}` has none",
    label = "no `Result` with an error that implements `std::error::Error`",
    note = "remove the policy, or make a `Result` of an `Option` with `.ok_or(\"what is missing\")`"
)]
pub trait FailsSometimes: Sized {
    #[doc(hidden)]
    fn check_task(_task: &crate::AgentTask<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<crate::error::BoxError>> FailsSometimes for Result<T, E> {}

/// What a cached step uses: equal calls are those that use equal values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't tell calls apart, as a cached step needs it",
    label = "not `Hash`, `Eq` and `Clone`",
    note = "say what tells them apart: `#[cached(key = ..)]`"
)]
pub trait TellsCallsApart {
    #[doc(hidden)]
    fn check(&self) {}
}

#[diagnostic::do_not_recommend]
impl<T: std::hash::Hash + Eq + Clone> TellsCallsApart for T {}

/// A cached step, and what it yields: each later call gets a clone.
#[diagnostic::on_unimplemented(
    message = "a cached step yields what can be cloned, and this one yields `{A}`",
    label = "calls after the first one get a clone",
    note = "derive `Clone`, or yield an `Arc`"
)]
pub trait CanBeCached<A>: Sized {
    #[doc(hidden)]
    fn check(_both: &Probe<(Self, A)>) {}
}

#[diagnostic::do_not_recommend]
impl<A: Clone> CanBeCached<A> for crate::AgentTask<A> {}

/// What `store = ..` is: it keeps the values of a cached step, for all runs.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no store that all runs can share",
    label = "does not keep values of type `{A}` under keys of type `{K}`",
    note = "a store is an `Arc` of a `policy::Store`, such as an `Arc<Mutex<HashMap<{K}, {A}>>>`"
)]
pub trait StoreOf<K, A> {
    #[doc(hidden)]
    fn check(_of: &Probe<(K, A)>, _store: &Self) {}
}

#[diagnostic::do_not_recommend]
impl<K, A, T: crate::private::Keeps<K, A>> StoreOf<K, A> for T {}

/// What a step of a race yields: any of them may win.
#[diagnostic::on_unimplemented(
    message = "this step of a race yields `{Self}`, and the first one yields `{T}`",
    label = "not `{T}`",
    note = "any of them may win: make all of them yield the same type"
)]
pub trait RacesWith<T>: Sized {
    #[doc(hidden)]
    fn check(_both: &Probe<(Self, T)>) {}
}

#[diagnostic::do_not_recommend]
impl<T> RacesWith<T> for T {}

/// What a fallback yields: it takes the place of what its step would have yielded.
#[diagnostic::on_unimplemented(
    message = "this fallback yields `{Self}`, and stands in for a step that yields `{T}`",
    label = "not `{T}`",
    note = "make the fallback yield what the step yields if it succeeds"
)]
pub trait StandsInFor<T>: Sized {
    #[doc(hidden)]
    fn check(_both: &Probe<(Self, T)>) {}
}

#[diagnostic::do_not_recommend]
impl<T> StandsInFor<T> for T {}

/// An item of a `par for`: its body runs on any thread.
#[diagnostic::on_unimplemented(
    message = "an item of this `par for` is a `{Self}`, which can't go to an agent on another thread",
    label = "its items are not `Send`",
    note = "go through owned values: `Arc` instead of `Rc`, data instead of lock guards"
)]
pub trait ItemForAgents {
    #[doc(hidden)]
    fn check_of(_item: &Probe<Self>)
    where
        Self: Sized,
    {
    }
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> ItemForAgents for T {}

/// What the items of a `par(n) for` come from, a few at a time: any thread may ask it for the next one.
#[diagnostic::on_unimplemented(
    message = "the items of this `par(n) for` come from a `{Self}`, which can't go to another thread",
    label = "what they come from is not `Send`",
    note = "collect them into a `Vec` first: `items: Vec<_> = ..;`"
)]
pub trait SourceOfItems {
    #[doc(hidden)]
    fn check(&self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> SourceOfItems for T {}

/// The state of a loop: it goes from turn to turn, on any thread.
#[diagnostic::on_unimplemented(
    message = "the state of this loop is `{Self}`, which can't go to a turn on another thread",
    label = "this state is not `Send`",
    note = "begin with an owned value: `Arc` instead of `Rc`, data instead of a lock guard"
)]
pub trait KeptByLoops {
    #[doc(hidden)]
    fn check(&self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Send> KeptByLoops for T {}

/// What a turn of a loop yields: the end, or the state of the next turn.
#[diagnostic::on_unimplemented(
    message = "a turn of this loop yields a `ControlFlow<_, {S}>`, and this one yields `{Self}`",
    label = "neither the end of the loop nor its next state",
    note = "yield `ControlFlow::Continue(state)` to go on, and `ControlFlow::Break(value)` to end the loop"
)]
pub trait EndsOrGoesOn<S>: Sized {
    #[doc(hidden)]
    fn check(_both: &Probe<(Self, S)>) {}
}

#[diagnostic::do_not_recommend]
impl<S, T: crate::private::TurnOf<S>> EndsOrGoesOn<S> for T {}

/// What an `if` without `else` yields: there is nothing else it could be.
#[diagnostic::on_unimplemented(
    message = "this `if` yields a `{Self}`, and nothing without an `else`",
    label = "what if the condition is false?",
    note = "add `else {{ .. }}` with a value of the same type"
)]
pub trait NothingElse {
    #[doc(hidden)]
    fn nothing() -> Self;
}

#[diagnostic::do_not_recommend]
impl NothingElse for () {
    fn nothing() {}
}

#[diagnostic::do_not_recommend]
impl<T: NothingElse> NothingElse for Result<T, crate::AgentError> {
    fn nothing() -> Self {
        Ok(T::nothing())
    }
}

/// A step whose type is known where it stands: whether it is a value, a future or a task depends on it.
///
/// It is asked for where the type is still open, and never holds, so that the message can name what the type turned out
/// to be.
#[diagnostic::on_unimplemented(
    message = "the type of this step is not known where it stands",
    label = "a value, a future or a task?",
    note = "write the type of the name, `name: {T} = ..`, or of the call, as in `collect::<Vec<_>>()`"
)]
pub trait KnownType<T> {
    #[doc(hidden)]
    fn kind(&self) -> PlainTag;
}

/// A step that gives a `T`.
pub struct StepOf<T>(pub(crate) OrTask<T>);
