//! Other crates that run graphs of agents, each in the way that its own documentation shows.

#[cfg(feature = "rivals")]
pub(crate) mod dagrs;
#[cfg(feature = "rivals")]
pub(crate) mod graph_flow;
pub(crate) mod langgraph;
