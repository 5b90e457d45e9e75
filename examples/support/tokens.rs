//! Rust source as tokens, so that code is told from comments and strings.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};

/// A word, a literal, or one character of punctuation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    /// What the compiler takes it for.
    pub kind: TokenKind,
    /// As it is written.
    pub text: &'a str,
    /// The line that it begins on, counted from 1.
    pub line: usize,
}

/// All tokens in order, without white space and comments; comments for the documentation are attributes, and stay.
///
/// No file is too broken: what is no Rust comes as tokens of an unknown kind.
pub(crate) fn tokens(source: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = &source[strip_shebang(source).unwrap_or(0)..];
    let mut next_line = 1;
    let tokens = tokenize(rest, FrontmatterAllowed::Yes).map(move |token| {
        // The lexer counts bytes of the very text that it was given.
        let (text, after) = rest.split_at(token.len as usize);
        let line = next_line;
        next_line += text.matches('\n').count();
        rest = after;
        Token { kind: token.kind, text, line }
    });
    tokens.filter(|token| match token.kind {
        TokenKind::LineComment { doc_style } | TokenKind::BlockComment { doc_style, .. } => doc_style.is_some(),
        kind => kind != TokenKind::Whitespace,
    })
}
