//! By what another side knows a call again.

use std::sync::Arc;

use crate::AgentTask;
use crate::run::{Ambient, Cx};
use crate::task::{Node, Step};

/// What is the same each time that this call is made, and for no other call: for requests of which the other side has to know
/// whether it has done them already.
///
/// An engine starts an agent again if it was running when its worker died, and nobody knows how far it had come. So an agent
/// that changes something sends this key along. It is made of the id of the run and the number of the call in its plan; a try
/// of a `retry` is a call of its own. `None` where the agent is not called by an engine that starts it again.
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
    let agent = Ambient::current()?;
    let key: Option<&Key> = agent.scope.carried().next();
    key.map(|key| key.0.clone())
}

#[cfg_attr(not(feature = "temporal"), expect(dead_code, reason = "nobody else starts agents again"))]
struct Key(String);

/// `task`, whose agents have this key.
#[cfg(feature = "temporal")]
pub(super) fn keyed<A: Send + 'static>(key: String, task: AgentTask<A>) -> AgentTask<A> {
    AgentTask::from_node(task.kind().first(), Keyed { key: Arc::new(Key(key)), task })
}

#[cfg(feature = "temporal")]
struct Keyed<A> {
    key: Arc<Key>,
    task: AgentTask<A>,
}

#[cfg(feature = "temporal")]
impl<A: Send + 'static> Node<A> for Keyed<A> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A> {
        cx.drive_part(cx.scope.part_with(Arc::clone(&self.key)), self.task.clone())
    }
}
