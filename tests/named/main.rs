//! Agents and plans that have names: what calling them makes, and how a process finds them.

mod agents;
mod effects;
mod plans;
mod registry;
