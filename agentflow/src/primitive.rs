//! The functions that look inside an [`AgentTask`](crate::AgentTask). Everything else is derived from them.

pub(crate) mod async_task;
pub(crate) mod blocking_task;
pub(crate) mod call_agent;
mod completed_task;
pub(crate) mod dynamic_planner;
mod gathered;
pub(crate) mod join_results;
pub(crate) mod lazy_task;
pub(crate) mod loop_task;
mod map;
mod named;
pub(crate) mod race;
pub(crate) mod sequence_limited;
pub(crate) mod sequence_planned;
mod sequence_tasks;
mod share;
mod spawn_agent;
mod try_sequence_tasks;

pub use async_task::async_task;
pub use blocking_task::blocking_task;
pub use call_agent::{Codec, call_agent};
pub use completed_task::completed_task;
pub use dynamic_planner::dynamic_planner;
pub use join_results::{join_results, try_join_results};
pub use lazy_task::lazy_task;
pub use loop_task::loop_task;
pub use race::race;
pub use sequence_limited::{sequence_limited, try_sequence_limited};
pub use sequence_tasks::sequence_tasks;
pub use share::share;
pub use spawn_agent::spawn_agent;
pub use try_sequence_tasks::try_sequence_tasks;
