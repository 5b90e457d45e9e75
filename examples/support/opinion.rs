//! What a model finds in a file.

use agentflow::watch::note;
use schemars::JsonSchema;
use serde::Deserialize;

use super::findings::{Finding, Severity};
use super::git::File;
use super::model::Model;

/// How much of a file the model is shown.
const SHOWN_BYTES: usize = 24_000;

/// What is found, or why nobody has looked.
pub(crate) type Opinion = Result<Vec<Finding>, String>;

/// Mistakes in the new lines; none if they are right.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mistakes {
    mistakes: Vec<Mistake>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mistake {
    /// The number of the line.
    line: usize,
    severity: Severity,
    /// One sentence: what is wrong, and what to do about it.
    text: String,
}

/// Asks a model about one file.
pub(crate) async fn opinion(model: &Model, file: &File) -> Opinion {
    let task =
        "You review a file. Lines are numbered, new ones marked with +. Report mistakes in new lines, not style.";
    let mark = |line| if file.added.contains(&line) { '+' } else { ' ' };
    let numbered = file.text.lines().zip(1..).map(|(text, line)| format!("{}{line}: {text}\n", mark(line)));
    let mut question = format!("File: {}\n{}", file.path, numbered.collect::<String>());
    question.truncate(question.floor_char_boundary(SHOWN_BYTES));
    let answer: Mistakes = model.ask(task, question).await.map_err(|error| format!("{}: {error}", file.path))?;
    Ok(answer.mistakes.into_iter().map(|it| file.finding(it.line, it.severity, it.text)).collect())
}

/// Names what has not been looked at.
pub(crate) fn warn(untracked: &[String], opinions: &[Opinion]) {
    for path in untracked {
        note("warning", format!("{path} is left out: `git add` it to have it reviewed"));
    }
    for error in opinions.iter().filter_map(|opinion| opinion.as_ref().err()) {
        note("warning", format!("the model does not review {error}"));
    }
}
