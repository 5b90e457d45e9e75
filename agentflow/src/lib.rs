//! docs

mod derived;
pub mod error;
pub mod executor;
mod primitive;
#[doc(hidden)]
pub mod private;
pub mod require;
mod run;
mod site;
mod task;

pub use derived::{async_function, parallel_filter, router, sequence_tasks};
pub use error::{AgentError, RunError};
pub use primitive::{
    Codec, async_task, blocking_task, call_agent, completed_task, dynamic_planner, join_results, lazy_task, race,
    share, spawn_agent, try_join_results,
};
pub use run::RunFuture;
pub use task::AgentTask;

/// docs
#[macro_export]
macro_rules! workflow {
    ($($tokens:tt)*) => { $crate::private::workflow! { $crate $($tokens)* } };
}
