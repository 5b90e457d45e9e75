//! `?` at the end of a step.

use crate::error::{AgentError, BoxError};
use crate::site::{Site, StepSite};

/// A value that `?` can be applied to.
#[diagnostic::on_unimplemented(
    message = "`?` needs an agent that gives a `Result`, and this one gives `{Self}`",
    label = "not a `Result` whose error implements `std::error::Error`",
    note = "remove the `?`, or turn an `Option` into a `Result` with `.ok_or(\"what is missing\")`"
)]
pub trait Fallible {
    /// The success.
    type Success;

    /// The success, or the error of the agent.
    ///
    /// # Errors
    /// If it is a failure.
    fn question(self, site: &'static StepSite) -> Result<Self::Success, AgentError>;
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<BoxError>> Fallible for Result<T, E> {
    type Success = T;

    fn question(self, site: &'static StepSite) -> Result<T, AgentError> {
        self.map_err(|error| AgentError::new(Site::Step(site), error.into()))
    }
}

/// Ends the block if the agent failed.
///
/// # Errors
/// If it did.
pub fn question<R: Fallible>(value: R, site: &'static StepSite) -> Result<R::Success, AgentError> {
    value.question(site)
}
