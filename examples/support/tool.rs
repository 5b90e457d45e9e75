//! The ways to an answer: a command of this machine, a search of our own, a model; and how each can fail.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;
use tokio::process::Command;
use walkdir::WalkDir;

use super::model::{Model, ModelError};

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum Fault {
    #[error("it is not installed")]
    NotInstalled,
    #[error("it cannot be started: {0}")]
    NotStarted(#[source] io::Error),
    #[error("it was stopped by a signal")]
    Stopped,
    #[error("it finds nothing")]
    NothingFound,
    #[error("it says: {0}")]
    Failed(String),
    #[error("it is not set: LLM_BASE_URL and LLM_MODEL name one")]
    NoModel,
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Fault {
    /// Whether it may be gone at the next try.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::NotStarted(_) | Self::Stopped)
    }
}

/// Runs a command; it ends with the future.
pub(crate) async fn output_of(words: Vec<String>, folder: PathBuf) -> Result<String, Fault> {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Fault::NotInstalled,
        _ => Fault::NotStarted(error),
    })?;
    let [text, complaint] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    match (output.status.code(), complaint.lines().next()) {
        (None, _) => Err(Fault::Stopped),
        (Some(0), _) if !text.trim().is_empty() => Ok(text),
        (_, None) => Err(Fault::NothingFound),
        (_, Some(line)) => Err(Fault::Failed(line.to_owned())),
    }
}

/// The lines of all files that hold a text.
pub(crate) fn search(text: &str, folder: &Path) -> Result<String, Fault> {
    let is_hidden = |name: &str| name.starts_with('.') && name.len() > 1 || name == "target";
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = walk.filter_entry(|entry| !entry.file_name().to_str().is_some_and(is_hidden)).flatten();
    let mut found = String::new();
    for file in files {
        // What is no text holds no lines.
        let content = fs::read_to_string(file.path()).unwrap_or_default();
        let name = file.path().strip_prefix(folder).unwrap_or(file.path()).display();
        for (i, line) in content.lines().enumerate().filter(|(_, line)| line.contains(text)) {
            // Writing to a string cannot fail.
            let _ = writeln!(found, "{name}:{}:{line}", i + 1);
        }
    }
    if found.is_empty() { Err(Fault::NothingFound) } else { Ok(found) }
}

/// The answer to a question.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reply {
    /// The answer in a few sentences.
    answer: String,
}

/// What the model answers.
pub(crate) async fn reply_of(model: Option<Model>, question: String) -> Result<String, Fault> {
    let reply: Reply = model.ok_or(Fault::NoModel)?.ask("You answer a question that no tool could.", question).await?;
    Ok(reply.answer)
}
