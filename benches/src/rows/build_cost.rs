//! Rows 14 and 15: what it costs to build. `build_cost.rs` builds and measures, and prints tables; they are read here.

use std::process::Command;

use crate::line::{Digits, Line};
use crate::measure::Spread;
use crate::setup::{Scale, Setup};

pub(crate) fn one_more_flow(setup: &Setup) -> Vec<Line> {
    const WORK: &str = "one more flow of 20 agents";
    let lines = table(setup, "release").and_then(|rows| {
        let cost = |name: &str, column: usize| {
            let row = rows.iter().find(|row| row[0].contains(name));
            row.and_then(|row| row.get(column)?.parse().ok()).ok_or(format!("it tells nothing of {name}"))
        };
        let line = |unit: &str, column: usize, rival: &str| -> Result<Line, String> {
            let (ours, theirs): (f64, f64) = (cost("workflow!", column)?, cost(rival, column)?);
            let line = Line::new(WORK, format!("{} {unit}", Digits(ours)), Spread::exactly(ours / theirs), "x");
            Ok(line.rival(rival, format!("{} {unit}", Digits(theirs))))
        };
        Ok(vec![
            line("ms of CPU", 1, "by hand")?.bar(1.0, 0.7),
            line("KiB of code", 2, "by hand")?.bar(1.0, 0.7),
            line("ms of CPU", 1, "typed combinators")?.bar(0.5, 0.3),
            line("KiB of code", 2, "typed combinators")?.bar(0.5, 0.3),
        ])
    });
    lines.unwrap_or_else(|why| vec![Line::missing(WORK, &why)])
}

pub(crate) fn from_nothing(setup: &Setup) -> Vec<Line> {
    const WORK: &str = "the library with default features";
    let lines = table(setup, "cold").map(|rows| {
        let number = |row: &[String], column: usize| row.get(column).and_then(|cell| cell.parse().ok());
        let lines = rows.iter().filter_map(|row| {
            let (crates, seconds): (f64, f64) = (number(row, 1)?, number(row, 2)?);
            let counted =
                Line::new(format!("{WORK}, {}: crates", row[0]), row[1].clone(), Spread::exactly(crates), "crates");
            let timed =
                Line::new(format!("{WORK}, {}: CPU", row[0]), format!("{} s", row[2]), Spread::exactly(seconds), "s");
            Some([counted.bar(30.0, 20.0), timed.bar(30.0, 15.0)])
        });
        lines.flatten().collect()
    });
    lines.unwrap_or_else(|why| vec![Line::missing(WORK, &why)])
}

/// The cells of the table that the program prints.
fn table(setup: &Setup, what: &str) -> Result<Vec<Vec<String>>, String> {
    if setup.scale == Scale::Smoke {
        return Err("building takes minutes".to_owned());
    }
    let output = Command::new("cargo")
        .args(["bench", "--bench", "build_cost", "--", what])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "build_cost fails: {}",
            said.lines().find(|line| line.starts_with("error")).unwrap_or_default()
        ));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let rows = said.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    Ok(rows.map(|row| row.split(" | ").map(str::to_owned).collect()).collect())
}
