//! What is measured of a folder, by agents with names: what each of them gave is remembered.

use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use agentflow::{AgentError, AgentTask, agent, workflow};
use serde::{Deserialize, Serialize};

/// What there is in a file, or in many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Size {
    pub files: usize,
    pub lines: usize,
    pub words: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, {} lines, {} words", self.files, self.lines, self.words)
    }
}

/// The files of a folder that are text, by their names, and of the folders in it.
#[agent(blocking)]
fn find(folder: &str) -> Result<Vec<String>, String> {
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

/// How long each file takes at least. It is nothing that agents are given: that decides whether what they gave is known.
pub(crate) static PACE: OnceLock<Duration> = OnceLock::new();

/// How much is in a file. It takes its time, so that there is some to be killed in.
#[agent(blocking)]
fn measure(file: &str) -> Result<Size, String> {
    thread::sleep(*PACE.get_or_init(Duration::default));
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(Size { files: 1, lines: text.lines().count(), words: text.split_whitespace().count() })
}

/// Adds a line to a file. Done twice, there are two.
#[agent(effect, blocking)]
fn note(file: &str, line: &str) -> Result<(), String> {
    let file = File::options().append(true).create(true).open(file);
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    thread::sleep(*PACE.get_or_init(Duration::default));
    written.map_err(|error| error.to_string())
}

/// How much is in the files of a folder; a line of it is added to `notes`.
pub(crate) fn plan(folder: String, notes: String) -> AgentTask<Result<Size, AgentError>> {
    workflow! {
        files = find(&folder)?;
        sizes = par(8) for file in files { measure(&file)? };
        written = note(&notes, &format!("{folder}: {}\n", total(&sizes)))?;
        => {
            let () = written;
            total(&sizes)
        }
    }
}

fn total(sizes: &[Size]) -> Size {
    sizes.iter().fold(Size::default(), |all, size| Size {
        files: all.files + size.files,
        lines: all.lines + size.lines,
        words: all.words + size.words,
    })
}
