//! Plans on a Temporal server, which the tests install and start: the same results as in a process, and what is left when
//! something is killed.

mod agents;
mod budgets;
mod crowds;
mod down;
mod effects;
mod example;
mod histories;
mod kills;
mod language;
mod long;
mod people;
mod process;
mod renamed;
mod server;
mod trouble;
mod wait;
