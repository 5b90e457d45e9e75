//! What is required of agents and plans that have names.

use serde::Serialize;
use serde::de::DeserializeOwned;

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
