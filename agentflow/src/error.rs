//! What goes wrong: an agent that fails ([`AgentError`]), and a run that does not end with its value ([`RunError`]).

mod agent_error;
mod run_error;

pub use agent_error::{AgentError, BoxError};
pub use run_error::RunError;
