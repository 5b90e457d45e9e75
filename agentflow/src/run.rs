//! Running a description: one step at a time, on whatever executor was chosen.

pub(crate) mod all;
mod ambient;
mod around;
mod basket;
mod border;
mod cells;
mod context;
mod entry;
pub(crate) mod first;
mod future;
mod go_on;
mod half;
mod handle;
pub(crate) mod join;
mod levels;
mod line;
mod once;
mod part;
mod pending;
mod place;
mod position;
mod scope;
pub(crate) mod stack;
pub(crate) mod watch;

pub(crate) use ambient::Ambient;
pub(crate) use basket::{Basket, Baskets};
pub(crate) use context::{Cx, Outcome, STEPS_AT_ONCE};
pub(crate) use go_on::{GoOn, Next, go_on_after, go_on_elsewhere, go_on_from, go_on_in_line, go_on_later, start_first};
pub(crate) use half::Halves;
pub(crate) use handle::{Handle, compute_elsewhere, poll_elsewhere, run_elsewhere, unnest};
pub(crate) use levels::Chain;
pub(crate) use once::Once;
pub(crate) use pending::{Driving, Pending, Wait};
pub(crate) use position::{Calling, Sides};
pub(crate) use scope::Scope;
pub(crate) use watch::{AllPlanned, Failure, Watch};

pub use future::RunFuture;
