//! What can be done about an error: what the compiler suggests, or a model.

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::path::{Component, Path};

use agentflow::error::BoxError;
use rustfix::diagnostics::Diagnostic;
use rustfix::{CodeFix, Filter, LinePosition, LineRange, Replacement, Snippet, Solution, collect_suggestions};
use schemars::JsonSchema;
use serde::Deserialize;

use super::crate_copy::Copy;
use super::model::Model;

/// An error, and the change that is to repair it; or why there is none.
pub(crate) struct Repair {
    error: Diagnostic,
    change: Result<Solution, String>,
}

/// The agent for one error.
pub(crate) async fn propose(error: Diagnostic, copy: &Copy, model: Option<&Model>) -> Repair {
    let change = match (suggestion(&error), model) {
        (Some(change), _) => Ok(change),
        (None, None) => Err("the compiler has no suggestion that is sure to be right".to_owned()),
        (None, Some(model)) => ask(&error, copy, model).await.map_err(|error| error.to_string()),
    };
    Repair { error, change }
}

/// What the compiler is sure of, if it is about one file of the crate.
fn suggestion(error: &Diagnostic) -> Option<Solution> {
    let solutions = collect_suggestions(error, &HashSet::new(), Filter::MachineApplicableOnly)?.solutions;
    let message = solutions.iter().map(|solution| &*solution.message).collect::<Vec<_>>().join(", ");
    let replacements: Vec<Replacement> = solutions.into_iter().flat_map(|solution| solution.replacements).collect();
    let file = &replacements.first()?.snippet.file_name;
    let is_inside = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
    let is_one = replacements.iter().all(|replacement| replacement.snippet.file_name == *file);
    (is_inside && is_one).then_some(Solution { message, replacements })
}

/// A change of the file that repairs the error.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Edit {
    /// One sentence: what the change does.
    reason: String,
    /// The text that goes, exactly as it stands in the file, and long enough to stand there once.
    old: String,
    /// The text that comes instead.
    new: String,
}

/// What a model would change, in the file where the error is.
async fn ask(error: &Diagnostic, copy: &Copy, model: &Model) -> Result<Solution, BoxError> {
    let file = &place(error).0;
    let text = copy.read(file)?;
    let question = format!("{}\n\nThe file {file}:\n{text}", error.rendered.as_deref().unwrap_or(&error.message));
    let edit: Edit =
        model.ask("You repair an error that the Rust compiler reports, by one small change.", question).await?;
    let mut found = text.match_indices(&edit.old);
    let (Some((start, _)), None) = (found.next(), found.next()) else {
        return Err(format!("the model's answer names a text that is not in {file} once: {:?}", edit.old).into());
    };
    let nowhere = LinePosition { line: 0, column: 0 }; // only the range counts
    let line_range = LineRange { start: nowhere, end: nowhere };
    let snippet = Snippet { file_name: file.clone(), line_range, range: start..start + edit.old.len() };
    Ok(Solution { message: edit.reason, replacements: vec![Replacement { snippet, replacement: edit.new }] })
}

/// Makes all changes that do not meet each other, and names the files.
pub(crate) fn apply(copy: &Copy, repairs: &mut [Repair]) -> Result<BTreeSet<String>, BoxError> {
    let mut fixes: BTreeMap<String, CodeFix> = BTreeMap::new();
    for repair in repairs {
        let Ok(change) = &repair.change else { continue };
        let fix = match fixes.entry(change.replacements[0].snippet.file_name.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let text = copy.read(entry.key())?;
                entry.insert(CodeFix::new(&text))
            }
        };
        if let Err(error) = fix.apply_solution(change) {
            repair.change = Err(format!("not now: {error}"));
        }
    }
    for (file, fix) in &fixes {
        copy.write(file, &fix.finish()?)?;
    }
    Ok(fixes.into_iter().filter(|(_, fix)| fix.modified()).map(|(file, _)| file).collect())
}

/// The file and line that the error is about.
fn place(error: &Diagnostic) -> (String, usize) {
    let span = error.spans.iter().find(|span| span.is_primary).unwrap_or(&error.spans[0]);
    (span.file_name.clone(), span.line_start)
}

/// Two lines: the error, and what became of it.
impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, line) = place(&self.error);
        writeln!(f, "  {file}:{line}: {}", self.error.message)?;
        match &self.change {
            Ok(change) => write!(f, "    changed: {}", change.message),
            Err(why) => write!(f, "    left: {why}"),
        }
    }
}
