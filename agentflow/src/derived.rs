//! Functions that are built from the primitives alone: nothing here sees inside an [`AgentTask`].

mod async_function;
mod parallel_filter;
mod router;
mod zip;

pub use async_function::async_function;
pub use parallel_filter::parallel_filter;
pub use router::router;
