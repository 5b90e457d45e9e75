//! Bindings: `#[attribute] pattern: Type = step;`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Pat, Token, Type, token};

use super::look::{self, Next};
use super::{Reader, step};
use crate::ast::{Binding, Step, StepKind, kw};
use crate::names::is_variable;

impl Reader {
    /// A binding, and what ends it. `None` if there is no name to keep.
    pub(super) fn binding(
        &mut self,
        input: ParseStream<'_>,
        attrs: Vec<Attribute>,
        par: Option<kw::par>,
    ) -> Option<Binding> {
        let before = self.errors.len();
        let binding = self.unended_binding(input, attrs, par);
        if self.errors.len() > before && binding.is_none() {
            look::rest_of_statement(input);
        }
        let broken = !matches!(&binding, Some(Binding { step: Step { kind: StepKind::Agent(_) | StepKind::Blocking(_), .. }, .. }));
        self.end_of_binding(input, par, broken);
        binding
    }

    fn unended_binding(
        &mut self,
        input: ParseStream<'_>,
        attrs: Vec<Attribute>,
        par: Option<kw::par>,
    ) -> Option<Binding> {
        if let (Some(attr), Next::End | Next::Arrow { .. }) = (attrs.first(), look::next(input)) {
            self.errors.push(attr.pound_token.spans[0], "an attribute belongs to a binding: nothing to bind follows it");
            return None;
        }
        let _: Option<Token![let]> = input.parse().ok().flatten();
        if let Some((span, what)) = look::unavailable(input) {
            self.errors.push(span, step::not_available(what));
            return None;
        }
        if let Next::Equals(span) = look::next(input) {
            self.errors.push(span, "missing name: write a name or a pattern before this `=`");
            return None;
        }
        let Some(pat) = self.target(input) else { return self.nameless(input, attrs, par) };
        let ty = self.annotation(input);
        let equals = self.equals(input, &pat)?;
        let step = self.step(input, equals);
        Some(Binding { attrs, pat, ty, step })
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
                if input.peek(Token![!]) && input.peek2(token::Bracket) {
                    look::skip(input, 2);
                }
            }
        }
        attrs
    }

    /// The pattern before `=` or `:`. `None`, and nothing is taken, if that is not what follows.
    fn target(&mut self, input: ParseStream<'_>) -> Option<Pat> {
        let ahead = input.fork();
        let pat = Pat::parse_multi_with_leading_vert(&ahead).ok()?;
        let follows = match look::next(&ahead) {
            Next::Equals(_) | Next::Colon(_) => true,
            Next::Almost(_, mark) => mark != "==" || matches!(pat, Pat::Ident(_) | Pat::Wild(_) | Pat::Tuple(_)),
            // `a => f(x);` was meant to be a binding, unless it is the end of the workflow.
            Next::Arrow { written, .. } => written.is_none() && look::semicolon(&ahead) && matches!(pat, Pat::Ident(_)),
            _ => false,
        };
        let call = matches!(&pat, Pat::TupleStruct(it) if it.path.segments.last().is_some_and(|last| is_variable(&last.ident)));
        (follows && !call).then(|| {
            input.advance_to(&ahead);
            pat
        })
    }

    /// A statement that does not begin like a binding. Says what is wrong, and keeps the expression if it can.
    fn nameless(&mut self, input: ParseStream<'_>, attrs: Vec<Attribute>, par: Option<kw::par>) -> Option<Binding> {
        let token = look::first(input)?;
        let span = look::start_of(&token);
        if let Some(after) = look::word(input).filter(|word| word == "par" && !input.peek2(Token![.])) {
            self.errors.push(after.span(), "`par` is followed by a block of bindings: `par { a = ..; b = ..; }`");
            return None;
        }
        if look::binding(input) {
            self.bad_target(input, span);
            return None;
        }
        let ahead = input.fork();
        match ahead.parse::<syn::Expr>() {
            Ok(_) if ahead.is_empty() && par.is_none() => {
                let message = "missing `=>` before the result: a workflow ends with `=> value`";
                self.errors.push(span, message);
                let arrow = Token![=>](span);
                let step = self.result_step(input, arrow);
                self.result.get_or_insert((arrow, step));
                None
            }
            Ok(_) if matches!(look::next(&ahead), Next::End | Next::Semi(_) | Next::Comma(_) | Next::Arrow { .. }) => {
                self.errors.push(span, "this step has no name: write `name = ..;`, or `_ = ..;` if only its effect counts");
                let underscore = Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: Token![_](span) });
                let step = self.step(input, span);
                Some(Binding { attrs, pat: underscore, ty: None, step })
            }
            _ => {
                let text = look::text(&token);
                self.errors.push(span, format!("expected a binding, `name = step;`, and found `{text}`"));
                None
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
            Next::Other(other) if single => {
                let text = look::text(&other);
                self.errors.push(look::start_of(&other), format!("expected `=` after the name, and found `{text}`"));
            }
            _ => self.errors.push(span, "this is not something that a value can be bound to: write a name before `=`"),
        }
    }

    /// `: Type`.
    fn annotation(&mut self, input: ParseStream<'_>) -> Option<Type> {
        let Next::Colon(colon) = look::next(input) else { return None };
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
                while !matches!(look::next(input), Next::End | Next::Semi(_) | Next::Equals(_) | Next::Arrow { .. }) {
                    look::skip(input, 1);
                }
                None
            }
        }
    }

    /// `=`, or what is written for it by mistake.
    fn equals(&mut self, input: ParseStream<'_>, pat: &Pat) -> Option<Span> {
        let (span, count) = match look::next(input) {
            Next::Equals(span) => (span, 1),
            Next::Almost(span, mark) => {
                self.errors.push(span, match mark.as_str() {
                    "==" => "a binding is written with one `=`; `==` compares".to_owned(),
                    ":=" | "<-" => format!("a binding is written with `=`, not with `{mark}`"),
                    _ => format!("a binding is written with `=`: a name is bound once, and `{mark}` cannot change it"),
                });
                (span, 2)
            }
            Next::Arrow { span, .. } => {
                self.errors.push(span, "a binding is written with `=`; `=>` stands before the result only");
                (span, 2)
            }
            other => {
                self.no_equals(pat, other);
                return None;
            }
        };
        look::skip(input, count);
        Some(span)
    }

    fn no_equals(&mut self, pat: &Pat, next: Next) {
        // After a type that could not be read, the mistake is known already.
        let (span, found) = match next {
            Next::Other(token) => (look::start_of(&token), format!(", and found `{}`", look::text(&token))),
            Next::Semi(span) | Next::Comma(span) | Next::Colon(span) => (span, String::new()),
            _ => (syn::spanned::Spanned::span(pat), String::new()),
        };
        self.errors.push(span, format!("missing `= step`: say what the name is bound to{found}"));
    }

    /// `;`, which the last binding of a `par` block may leave out.
    fn end_of_binding(&mut self, input: ParseStream<'_>, par: Option<kw::par>, broken: bool) {
        match look::next(input) {
            Next::End => {}
            Next::Semi(_) => look::skip(input, 1),
            Next::Comma(span) => {
                if !broken {
                    self.errors.push(span, "a binding ends with `;`, not with `,`");
                }
                look::skip(input, 1);
            }
            // `->` is reported when it is read as the arrow, and inside `par` any arrow is.
            Next::Arrow { written: Some(_), .. } => {}
            Next::Arrow { span, .. } => {
                if !broken && par.is_none() {
                    self.errors.push(span, "missing `;` before `=>`: each binding outside `par` ends with one");
                }
            }
            Next::Almost(..) | Next::Equals(_) | Next::Colon(_) | Next::Other(_) => self.run_together(input, broken),
        }
    }

    /// Something follows a binding without a `;` between them.
    fn run_together(&mut self, input: ParseStream<'_>, broken: bool) {
        let Some(token) = look::first(input) else { return };
        let text = look::text(&token);
        let statement = look::statement(input);
        if !broken {
            let message = match text.as_str() {
                "else" => "a binding has no `else`: write a `match` as its step".to_owned(),
                _ if statement => format!("missing `;` before `{text}`: the binding before it has to end first"),
                _ => format!("unexpected `{text}`: a binding ends with `;`"),
            };
            self.errors.push(look::start_of(&token), message);
        }
        if broken || !statement || text == "else" {
            let _: TokenStream = look::rest_of_statement(input);
            look_past_semicolon(input);
        }
    }
}

fn look_past_semicolon(input: ParseStream<'_>) {
    if let Next::Semi(_) = look::next(input) {
        look::skip(input, 1);
    }
}
