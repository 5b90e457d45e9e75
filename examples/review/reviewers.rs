//! The reviewers that need no model. Each looks at one file of a change, and says what is wrong with its new lines.

use ra_ap_rustc_lexer::TokenKind;

use crate::support::findings::{Finding, Severity};
use crate::support::git::{Change, File};
use crate::support::library_code::last_of_item;
use crate::support::rules::{LineRule, TokenRule, by_line, by_token};
use crate::support::tokens::{Token, tokens};
use Severity::{Error, Note, Warning};

/// The name of a reviewer, and what it does.
pub(crate) type Reviewer = (&'static str, fn(&File, &Change) -> Vec<Finding>);

pub(crate) const REVIEWERS: [Reviewer; 7] = [
    ("leftovers", leftovers),
    ("secrets", |file, _| by_line(file, &SECRETS)),
    ("panics", panics),
    ("tests", missing_tests),
    ("docs", missing_docs),
    ("size", size),
    ("white space", |file, _| by_line(file, if file.is("md") { &[] } else { &WHITE_SPACE })),
];

const CONFLICT: [LineRule; 1] =
    [(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "), Error, "a merge conflict is not resolved")];
const COMMENT: [LineRule; 1] = [(is_code_in_comment, Note, "this comment looks like code: take it out")];
const WHITE_SPACE: [LineRule; 2] = [
    (|line| line.ends_with([' ', '\t']), Note, "there is white space at the end"),
    (
        |line| line.trim_start_matches('\t').trim_start_matches(' ').starts_with('\t'),
        Note,
        "there are spaces before a tab",
    ),
];
const SECRETS: [LineRule; 3] = [
    (begins_private_key, Error, "this is a private key: take it out, and replace it"),
    (holds_key, Error, "this looks like a key: take it out, and revoke it"),
    (sets_secret, Warning, "this looks like a secret: take it from the environment"),
];
const DEBUGGING: [TokenRule; 3] = [
    (&["dbg", "!"], Error, "`dbg!` is for debugging: take it out"),
    (&["todo", "!"], Warning, "`todo!` is work that is left"),
    (&["unimplemented", "!"], Warning, "`unimplemented!` is work that is left"),
];
const PRINTING: [TokenRule; 2] = [
    (&["println", "!"], Warning, "a library should not print: give the text back, or log it"),
    (&["eprintln", "!"], Warning, "a library should not print: give the text back, or log it"),
];
const PANICS: [TokenRule; 3] = [
    (&[".", "unwrap", "("], Warning, "`unwrap` panics: give the error back"),
    (&[".", "expect", "("], Warning, "`expect` panics: give the error back"),
    (&["panic", "!"], Warning, "a library should give an error back, not panic"),
];

fn is_code_in_comment(line: &str) -> bool {
    let comment = line.trim_start().strip_prefix("//").filter(|text| !text.starts_with(['/', '!']));
    comment.is_some_and(|text| text.ends_with([';', '{']))
}

fn begins_private_key(line: &str) -> bool {
    line.trim_start_matches([' ', '"']).starts_with("-----BEGIN ") && line.contains("PRIVATE KEY-----")
}

/// The keys of some large services are known by how they begin, and by how long they are.
fn holds_key(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let known = [("AKIA", 20), ("ghp_", 40), ("gho_", 40), ("sk-", 24)];
    words.any(|word| known.iter().any(|(start, length)| word.starts_with(start) && word.len() >= *length))
}

/// Something with such a name is set to one long word.
fn sets_secret(line: &str) -> bool {
    let Some((name, value)) = line.split_once(['=', ':']) else { return false };
    let name = name.to_lowercase();
    let value = value.split('"').nth(1).unwrap_or_default();
    let is_word = value.len() >= 8 && !value.contains([' ', '{', '$']);
    is_word && ["password", "secret", "token", "api_key"].iter().any(|word| name.contains(word))
}

/// Debugging, work that is left, code in comments, conflicts.
fn leftovers(file: &File, _: &Change) -> Vec<Finding> {
    let conflicts = by_line(file, &CONFLICT);
    if !file.is("rs") {
        return conflicts;
    }
    let code: Vec<Token> = tokens(&file.text).collect();
    let found = [conflicts, by_line(file, &COMMENT), by_token(file, &code, &DEBUGGING)];
    [&found[..], &[by_token(file, &file.library_code(), &PRINTING)]].concat().concat()
}

/// What ends the program of a user who did nothing wrong.
fn panics(file: &File, _: &Change) -> Vec<Finding> {
    let code = file.library_code();
    let is_place = |token: &Token| match token.kind {
        TokenKind::Ident => {
            !matches!(token.text, "in" | "return" | "mut" | "let" | "match" | "if" | "else" | "dyn" | "as")
        }
        kind => matches!(kind, TokenKind::CloseParen | TokenKind::CloseBracket),
    };
    let index = code.windows(2).filter(|pair| pair[1].text == "[" && is_place(&pair[0]));
    let index = index.map(|pair| file.finding(pair[1].line, Note, "an index panics beyond the end: is it checked?"));
    let mut found: Vec<Finding> = index.filter(|finding| file.added.contains(&finding.line)).collect();
    found.extend(by_token(file, &code, &PANICS));
    found
}

/// Said once, of the first library file with new code.
fn missing_tests(file: &File, change: &Change) -> Vec<Finding> {
    let new_code = |file: &File| file.library_code().iter().map(|it| it.line).find(|line| file.added.contains(line));
    let first = change.files.iter().find_map(|first| Some((first, new_code(first)?)));
    match first {
        Some((first, line)) if first.path == file.path && !change.files.iter().any(|it| it.changes_tests()) => {
            vec![file.finding(line, Warning, "the code of a library changes, but no test does")]
        }
        _ => Vec::new(),
    }
}

/// Public items that nothing is said about.
fn missing_docs(file: &File, _: &Change) -> Vec<Finding> {
    let code = file.library_code();
    let undocumented = code.windows(3).zip(0..).filter(|(next, at)| {
        let is_item =
            matches!(next[1].text, "fn" | "struct" | "enum" | "trait" | "const" | "static" | "type" | "async");
        next[0].text == "pub" && is_item && file.added.contains(&next[0].line) && !ends_in_docs(&code[..*at])
    });
    undocumented
        .map(|(next, _)| {
            file.finding(next[0].line, Note, format!("public, but not documented: `{} {}`", next[1].text, next[2].text))
        })
        .collect()
}

/// Passes over the attributes in front of an item.
fn ends_in_docs(mut before: &[Token]) -> bool {
    while let Some(attribute) =
        before.iter().rposition(|it| it.text == "#").filter(|_| before.last().is_some_and(|it| it.text == "]"))
    {
        before = &before[..attribute];
    }
    before.last().is_some_and(|it| it.text.starts_with("///") || it.text.starts_with("/**"))
}

/// Functions of more than a screen, and files of many.
fn size(file: &File, _: &Change) -> Vec<Finding> {
    let (longest_file, longest_function) = (400, 60);
    let lines = file.text.lines().count();
    let long_file = (file.is("rs") && lines > longest_file && !file.added.is_empty())
        .then(|| file.finding(1, Note, format!("the file has {lines} lines: split it")));
    let code: Vec<Token> = tokens(&file.text).filter(|_| file.is("rs")).collect();
    let functions =
        code.windows(2).zip(0..).filter(|(next, _)| next[0].text == "fn" && next[1].kind == TokenKind::Ident);
    let long_functions = functions.filter_map(|(next, at)| {
        let (start, end) = (next[0].line, last_of_item(code[at..].iter().copied())?.line);
        let is_long = end - start >= longest_function && file.added.range(start..=end).next().is_some();
        is_long
            .then(|| file.finding(start, Note, format!("`{}` has {} lines: split it", next[1].text, end - start + 1)))
    });
    long_file.into_iter().chain(long_functions).collect()
}
