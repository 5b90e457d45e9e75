//! Named agents and engines: who runs them, and what stays the same.

#[path = "../support/number_agent.rs"]
mod number_agent;

mod budgets;
mod calls;
mod driven;
mod elsewhere;
mod positions;
mod recorded;
mod unnamed;
mod watched;
