//! Looking ahead: what comes next, without taking it. Nothing in here reports.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::parse::ParseStream;
use syn::{Token, token};

use crate::ast::kw;

/// What comes next, as far as punctuation tells.
pub(super) enum Next {
    /// Nothing more at this level.
    End,
    /// `;`.
    Semi(Span),
    /// `,`.
    Comma(Span),
    /// `=` by itself.
    Equals(Span),
    /// `=>`; or, if `written` says so, something that was probably meant to be one.
    Arrow { span: Span, written: Option<&'static str> },
    /// Two characters that were probably meant to be `=`.
    Almost(Span, String),
    /// `:` before a type.
    Colon(Span),
    /// Anything else.
    Other(TokenTree),
}

/// Says what comes next.
pub(super) fn next(input: ParseStream<'_>) -> Next {
    let mut tokens = tokens(input.cursor());
    let first = match tokens.next() {
        None => return Next::End,
        Some(TokenTree::Punct(first)) => first,
        Some(other) => return Next::Other(other),
    };
    let span = first.span();
    let second = match tokens.next() {
        Some(TokenTree::Punct(second)) => Some(second.as_char()),
        _ => None,
    };
    let joint = first.spacing() == Spacing::Joint;
    match (first.as_char(), second) {
        ('=', Some('>')) => Next::Arrow { span, written: (!joint).then_some("= >") },
        ('-', Some('>')) => Next::Arrow { span, written: Some("->") },
        (mark @ ('=' | ':' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^'), Some('=')) if joint => {
            Next::Almost(span, format!("{mark}="))
        }
        ('<', Some('-')) if joint => Next::Almost(span, "<-".to_owned()),
        ('=', _) => Next::Equals(span),
        (';', _) => Next::Semi(span),
        (',', _) => Next::Comma(span),
        (':', other) if other != Some(':') => Next::Colon(span),
        _ => Next::Other(first.into()),
    }
}

/// The word of a block of bindings, right or misspelt: `par { a = ..; }`, `parallel { a = ..; }`.
pub(super) fn block(input: ParseStream<'_>) -> Option<Ident> {
    if !(input.peek(syn::Ident) && input.peek2(token::Brace)) || input.peek(kw::blocking) || input.peek(kw::race) {
        return None;
    }
    let mut ahead = tokens(input.cursor());
    let (Some(TokenTree::Ident(word)), Some(TokenTree::Group(body))) = (ahead.next(), ahead.next()) else {
        return None;
    };
    // `Point { x, y } = f();` is a binding.
    let pattern = (input.peek3(Token![=]) && !input.peek3(Token![=>])) || input.peek3(Token![:]);
    let bindings = binds(body.stream());
    (bindings || (word == "par" && (body.stream().is_empty() || !pattern))).then_some(word)
}

/// A block of bindings without a word before it, `{ a = ..; }`.
pub(super) fn bare_block(input: ParseStream<'_>) -> Option<Span> {
    match first(input)? {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace && binds(body.stream()) => {
            Some(body.span_open())
        }
        _ => None,
    }
}

/// Whether `race { .. }` follows.
pub(super) fn race(input: ParseStream<'_>) -> bool {
    input.peek(kw::race) && input.peek2(token::Brace)
}

/// Whether `loop(..) ..` follows, be its state missing. Rust's own `loop` goes on with its braces.
pub(super) fn repeated(input: ParseStream<'_>) -> bool {
    input.peek(Token![loop]) && (input.peek2(token::Paren) || input.peek2(kw::max))
}

/// Whether `par for` or `par(n) for` follows.
pub(super) fn each(input: ParseStream<'_>) -> bool {
    input.peek(kw::par) && (input.peek2(Token![for]) || (input.peek2(token::Paren) && input.peek3(Token![for])))
}

/// Whether all that is left of a body is its result.
pub(super) fn tail(input: ParseStream<'_>) -> bool {
    // An `if let` has an `=` and binds nothing here.
    let chooses = input.peek(Token![if]) || input.peek(Token![match]);
    let worded = chooses || each(input) || race(input) || repeated(input);
    !semicolon(input) && (worded || !(statement(input) || bare_block(input).is_some()))
}

/// Whether what follows, up to the next `;`, reads like a statement.
pub(super) fn statement(input: ParseStream<'_>) -> bool {
    block(input).is_some() || input.peek(Token![let]) || input.peek(Token![#]) || binding(input)
}

/// Whether an `=` follows before the next `;`.
pub(super) fn binding(input: ParseStream<'_>) -> bool {
    binds(tokens(input.cursor()).take_while(|token| !is(token, ';')).collect())
}

/// Whether a statement ends here, with whatever mark.
pub(super) fn ends(input: ParseStream<'_>) -> bool {
    matches!(next(input), Next::End | Next::Semi(_) | Next::Comma(_) | Next::Arrow { .. })
}

/// Whether a `;` follows.
pub(super) fn semicolon(input: ParseStream<'_>) -> bool {
    tokens(input.cursor()).any(|token| is(&token, ';'))
}

/// Whether there is an `=` that is no part of a longer operator.
fn binds(tokens: TokenStream) -> bool {
    let mut glued = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Punct(punct) = &token else {
            glued = false;
            continue;
        };
        let joint = punct.spacing() == Spacing::Joint;
        let longer = joint && tokens.peek().is_some_and(|next| is(next, '=') || is(next, '>'));
        if punct.as_char() == '=' && !glued && !longer {
            return true;
        }
        glued = joint && "=!<>+-*/%^&|".contains(punct.as_char());
    }
    false
}

/// Takes tokens up to a `;` or `=>` of this level.
pub(super) fn rest_of_statement(input: ParseStream<'_>) -> TokenStream {
    let mut rest = TokenStream::new();
    while !matches!(next(input), Next::End | Next::Semi(_) | Next::Arrow { written: None, .. }) {
        match input.parse::<TokenTree>() {
            Ok(token) => rest.extend([token]),
            Err(_) => break,
        }
    }
    rest
}

/// Takes tokens up to a brace, an `else`, or the end of what could have one.
pub(super) fn up_to_brace(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    while !(ends(input) || input.peek(token::Brace) || input.peek(Token![else])) {
        skip(input, 1);
    }
    between(&start, input)
}

/// Takes all tokens.
pub(super) fn all(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    skip(input, usize::MAX);
    between(&start, input)
}

/// Takes tokens up to a comma or a `;` of this level.
pub(super) fn up_to_comma(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    while !matches!(next(input), Next::End | Next::Semi(_) | Next::Comma(_)) {
        skip(input, 1);
    }
    between(&start, input)
}

/// Takes tokens up to an `=` or the end of a binding.
pub(super) fn up_to_equals(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    while !matches!(next(input), Next::End | Next::Semi(_) | Next::Equals(_) | Next::Arrow { .. }) {
        skip(input, 1);
    }
    between(&start, input)
}

/// Takes tokens up to an arrow or the end of an arm.
pub(super) fn up_to_arrow(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    while !matches!(next(input), Next::End | Next::Comma(_) | Next::Arrow { written: None, .. }) {
        skip(input, 1);
    }
    between(&start, input)
}

/// The tokens from one place to a later one.
pub(super) fn between(start: ParseStream<'_>, end: ParseStream<'_>) -> TokenStream {
    let (mut at, mut all) = (start.cursor(), TokenStream::new());
    while let Some((token, after)) = at.token_tree().filter(|_| at != end.cursor()) {
        all.extend([token]);
        at = after;
    }
    all
}

/// Takes `count` tokens, or as many as there are.
pub(super) fn skip(input: ParseStream<'_>, count: usize) {
    let mut left = count;
    while left > 0 && input.parse::<TokenTree>().is_ok() {
        left -= 1;
    }
}

/// The next token.
pub(super) fn first(input: ParseStream<'_>) -> Option<TokenTree> {
    tokens(input.cursor()).next()
}

/// Where a token begins: a group's opening delimiter.
pub(super) fn start_of(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

/// Where a token ends: a group's closing delimiter.
pub(super) fn end_of(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    }
}

/// A token as it is named in a message.
pub(super) fn text(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Brace => "{".to_owned(),
            Delimiter::Bracket => "[".to_owned(),
            Delimiter::Parenthesis => "(".to_owned(),
            Delimiter::None => group.stream().to_string(),
        },
        other => other.to_string(),
    }
}

/// Where brackets are nested deeper than `left`.
pub(super) fn too_deep(tokens: &TokenStream, left: usize) -> Option<Span> {
    let groups = tokens.clone().into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    for group in groups {
        let Some(left) = left.checked_sub(1) else {
            return Some(group.span_open());
        };
        if let found @ Some(_) = too_deep(&group.stream(), left) {
            return found;
        }
    }
    None
}

fn is(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn tokens(cursor: Cursor<'_>) -> impl Iterator<Item = TokenTree> + '_ {
    let mut at = cursor;
    std::iter::from_fn(move || {
        let (token, after) = at.token_tree()?;
        at = after;
        Some(token)
    })
}
