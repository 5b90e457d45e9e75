//! What stands left of `=`: a pattern, or something that was meant to be one.

use proc_macro2::{Span, TokenTree};
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Attribute, Expr, Pat, PatParen, PatWild, Token, token};

use super::Reader;
use super::look::{self, Next};
use super::step::broken;
use crate::ast::{Binding, Step, kw};
use crate::names::is_variable;

/// The pattern before `=` or `:`. `None`, and nothing is taken, if that is not what follows.
pub(super) fn pattern(input: ParseStream<'_>, in_par: bool) -> Option<Pat> {
    let ahead = input.fork();
    let pat = Pat::parse_multi_with_leading_vert(&ahead).ok()?;
    let follows = match look::next(&ahead) {
        Next::Equals(_) | Next::Colon(_) => true,
        Next::Almost(_, mark) => mark != "==" || matches!(pat, Pat::Ident(_) | Pat::Wild(_) | Pat::Tuple(_)),
        // `a => f(x);` was meant to be a binding, unless it is the end of the workflow.
        Next::Arrow { written: None, .. } => matches!(pat, Pat::Ident(_)) && (in_par || look::semicolon(&ahead)),
        _ => false,
    };
    (follows && !is_call(&pat)).then(|| {
        input.advance_to(&ahead);
        in_a_let(pat)
    })
}

/// A `let` asks for parentheses around alternatives, and so does a closure.
pub(super) fn in_a_let(pat: Pat) -> Pat {
    match pat {
        Pat::Or(_) => {
            let paren_token = token::Paren(Span::mixed_site());
            Pat::Paren(PatParen { attrs: Vec::new(), paren_token, pat: Box::new(pat) })
        }
        pat => pat,
    }
}

/// `f(x)` reads as a pattern too, but a tuple struct begins with an upper-case letter.
fn is_call(pat: &Pat) -> bool {
    let Pat::TupleStruct(it) = pat else {
        return false;
    };
    it.path.segments.last().is_some_and(|last| is_variable(&last.ident))
}

impl Reader {
    /// A statement that does not begin like a binding. Says what is wrong, and keeps the expression if it can.
    pub(super) fn nameless(&mut self, input: ParseStream<'_>, attrs: Vec<Attribute>, in_par: bool) -> Option<Binding> {
        let token = look::first(input)?;
        let span = look::start_of(&token);
        if let Some((span, message)) = worded(input) {
            self.errors.push(span, message);
            return Some(unnamed(attrs, span, self.step(input, span)));
        }
        if input.peek(Token![return]) {
            self.errors.push(span, "the result is written with `=>`, not with `return`");
            look::skip(input, 1);
            let arrow = Token![=>](span);
            let step = self.result_step(input, arrow);
            self.result.get_or_insert((arrow, step));
            return None;
        }
        if input.peek(kw::par) && !input.peek2(Token![.]) {
            self.errors.push(span, "`par` is followed by a block of bindings: `par { a = ..; b = ..; }`");
            return Some(unnamed(attrs, span, broken(&input.fork(), input)));
        }
        if look::binding(input) {
            self.bad_target(input, span);
            return Some(unnamed(attrs, span, broken(&input.fork(), input)));
        }
        let ahead = input.fork();
        match ahead.parse::<Expr>() {
            Ok(_) if ahead.is_empty() && !in_par => {
                let message = "missing `=>` before the result: a workflow ends with `=> value`";
                self.errors.push(span, message);
                let arrow = Token![=>](span);
                let step = self.result_step(input, arrow);
                self.result.get_or_insert((arrow, step));
                None
            }
            Ok(expr) if look::ends(&ahead) => {
                let alone = matches!(expr, Expr::Path(path) if path.path.get_ident().is_some());
                let message = match token {
                    TokenTree::Ident(name) if alone => {
                        format!("missing step: write `{name} = ..;` to say what it is bound to")
                    }
                    _ => "this step has no name: write `name = ..;`, or `_ = ..;` if only its effect counts".to_owned(),
                };
                self.errors.push(span, message);
                Some(unnamed(attrs, span, self.step(input, span)))
            }
            _ => {
                let text = look::text(&token);
                let message = format!("expected a binding, `name = step;`, and found `{text}`");
                self.errors.push(span, message);
                Some(unnamed(attrs, span, broken(&input.fork(), input)))
            }
        }
    }

    /// There is an `=`, but what stands before it cannot be bound.
    fn bad_target(&mut self, input: ParseStream<'_>, span: Span) {
        let ahead = input.fork();
        let single = Pat::parse_single(&ahead).is_ok();
        match look::next(&ahead) {
            Next::Comma(comma) if single => {
                self.errors.push(comma, "several names are bound as a tuple: write `(a, b) = ..`");
            }
            Next::Other(other @ (TokenTree::Ident(_) | TokenTree::Literal(_))) if single => {
                let text = look::text(&other);
                self.errors.push(look::start_of(&other), format!("expected `=` after the name, and found `{text}`"));
            }
            _ => self.errors.push(span, "this is not something that a value can be bound to: write a name before `=`"),
        }
    }
}

/// A step without a name.
fn unnamed(attrs: Vec<Attribute>, span: Span, step: Step) -> Binding {
    Binding { attrs, pat: nothing(span), ty: None, step }
}

/// A pattern that binds nothing.
pub(super) fn nothing(span: Span) -> Pat {
    Pat::Wild(PatWild { attrs: Vec::new(), underscore_token: Token![_](span) })
}

/// Where a step stands that has a word of its own and yields something: what to write if its name is missing.
fn worded(input: ParseStream<'_>) -> Option<(Span, &'static str)> {
    let message = if look::each(input) {
        "`par for` is a step: write `name = par for ..`, or `_ = par for ..` if only its effect counts"
    } else if look::race(input) {
        "`race` is a step: write `name = race { .. }`, or `_ = race { .. }` if only its effect counts"
    } else if look::repeated(input) {
        "`loop` is a step: write `name = loop(..) ..`, or `_ = loop(..) ..` if only its effect counts"
    } else if input.peek(Token![for]) {
        "`for` yields nothing: write `name = par for ..`, or `_ = for ..` if only its effect counts"
    } else {
        return None;
    };
    look::first(input).map(|token| (look::start_of(&token), message))
}
