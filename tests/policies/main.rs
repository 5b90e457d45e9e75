//! Policies: what they do, in virtual time where time decides, and what they leave alone.

#[path = "../support/executors.rs"]
mod executors;
#[path = "../support/handshake.rs"]
mod handshake;
#[path = "../support/virtual_time.rs"]
mod virtual_time;

mod agents;
mod budgets;
mod caching;
mod errors;
mod fallbacks;
mod first_success;
mod hedges;
mod kept;
mod limits;
mod looping;
mod nesting;
mod quorum;
mod refused;
mod retries;
mod timeouts;
mod timers;
mod user_code;
