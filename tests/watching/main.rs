//! What observers hear of the agents of a run.

#[path = "../support/executors.rs"]
mod executors;

mod events;
mod families;
mod live;
mod reports;
mod spans;
