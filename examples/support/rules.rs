//! Rules about new lines: what must not stand there.

use super::findings::{Finding, Severity};
use super::git::File;
use super::tokens::Token;

/// What a line must not be, how much it matters, and what to say about it.
pub(crate) type LineRule = (fn(&str) -> bool, Severity, &'static str);

/// Tokens that must not follow each other, how much it matters, and what to say about it.
pub(crate) type TokenRule = (&'static [&'static str], Severity, &'static str);

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
