//! Functions that are built from the primitives alone: nothing here sees inside an [`AgentTask`].

mod async_function;
mod map;
mod parallel_filter;
mod router;
mod sequence_tasks;

pub use async_function::async_function;
pub use parallel_filter::parallel_filter;
pub use router::router;
pub use sequence_tasks::sequence_tasks;
