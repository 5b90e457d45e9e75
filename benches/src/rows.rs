//! The rows of the table, a topic a file: our way and the rivals' side by side.

pub(crate) mod chains;
pub(crate) mod collections;
pub(crate) mod fan_out;
pub(crate) mod joins;

use crate::line::Line;
use crate::setup::Setup;

pub(crate) struct Row {
    pub(crate) number: u8,
    pub(crate) title: &'static str,
    pub(crate) run: fn(&Setup) -> Vec<Line>,
}

/// All rows, in the order of the table.
pub(crate) const ALL: &[Row] = &[
    Row { number: 1, title: "a tree of joins with empty leaves, 2 threads", run: joins::empty_leaves },
    Row { number: 2, title: "instructions of a join", run: joins::instructions },
    Row { number: 5, title: "100,000 async agents", run: collections::many },
    Row { number: 6, title: "fan-out of 1,000 async agents that do nothing, and gather", run: fan_out::thousand },
    Row { number: 7, title: "chains of a million steps", run: chains::million },
];
