//! What reviewers find, and how it is put together.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::git::File;

/// How much a finding matters. The worst comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// It must not stay.
    Error,
    /// It should not stay without a reason.
    Warning,
    /// Somebody should look at it.
    Note,
}

/// One thing at one place. The order of the fields is the order of the report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    severity: Severity,
    path: String,
    pub line: usize,
    text: String,
}

impl File {
    /// Something about a line of this file.
    pub(crate) fn finding(&self, line: usize, severity: Severity, text: impl Into<String>) -> Finding {
        Finding { severity, path: self.path.clone(), line, text: text.into() }
    }
}

/// `src/lib.rs:7: error: dbg! is for debugging`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = format!("{:?}", self.severity).to_lowercase();
        write!(f, "{}:{}: {severity}: {}", self.path, self.line, self.text)
    }
}

/// The findings of all reviewers, each once, the worst first.
#[derive(Debug)]
pub(crate) struct Findings(BTreeSet<Finding>);

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(found: I) -> Self {
        Self(found.into_iter().collect())
    }
}

/// A line for each, and how many there are.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| writeln!(f, "{finding}"))?;
        let count = |severity| self.0.iter().filter(|finding| finding.severity == severity).count();
        let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        let gap = if self.0.is_empty() { "" } else { "\n" };
        write!(f, "{gap}errors: {errors}, warnings: {warnings}, notes: {notes}")
    }
}
