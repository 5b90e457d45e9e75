//! Plans on a Temporal server, which the tests install and start: the same results as in a process, and what is left when
//! something is killed.

mod agents;
mod crowds;
mod histories;
mod kills;
mod language;
mod people;
mod server;
mod trouble;
