//! What has been measured, kept in `target/rows/`, a file a row.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::line::Line;
use crate::rows::Row;
use crate::setup::Setup;

#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What was checked out: a commit, and whether something was not committed.
    pub(crate) version: String,
    pub(crate) date: String,
    pub(crate) lines: Vec<Line>,
}

impl Kept {
    /// Measures a row and keeps it.
    pub(crate) fn measure(row: &Row, setup: &Setup) -> Self {
        let lines = (row.run)(setup);
        let version = said("git", &["describe", "--always", "--dirty"]);
        let kept = Kept { version, date: said("date", &["-u", "+%Y-%m-%d"]), lines };
        let written = serde_json::to_string_pretty(&kept).map_err(std::io::Error::other).and_then(|text| {
            let path = path(row);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, text)
        });
        if let Err(why) = written {
            eprintln!("row {} is not kept: {why}", row.number);
        }
        kept
    }

    /// What was kept of a row.
    pub(crate) fn read(row: &Row) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(path(row)).ok()?).ok()
    }
}

fn path(row: &Row) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/rows/{}.json", row.number))
}

/// What a command prints, if it runs.
pub(crate) fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
