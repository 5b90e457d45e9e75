//! Bindings: `#[attribute] pattern: Type = step;`.

use proc_macro2::{Span, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, Pat, PatWild, Token, Type, token};

use super::look::{self, Next};
use super::step::is_broken;
use super::{Reader, target};
use crate::ast::{Binding, Step};
use crate::diagnostics::Start as _;

impl Reader {
    /// A binding, and what ends it. `None` if there is no name to keep.
    pub(super) fn binding(&mut self, input: ParseStream<'_>, attrs: Vec<Attribute>, in_par: bool) -> Option<Binding> {
        let before = self.errors.len();
        let begins = self.beginning(input, attrs.first());
        let pat = begins.then(|| target::pattern(input, in_par)).flatten();
        let named = pat.is_some();
        let binding = match pat {
            Some(pat) => Some(self.bound(input, attrs, pat)),
            None if begins => self.nameless(input, attrs, in_par),
            None => self.unfinished(input, attrs),
        };
        if self.errors.len() > before && binding.is_none() {
            look::rest_of_statement(input);
        }
        let broken = !named || binding.as_ref().is_none_or(|binding| is_broken(&binding.step));
        self.end_of_binding(input, in_par, broken);
        binding
    }

    /// `let`, which means nothing. False after a mistake that leaves nothing to bind.
    fn beginning(&mut self, input: ParseStream<'_>, attr: Option<&Attribute>) -> bool {
        let _: Option<Token![let]> = input.parse().ok().flatten();
        let (span, message) = match (look::next(input), attr) {
            (Next::End | Next::Arrow { .. }, Some(attr)) => (
                attr.pound_token.spans[0],
                "an attribute belongs to a binding, and nothing to bind follows it: write `name = ..; => name`",
            ),
            (Next::Equals(span), _) => (span, "missing name: write a name or a pattern before this `=`"),
            _ => return true,
        };
        self.errors.push(span, message);
        false
    }

    /// What there is without anything to bind: a step, or policies.
    fn unfinished(&mut self, input: ParseStream<'_>, mut attrs: Vec<Attribute>) -> Option<Binding> {
        if let Next::Equals(span) = look::next(input) {
            return Some(self.bound(input, attrs, target::nothing(span)));
        }
        let span = attrs.first()?.pound_token.spans[0];
        let step = self.guarded(&mut attrs, Step::missing(), span);
        Some(Binding { attrs: Vec::new(), pat: target::nothing(span), ty: None, step })
    }

    /// `: Type = step` after the pattern.
    fn bound(&mut self, input: ParseStream<'_>, mut attrs: Vec<Attribute>, pat: Pat) -> Binding {
        let before = self.errors.len();
        let ty = self.annotation(input);
        let pat = match look::next(input) {
            // What `a += 1` cannot change is no second `a`.
            Next::Almost(span, mark) if !matches!(mark.as_str(), "==" | ":=" | "<-") => {
                Pat::Wild(PatWild { attrs: Vec::new(), underscore_token: Token![_](span) })
            }
            _ => pat,
        };
        let step = if let Some(equals) = self.equals(input) {
            let start = look::first(input).map_or(equals, |token| look::start_of(&token));
            let step = self.step(input, equals);
            self.guarded(&mut attrs, step, start)
        } else {
            // After a type that could not be read, the mistake is known already.
            if self.errors.len() == before {
                self.no_equals(input, &pat);
            }
            Step::missing()
        };
        Binding { attrs, pat, ty, step }
    }

    /// Outer attributes; one that cannot be read is reported and left out.
    pub(super) fn attributes(&mut self, input: ParseStream<'_>) -> Vec<Attribute> {
        let mut attrs = Vec::new();
        while let Ok(pound) = input.parse::<Token![#]>() {
            if input.peek(token::Bracket) {
                let mut tokens = quote::ToTokens::into_token_stream(pound);
                tokens.extend(input.parse::<TokenTree>());
                match Attribute::parse_outer.parse2(tokens) {
                    Ok(read) => attrs.extend(read),
                    Err(error) => self.rust(&error),
                }
            } else {
                self.errors.push(pound.spans[0], "an attribute is written `#[name]`, before the binding it is for");
                if (input.peek(Token![!]) && input.peek2(token::Bracket))
                    || (input.peek(Ident) && input.peek2(token::Paren))
                {
                    look::skip(input, 2);
                }
            }
        }
        attrs
    }

    /// `: Type`.
    fn annotation(&mut self, input: ParseStream<'_>) -> Option<Type> {
        let Next::Colon(colon) = look::next(input) else {
            return None;
        };
        look::skip(input, 1);
        if matches!(look::next(input), Next::Equals(_) | Next::Semi(_) | Next::End) {
            self.errors.push(colon, "missing type: write one after this `:`, or leave the `:` out");
            return None;
        }
        let ahead = input.fork();
        match ahead.parse() {
            Ok(ty) => {
                input.advance_to(&ahead);
                Some(ty)
            }
            Err(error) => {
                self.rust(&error);
                Some(Type::Verbatim(look::up_to_equals(input)))
            }
        }
    }

    /// `=`, or what is written for it by mistake.
    fn equals(&mut self, input: ParseStream<'_>) -> Option<Span> {
        let (span, count) = match look::next(input) {
            Next::Equals(span) => (span, 1),
            Next::Almost(span, mark) => {
                self.errors.push(
                    span,
                    match mark.as_str() {
                        "==" => "a binding is written with one `=`; `==` compares".to_owned(),
                        ":=" | "<-" => format!("a binding is written with `=`, not with `{mark}`"),
                        _ => format!(
                            "a binding is written with `=`: a name is bound once, and `{mark}` cannot change it"
                        ),
                    },
                );
                (span, 2)
            }
            Next::Arrow { span, .. } => {
                self.errors.push(span, "a binding is written with `=`; `=>` stands before the result only");
                (span, 2)
            }
            _ => return None,
        };
        look::skip(input, count);
        Some(span)
    }

    fn no_equals(&mut self, input: ParseStream<'_>, pat: &Pat) {
        let (span, found) = match look::next(input) {
            Next::Other(token) => (look::start_of(&token), format!(", and found `{}`", look::text(&token))),
            Next::Semi(span) | Next::Comma(span) | Next::Colon(span) => (span, String::new()),
            _ => (pat.start(), String::new()),
        };
        self.errors.push(span, format!("missing `= step`: say what the name is bound to{found}"));
    }
}
