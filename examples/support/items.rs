//! What stands in Rust code: items, and places that can panic.

use ra_ap_rustc_lexer::TokenKind;

use super::tokens::Token;

/// What can stand before `[` and is no value.
const KEYWORDS: [&str; 9] = ["as", "dyn", "else", "if", "in", "let", "match", "mut", "return"];

/// What follows `pub` in an item that wants documentation.
const ITEMS: [&str; 8] = ["async", "const", "enum", "fn", "static", "struct", "trait", "type"];

/// Indices, `x[..]`, by their lines.
pub(crate) fn indices(code: &[Token]) -> impl Iterator<Item = usize> {
    let is_value = |token: &Token| match token.kind {
        TokenKind::Ident => !KEYWORDS.contains(&token.text),
        kind => matches!(kind, TokenKind::CloseParen | TokenKind::CloseBracket),
    };
    code.windows(2).filter(move |pair| pair[1].text == "[" && is_value(&pair[0])).map(|pair| pair[1].line)
}

/// Public items without documentation, by their lines and as `fn name`.
pub(crate) fn undocumented(code: &[Token]) -> impl Iterator<Item = (usize, String)> {
    let items = code
        .windows(3)
        .zip(0..)
        .filter(|(next, at)| next[0].text == "pub" && ITEMS.contains(&next[1].text) && !ends_in_docs(&code[..*at]));
    items.map(|(next, _)| (next[0].line, format!("{} {}", next[1].text, next[2].text)))
}

/// Passes over the attributes in front of an item.
fn ends_in_docs(mut before: &[Token]) -> bool {
    while before.last().is_some_and(|last| last.text == "]") {
        let attribute = before.iter().rposition(|token| token.text == "#");
        before = &before[..attribute.unwrap_or_default()];
    }
    before.last().is_some_and(|last| last.text.starts_with("///") || last.text.starts_with("/**"))
}

/// Functions with a body or without, by their names and their first and last lines.
pub(crate) fn functions<'a>(code: &[Token<'a>]) -> impl Iterator<Item = (&'a str, usize, usize)> {
    let named = code.windows(2).zip(0..).filter(|(next, _)| next[0].text == "fn" && next[1].kind == TokenKind::Ident);
    named.filter_map(|(next, at)| {
        let last = last_of_item(code[at..].iter().copied())?;
        Some((next[1].text, next[0].line, last.line))
    })
}

/// Goes on to the end of an item, its last brace or its semicolon, which it gives.
pub(crate) fn last_of_item<'a>(mut code: impl Iterator<Item = Token<'a>>) -> Option<Token<'a>> {
    let mut depth = 0_usize;
    code.find(|token| {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(token.text, ";" | "}")
    })
}
