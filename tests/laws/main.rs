//! The laws, as properties that hold on every executor: inline, pools of 1, 2 and 8 threads, and inside tokio.

#[path = "../support/executors.rs"]
mod executors;

mod arbitrary;
mod plan;

mod agents;
mod agreement;
mod choice;
mod depth;
mod functor;
mod join;
mod lists;
mod made_up;
mod monad;
mod policies;
mod sharing;
mod soak;
mod watch;
