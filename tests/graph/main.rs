//! What `plan.graph()` says of plans that do not run.

mod told;

mod any;
mod by_hand;
mod hostile;
mod language;
mod places;
