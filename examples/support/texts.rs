//! The texts of a folder, and how much is in them.

use std::fmt;
use std::fs;
use std::path::Path;

use agentflow::agent;
use serde::{Deserialize, Serialize};

/// What there is in a file, or in many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Size {
    pub files: usize,
    pub lines: usize,
    pub words: usize,
}

impl Size {
    pub(crate) fn of(file: &str) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        Ok(Size { files: 1, lines: text.lines().count(), words: text.split_whitespace().count() })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, {} lines, {} words", self.files, self.lines, self.words)
    }
}

/// The files of a folder that are text, by their names, and of the folders in it.
#[agent(blocking)]
pub(crate) fn find(folder: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_text = |path: &Path| path.extension().is_some_and(|kind| kind == "rs" || kind == "md" || kind == "txt");
        if entry.file_type().is_file() && is_text(entry.path()) {
            found.push(entry.path().to_string_lossy().into_owned());
        }
    }
    if found.is_empty() { Err(format!("{folder} has no file of text")) } else { Ok(found) }
}

pub(crate) fn total(sizes: &[Size]) -> Size {
    sizes.iter().fold(Size::default(), |all, size| Size {
        files: all.files + size.files,
        lines: all.lines + size.lines,
        words: all.words + size.words,
    })
}
