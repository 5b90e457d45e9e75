//! Whose failure it is, when a policy gives up on a task.

use std::sync::Arc;

use crate::AgentTask;
use crate::error::{AgentError, BoxError};
use crate::run::Scope;
use crate::site::{AgentName, Site};

/// The agent that a policy is put around: by what its task was named, or else the step of the block, or else by what the
/// plan around it was named, or else by the place of the policy.
#[derive(Clone)]
pub(super) struct Agent {
    pub(super) site: Site,
    named: Option<Arc<AgentName>>,
}

impl Agent {
    pub(super) fn of<A: 'static>(site: Site, task: &AgentTask<A>) -> Self {
        Agent { site, named: task.name().cloned() }
    }

    /// The policy itself.
    pub(super) fn at(site: Site) -> Self {
        Agent { site, named: None }
    }

    /// What errors call it in this part of a run.
    pub(super) fn name(&self, scope: &Scope) -> AgentName {
        let name = match self.site {
            Site::Step(_) => self.named.as_ref(),
            Site::At(_) => self.named.as_ref().or_else(|| scope.name()),
        };
        name.map_or_else(|| self.site.into(), |name| AgentName::clone(name))
    }

    pub(super) fn failure(&self, scope: &Scope, cause: impl Into<BoxError>) -> AgentError {
        AgentError::of(self.name(scope), cause.into())
    }
}
