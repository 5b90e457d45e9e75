//! `docs/faults.md`, made from the table.

use std::fmt::Write as _;
use std::path::Path;

use crate::fault::{Outcome, Outcomes};
use crate::place::Place;

/// A fault, as the page has it.
pub(crate) struct Row {
    pub(crate) fault: &'static str,
    pub(crate) outcomes: Outcomes,
}

const INTRODUCTION: &str = include_str!("introduction.md");

pub(crate) fn check(rows: &[Row]) {
    let mut page = format!("{INTRODUCTION}\n| fault | {} |\n|---|{}\n", Place::NAMES.join(" | "), "---|".repeat(6));
    for row in rows {
        let outcomes = row.outcomes.map(Outcome::text).join(" | ");
        writeln!(page, "| {} | {outcomes} |", row.fault).expect("text takes more text");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    crate::kept::check(&path, &page);
}
