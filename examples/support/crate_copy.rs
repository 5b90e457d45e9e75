//! A copy of a crate: what cargo says about it, and its files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::{env, fs, io};

use agentflow::error::BoxError;
use rustfix::diagnostics::Diagnostic;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// A copy of a crate in a temporary folder, which goes with the last clone of this.
#[derive(Clone)]
pub(crate) struct Copy {
    original: PathBuf,
    folder: Arc<TempDir>,
}

impl Copy {
    /// Copies all but what cargo has built and git keeps.
    pub(crate) fn of(original: &Path) -> io::Result<Self> {
        let copy = Self { original: original.to_owned(), folder: Arc::new(TempDir::new()?) };
        let walk = WalkDir::new(original).min_depth(1).follow_links(true).into_iter();
        for entry in walk.filter_entry(|entry| entry.file_name() != "target" && entry.file_name() != ".git") {
            let entry = entry?;
            let to = copy.folder.path().join(entry.path().strip_prefix(original).map_err(io::Error::other)?);
            if entry.file_type().is_dir() { fs::create_dir(to)? } else { fs::copy(entry.path(), to).map(drop)? }
        }
        Ok(copy)
    }

    /// The errors that the compiler finds, in its order.
    pub(crate) fn check(&self) -> Result<Vec<Diagnostic>, BoxError> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(self.folder.path()).args(["check", "--message-format=json", "--target-dir", "target"]);
        let output = cargo.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
        let mut errors = Vec::new();
        for line in output.stdout.split(|&byte| byte == b'\n') {
            // Build scripts print what they like, and that is no JSON.
            let mut message: Value = serde_json::from_slice(line).unwrap_or_default();
            if message["message"]["level"] == "error" {
                let error = Diagnostic::deserialize(message["message"].take())?;
                // The last one only counts the others, and is about no place.
                if !error.spans.is_empty() && !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        if errors.is_empty() && !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(stderr.split_whitespace().collect::<Vec<_>>().join(" ").into());
        }
        Ok(errors)
    }

    /// The text of a file, named as the compiler names it.
    pub(crate) fn read(&self, file: &str) -> io::Result<String> {
        fs::read_to_string(self.folder.path().join(file))
    }

    /// Changes a file of the copy.
    pub(crate) fn write(&self, file: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.path().join(file), text)
    }

    /// Changes a file of the original into that of the copy.
    pub(crate) fn bring_back(&self, file: &str) -> io::Result<()> {
        fs::copy(self.folder.path().join(file), self.original.join(file)).map(drop)
    }
}
