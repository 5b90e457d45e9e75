//! The reviewers that need no model. Each looks at one file of a change, and says what is wrong with its new lines.

use crate::support::findings::Finding;
use crate::support::findings::Severity::{Note, Warning};
use crate::support::git::{Change, File};
use crate::support::items::{functions, indices, undocumented};
use crate::support::rules::{COMMENT, CONFLICT, DEBUGGING, PANICS, PRINTING, SECRETS, WHITE_SPACE, by_line, by_token};

/// More do not fit a screen.
const FUNCTION_LINES: usize = 60;

/// More do not fit a head.
const FILE_LINES: usize = 400;

/// The name of a reviewer, and what it does.
pub(crate) type Reviewer = (&'static str, fn(&File, &Change) -> Vec<Finding>);

pub(crate) const REVIEWERS: [Reviewer; 7] = [
    ("leftovers", leftovers),
    ("secrets", |file, _| by_line(file, &SECRETS)),
    ("panics", panics),
    ("tests", missing_tests),
    ("docs", missing_docs),
    ("size", size),
    // In Markdown, white space at the end is a line break.
    ("white space", |file, _| if file.is("md") { Vec::new() } else { by_line(file, &WHITE_SPACE) }),
];

fn leftovers(file: &File, _: &Change) -> Vec<Finding> {
    let comments = if file.is("rs") { by_line(file, &COMMENT) } else { Vec::new() };
    let (all, library) = (file.code(), file.library_code());
    [by_line(file, &CONFLICT), comments, by_token(file, &all, &DEBUGGING), by_token(file, &library, &PRINTING)].concat()
}

fn panics(file: &File, _: &Change) -> Vec<Finding> {
    let code = file.library_code();
    let new = indices(&code).filter(|line| file.added.contains(line));
    let indices = new.map(|line| file.finding(line, Note, "an index panics beyond the end: is it checked?"));
    indices.chain(by_token(file, &code, &PANICS)).collect()
}

/// Said once, of the first library file with new code.
fn missing_tests(file: &File, change: &Change) -> Vec<Finding> {
    let new_code = |file: &File| file.library_code().iter().map(|it| it.line).find(|line| file.added.contains(line));
    match change.files.iter().find_map(|first| Some((first, new_code(first)?))) {
        Some((first, line)) if first.path == file.path && !change.files.iter().any(|it| it.changes_tests()) => {
            vec![file.finding(line, Warning, "the code of a library changes, but no test does")]
        }
        _ => Vec::new(),
    }
}

fn missing_docs(file: &File, _: &Change) -> Vec<Finding> {
    let code = file.library_code();
    let new = undocumented(&code).filter(|(line, _)| file.added.contains(line));
    new.map(|(line, item)| file.finding(line, Note, format!("public, but not documented: `{item}`"))).collect()
}

fn size(file: &File, _: &Change) -> Vec<Finding> {
    let (code, lines) = (file.code(), file.text.lines().count());
    let too_long = |line, what, lines| file.finding(line, Note, format!("{what} has {lines} lines: split it"));
    let long = functions(&code)
        .filter(|(_, start, end)| end - start >= FUNCTION_LINES && file.added.range(start..=end).next().is_some());
    let functions = long.map(|(name, start, end)| too_long(start, format!("`{name}`"), end - start + 1));
    let is_long = !code.is_empty() && lines > FILE_LINES && !file.added.is_empty();
    functions.chain(is_long.then(|| too_long(1, "the file".to_owned(), lines))).collect()
}
