//! What is required of agents and plans that have names.

use std::borrow::Borrow as _;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::AgentTask;

/// What a named agent or plan is given: it may have to go to another process, and be used again.
#[diagnostic::on_unimplemented(
    message = "an agent in another process can't be given `{Self}`",
    label = "not all of `Serialize`, `Deserialize`, `Clone`, `Send` and `Sync`",
    note = "derive `serde::Serialize`, `serde::Deserialize` and `Clone`, or give the agent what it needs of this"
)]
pub trait ReadByAgents {
    #[doc(hidden)]
    fn check() {}
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> ReadByAgents for T {}

/// What a named agent or plan yields: it may come from another process.
#[diagnostic::on_unimplemented(
    message = "an agent in another process can't yield `{Self}`",
    label = "not all of `Serialize`, `Deserialize` and `Send`",
    note = "derive `serde::Serialize` and `serde::Deserialize`; an error can go as text, `.map_err(|error| error.to_string())`"
)]
pub trait ReadByCallers {
    #[doc(hidden)]
    fn check() {}
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + 'static> ReadByCallers for T {}

/// What a named agent or plan borrows: it is copied where the agent is called, and lent to the function when that runs.
#[diagnostic::on_unimplemented(
    message = "an agent gets a copy of what it borrows, and `{Self}` has none",
    label = "not `Clone`",
    note = "derive `Clone`, or give the agent what it needs of this"
)]
pub trait LentToAgents {
    /// The copy.
    type Owned;
    #[doc(hidden)]
    fn copied(&self) -> Self::Owned;
    #[doc(hidden)]
    fn lent(owned: &Self::Owned) -> &Self;
}

#[diagnostic::do_not_recommend]
impl<T: ToOwned + ?Sized> LentToAgents for T {
    type Owned = T::Owned;

    fn copied(&self) -> T::Owned {
        self.to_owned()
    }

    fn lent(owned: &T::Owned) -> &T {
        owned.borrow()
    }
}

/// What a function with `#[plan]` gives.
#[diagnostic::on_unimplemented(
    message = "`#[plan]` is for a function that builds a plan, and this one gives `{Self}`",
    label = "not an `AgentTask`",
    note = "give an `AgentTask`, or write `#[agent]` if it does the work itself"
)]
pub trait IsPlan {
    /// What the plan yields.
    type Value;
    #[doc(hidden)]
    fn task(self) -> AgentTask<Self::Value>;
}

#[diagnostic::do_not_recommend]
impl<A> IsPlan for AgentTask<A> {
    type Value = A;

    fn task(self) -> AgentTask<A> {
        self
    }
}
