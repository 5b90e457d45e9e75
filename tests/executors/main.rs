//! What executors promise: nothing waits for what could go on, nothing deadlocks, nothing outlives its run, and a panic
//! harms nobody else.

#[path = "../support/executors.rs"]
mod executors;
mod fail_fast;
mod handshake;

mod at_once;
mod blocking;
mod cancellation;
mod inside_agents;
mod inside_tokio;
mod leftovers;
mod panics;
mod pools;
mod racing;
mod sharing;
