//! Inline captures of format strings: `"{name:>width$}"`.

use proc_macro2::{Ident, Span};
use syn::LitStr;
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;

use super::Mode;

/// A variable that a format string names.
pub(super) struct Capture {
    /// The name, with the span of the whole literal.
    pub(super) ident: Ident,
    /// What is printed is looked at. A width or a precision has to be a `usize` and not a reference to one; and
    /// `{:p}` prints another address for a reference.
    pub(super) mode: Mode,
}

/// The variables that a format string names, in the order in which they are written.
pub(super) fn captures(text: &LitStr) -> Vec<Capture> {
    let value = text.value();
    let mut rest = value.as_str();
    let mut found = Vec::new();
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(escaped) = rest.strip_prefix('{') {
            rest = escaped;
            continue;
        }
        let Some(close) = rest.find('}') else { break };
        placeholder(&rest[..close], text.span(), &mut found);
        rest = &rest[close + 1..];
    }
    found
}

/// What stands between braces: `name`, `name:spec`, `:spec`, `0:spec`.
fn placeholder(inside: &str, span: Span, found: &mut Vec<Capture>) {
    let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
    let spec = spec.trim_end();
    let printed = if spec.ends_with('p') { Mode::Owned } else { Mode::Borrowed };
    found.extend(identifier(name.trim(), span).map(|ident| Capture { ident, mode: printed }));
    // In `{:>width$.precision$}` a name stands before each `$`.
    let mut parts: Vec<&str> = spec.split('$').collect();
    parts.pop();
    for part in parts {
        let start = part.rfind(|letter: char| !is_word(letter)).map_or(0, |at| at + letter_len(part, at));
        found.extend(identifier(&part[start..], span).map(|ident| Capture { ident, mode: Mode::Owned }));
    }
}

/// Any identifier, also `self`; positions such as `0` are none.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let mut ident = Ident::parse_any.parse_str(name).ok()?;
    ident.set_span(span);
    Some(ident)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn letter_len(part: &str, at: usize) -> usize {
    part[at..].chars().next().map_or(1, char::len_utf8)
}
