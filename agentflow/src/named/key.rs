//! By what another side knows a call again.

use crate::run::Ambient;

/// What is the same each time that this call is made, and for no other call: for requests of which the other side has to know
/// whether it has done them already.
///
/// An engine starts an agent again if it was running when its worker died, and nobody knows how far it had come. So an agent
/// that changes something sends this key along. It is made of the id of the run and the number of the call in its plan; a try
/// of a `retry` is a call of its own. `None` where the agent is not called by an engine that starts it again: a `Journal` and a
/// `Temporal` do. Two journals that have runs of the same id give the same keys, so choose ids that say more than `1`.
///
/// It is to be called in the agent itself: in its closure, or wherever its future is polled.
///
/// ```
/// use agentflow::{agent, named::call_key};
///
/// #[agent(idempotent)]
/// fn charge_card(cents: u64) -> String {
///     let key = call_key().unwrap_or_else(|| "by hand".into());
///     format!("{cents} cents, once for {key}")
/// }
///
/// assert_eq!(charge_card(100).await_result(), "100 cents, once for by hand");
/// ```
#[must_use]
pub fn call_key() -> Option<String> {
    Ambient::current()?.scope.call_key().map(str::to_owned)
}
