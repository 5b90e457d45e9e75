//! The journal: what it remembers, what it refuses, and what is left after a process was killed.

#[path = "../support/number_agent.rs"]
mod number_agent;

mod agents;
mod budgets;
mod damage;
mod effects;
mod keys;
mod kills;
mod kills_of_effects;
mod remembers;
mod trouble;
