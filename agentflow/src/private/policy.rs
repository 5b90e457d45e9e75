//! Policies of a step, and `race`, which an error calls by the name of the step.

use std::time::Duration;

use crate::AgentTask;
use crate::error::AgentError;
use crate::policy::{self, Budget, Limit, Retry};
use crate::site::{Site, StepSite};

type Tried<A> = AgentTask<Result<A, AgentError>>;

/// The first that finishes.
pub fn race<A: Send + 'static>(_site: &'static StepSite, racers: Vec<AgentTask<A>>) -> AgentTask<A> {
    crate::race(racers)
}

/// The first that succeeds.
pub fn first_success<A: Send + 'static>(site: &'static StepSite, racers: Vec<Tried<A>>) -> Tried<A> {
    policy::first_success::first_success_at(Site::Step(site), racers)
}

/// `#[retry(..)]`.
pub fn retry<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, policy: Retry) -> Tried<A> {
    policy::retry::retry_at(Site::Step(site), task, policy)
}

/// `#[timeout(..)]`.
pub fn timeout<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, limit: Duration) -> Tried<A> {
    policy::timeout::timeout_at(Site::Step(site), task, limit)
}

/// The same around what can fail.
pub fn try_timeout<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, limit: Duration) -> Tried<A> {
    policy::timeout::try_timeout_at(Site::Step(site), task, limit)
}

/// `#[within(..)]`.
pub fn within<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, budget: &Budget) -> Tried<A> {
    policy::budget::within_at(Site::Step(site), task, budget)
}

/// The same around what can fail.
pub fn try_within<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, budget: &Budget) -> Tried<A> {
    policy::budget::try_within_at(Site::Step(site), task, budget)
}

/// `#[hedge(..)]`.
pub fn hedge<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, delay: Duration) -> AgentTask<A> {
    policy::hedge::hedge_at(Site::Step(site), task, delay)
}

/// `#[fallback(..)]` with what can't fail.
pub fn fallback<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, other: AgentTask<A>) -> AgentTask<A> {
    policy::fallback::fallback_at(Site::Step(site), task, other)
}

/// `#[fallback(..?)]`.
pub fn try_fallback<A: Send + 'static>(site: &'static StepSite, task: Tried<A>, other: Tried<A>) -> Tried<A> {
    policy::fallback::try_fallback_at(Site::Step(site), task, other)
}

/// `#[limit(..)]`.
pub fn limit<A: Send + 'static>(site: &'static StepSite, task: AgentTask<A>, limit: &Limit) -> AgentTask<A> {
    policy::limit::limit_at(Site::Step(site), task, limit)
}
