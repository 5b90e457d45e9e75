//! Plans on a Temporal server, which the tests install and start: the same results as in a process, and what is left when
//! something is killed.

mod first;
mod server;
