//! What goes wrong: an agent that fails ([`AgentError`]), and a run that does not end with its value ([`RunError`]).
//!
//! A [policy](crate::policy) adds causes of its own to an `AgentError`: [`TimedOut`], [`AllFailed`] and [`OutOfBudget`]. A
//! loop adds [`OutOfTurns`].

mod agent_error;
mod all_failed;
mod out_of_budget;
mod out_of_turns;
mod run_error;
mod timed_out;

pub use agent_error::{AgentError, BoxError};
pub use all_failed::AllFailed;
pub(crate) use out_of_budget::Reason;
pub use out_of_budget::{Charge, OutOfBudget};
pub use out_of_turns::OutOfTurns;
pub use run_error::RunError;
#[cfg(feature = "simulation")]
pub(crate) use run_error::panic_message;
pub use timed_out::TimedOut;
