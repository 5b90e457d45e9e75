//! What is measured of a folder, by agents that run wherever there is a worker.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use agentflow::{AgentError, AgentTask, agent, plan, workflow};
use serde::{Deserialize, Serialize};

/// What there is in a file, or in many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Size {
    pub files: usize,
    pub lines: usize,
    pub words: usize,
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

/// How much is in a file. It takes a while, so that there is something to be seen, and to be killed.
#[agent(blocking)]
pub(crate) fn measure(file: &str) -> Result<Size, String> {
    thread::sleep(Duration::from_millis(300));
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(Size { files: 1, lines: text.lines().count(), words: text.split_whitespace().count() })
}

/// Whether so many files may be read. A person says so: no worker runs it.
#[agent]
pub(crate) fn approve(files: usize) -> bool {
    files < 100
}

/// How much is in the files of a folder.
#[plan]
pub(crate) fn survey(folder: String) -> AgentTask<Result<Size, String>> {
    let plan: AgentTask<Result<Option<Size>, AgentError>> = workflow! {
        files = find(&folder)?;
        may = approve(files.len());
        => if may {
            sizes = par(8) for file in files { measure(&file)? };
            => Some(total(&sizes))
        } else { None }
    };
    plan.map(|size| size.map_err(|error| error.to_string())?.ok_or_else(|| "nobody wants it".to_owned()))
}

fn total(sizes: &[Size]) -> Size {
    sizes.iter().fold(Size::default(), |all, size| Size {
        files: all.files + size.files,
        lines: all.lines + size.lines,
        words: all.words + size.words,
    })
}
