//! What executors promise: nothing waits for what could go on, nothing deadlocks, nothing outlives its run, and a panic
//! harms nobody else.

#[path = "../support/executors.rs"]
mod executors;
#[path = "../support/handshake.rs"]
mod handshake;

mod at_once;
mod blocking;
mod by_hand;
mod cancellation;
mod fail_fast;
mod inside_agents;
mod inside_tokio;
mod leftovers;
mod panics;
mod pools;
mod racing;
mod sharing;
mod simulated;
