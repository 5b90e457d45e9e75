//! The journal: what it remembers, what it refuses, and what is left after a process was killed.

mod agents;
mod damage;
mod kills;
mod remembers;
mod trouble;
