//! The failures of several agents, until there is one too many.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::agent::Agent;
use crate::AgentTask;
use crate::error::{AgentError, AllFailed, BoxError};
use crate::run::Scope;

/// The failures of agents of which so many may fail.
pub(super) struct Failures {
    scope: Arc<Scope>,
    /// Who needs them, and the agents themselves.
    whole: Agent,
    agents: Vec<Agent>,
    may_fail: usize,
    errors: Vec<(usize, AgentError)>,
}

impl Failures {
    pub(super) fn new<A: 'static>(scope: &Arc<Scope>, whole: &Agent, tasks: &[AgentTask<A>], may_fail: usize) -> Self {
        let agents = tasks.iter().map(|task| Agent::of(whole.site, task)).collect();
        Failures { scope: Arc::clone(scope), whole: whole.clone(), agents, may_fail, errors: Vec::new() }
    }

    /// The agent with this index has failed. `Break` with the failure of the whole if it was one too many.
    pub(super) fn add(&mut self, index: usize, error: impl Into<BoxError>) -> ControlFlow<AgentError> {
        let agent = self.agents.get(index).unwrap_or(&self.whole);
        self.errors.push((index, agent.failure(&self.scope, error)));
        if self.errors.len() <= self.may_fail {
            return ControlFlow::Continue(());
        }
        self.errors.sort_by_key(|(index, _)| *index);
        let errors = self.errors.drain(..).map(|(_, error)| error).collect();
        ControlFlow::Break(self.whole.failure(&self.scope, AllFailed::new(errors)))
    }
}
