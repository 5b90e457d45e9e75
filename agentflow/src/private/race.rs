//! `race`: the first of several plans.

use crate::AgentTask;
use crate::site::StepSite;

/// The first that finishes.
pub fn race<A: Send + 'static>(_site: &'static StepSite, racers: Vec<AgentTask<A>>) -> AgentTask<A> {
    crate::race(racers)
}
