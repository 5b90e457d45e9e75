//! Watching a run: typed events of what its agents do.
//!
//! [`AgentTask::watched`](crate::AgentTask::watched) tells an [`Observer`] of each agent of a plan, on whatever executor it
//! runs. A plan that nobody watches pays one look at a pointer for each agent.

mod event;
#[cfg(feature = "live")]
mod live;
mod note;
mod observer;
mod recording;
mod report;
#[cfg(feature = "tracing")]
mod spans;
mod watched;

pub use event::{AgentId, Event, What};
#[cfg(feature = "live")]
pub use live::Live;
pub use note::{Note, note};
pub use observer::Observer;
pub use recording::Recording;
pub use report::{AgentReport, End, Report};
#[cfg(feature = "tracing")]
pub use spans::Spans;
#[cfg(feature = "simulation")]
pub(crate) use watched::around;
