//! What must not stand in new lines, and what to say if it does.

use super::findings::Severity::{Error, Note, Warning};
use super::findings::{Finding, Severity};
use super::git::File;
use super::lines::{begins_private_key, holds_key, is_code_in_comment, sets_secret};
use super::tokens::Token;

/// What a line must not be, how much it matters, and what to say about it.
pub(crate) type LineRule = (fn(&str) -> bool, Severity, &'static str);

/// Tokens that must not follow each other, how much it matters, and what to say about it.
pub(crate) type TokenRule = (&'static [&'static str], Severity, &'static str);

/// What git leaves behind.
pub(crate) const CONFLICT: [LineRule; 1] =
    [(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "), Error, "a merge conflict is not resolved")];
/// For Rust.
pub(crate) const COMMENT: [LineRule; 1] = [(is_code_in_comment, Note, "this comment looks like code: take it out")];
/// What nobody sees.
pub(crate) const WHITE_SPACE: [LineRule; 2] = [
    (|line| line.ends_with([' ', '\t']), Note, "there is white space at the end"),
    (
        |line| line.trim_start_matches('\t').trim_start_matches(' ').starts_with('\t'),
        Note,
        "there are spaces before a tab",
    ),
];
/// What others must not see.
pub(crate) const SECRETS: [LineRule; 3] = [
    (begins_private_key, Error, "this is a private key: take it out, and replace it"),
    (holds_key, Error, "this looks like a key: take it out, and revoke it"),
    (sets_secret, Warning, "this looks like a secret: take it from the environment"),
];
/// What is written for the time being.
pub(crate) const DEBUGGING: [TokenRule; 3] = [
    (&["dbg", "!"], Error, "`dbg!` is for debugging: take it out"),
    (&["todo", "!"], Warning, "`todo!` is work that is left"),
    (&["unimplemented", "!"], Warning, "`unimplemented!` is work that is left"),
];
/// What is for programs only.
pub(crate) const PRINTING: [TokenRule; 2] = [
    (&["println", "!"], Warning, "a library should not print: give the text back, or log it"),
    (&["eprintln", "!"], Warning, "a library should not print: give the text back, or log it"),
];
/// What ends a program.
pub(crate) const PANICS: [TokenRule; 3] = [
    (&[".", "unwrap", "("], Warning, "`unwrap` panics: give the error back"),
    (&[".", "expect", "("], Warning, "`expect` panics: give the error back"),
    (&["panic", "!"], Warning, "a library should give an error back, not panic"),
];

/// What the rules find in the new lines of any file.
pub(crate) fn by_line(file: &File, rules: &[LineRule]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (is_wrong, severity, text) in rules {
        let lines = file.added_lines().filter(|(_, line)| is_wrong(line));
        found.extend(lines.map(|(number, _)| file.finding(number, *severity, *text)));
    }
    found
}

/// What the rules find in Rust; `code` is that of the file, or of a part of it.
pub(crate) fn by_token(file: &File, code: &[Token], rules: &[TokenRule]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (pattern, severity, text) in rules {
        let places =
            code.windows(pattern.len()).filter(|next| next.iter().map(|it| it.text).eq(pattern.iter().copied()));
        let lines = places.map(|place| place[pattern.len() - 1].line).filter(|line| file.added.contains(line));
        found.extend(lines.map(|line| file.finding(line, *severity, *text)));
    }
    found
}
