//! How long a plan takes on a clock that jumps to the next timer whenever there is nothing else to do.

use std::time::Duration;

use agentflow::AgentTask;
use agentflow::executor::Simulation;

/// What a plan yields, and how long it takes on that clock.
pub(crate) fn run<A: Send + 'static>(plan: &AgentTask<A>) -> (A, Duration) {
    let simulation = Simulation::default();
    let value = plan.clone().run_on(&simulation);
    (value, simulation.elapsed())
}
