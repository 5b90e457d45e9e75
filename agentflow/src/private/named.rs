//! Calls of agents that have names, and how what they are given and yield is written.

mod call;
mod code;
mod effect;
mod wire;

pub use call::{IsCalled, IsCopied, IsUncalled, IsUncopied};
pub use effect::effect;
pub use wire::{FailsNever, FailsSometimesOf, IsUnwritten, IsWritten, Wire, input_and_value, value_alone};
