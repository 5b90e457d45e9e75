//! Steps: what stands right of `=` and of `=>`.

use proc_macro2::{Span, TokenStream};
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Block, Expr, ExprAssign, ExprLet, Token, token};

use super::look;
use super::{Reader, choice};
use crate::ast::{Step, StepKind, kw};

impl Reader {
    /// The step of a binding whose `=` is at `equals`. What cannot be read is reported and kept as it is.
    pub(super) fn step(&mut self, input: ParseStream<'_>, equals: Span) -> Step {
        if look::ends(input) {
            self.errors.push(equals, "missing step: nothing follows this `=`");
            return Step::missing();
        }
        if let Some(word) = look::block(input).filter(|word| word == "par") {
            let message = "a `par` block has no value: write it as a statement of its own, and use the names it binds";
            self.errors.push(word.span(), message);
            return broken(&input.fork(), input);
        }
        self.any_step(input, "a second `=` in one binding: end the binding before it with `;`")
    }

    /// The result whose arrow is at `arrow`.
    pub(super) fn result_step(&mut self, input: ParseStream<'_>, arrow: Token![=>]) -> Step {
        if look::ends(input) {
            self.errors.push(arrow.spans[0], "missing result: nothing follows `=>`, write what the workflow yields");
            return Step::missing();
        }
        if input.peek(Token![let]) || look::block(input).is_some() {
            let span = look::first(input).map_or(arrow.spans[0], |token| look::start_of(&token));
            self.errors.push(span, "the result is an expression: write this statement before `=>`");
            return broken(&input.fork(), input);
        }
        self.any_step(input, "the result has no name: write only what stands right of this `=`")
    }

    /// A step, in which an `=` is a mistake: `assigned` says so.
    pub(super) fn any_step(&mut self, input: ParseStream<'_>, assigned: &'static str) -> Step {
        if input.peek(kw::blocking) && input.peek2(token::Brace) {
            return self.blocking(input);
        }
        if look::each(input) {
            return self.each(input);
        }
        if look::race(input) {
            return self.race(input);
        }
        if look::repeated(input) {
            return self.repeated(input);
        }
        let ahead = input.fork();
        let read = ahead.parse::<Expr>();
        if input.peek(Token![if]) || input.peek(Token![match]) {
            match read.map(trailing_question) {
                Ok(step) if !choice::is_choice(&step) => {
                    input.advance_to(&ahead);
                    return step;
                }
                read => return self.choice(input, read.ok()),
            }
        }
        match read {
            Ok(Expr::Assign(ExprAssign { eq_token, .. }) | Expr::Let(ExprLet { eq_token, .. })) => {
                self.errors.push(eq_token.spans[0], assigned);
                broken(&input.fork(), input)
            }
            Ok(expr) => {
                input.advance_to(&ahead);
                trailing_question(expr)
            }
            Err(error) => {
                self.rust(&error);
                broken(&input.fork(), input)
            }
        }
    }

    /// `blocking { .. }?`
    fn blocking(&mut self, input: ParseStream<'_>) -> Step {
        let (start, ahead) = (input.fork(), input.fork());
        let read = ahead.parse::<kw::blocking>().and_then(|_| ahead.parse::<Block>());
        match read {
            Ok(block) => {
                input.advance_to(&ahead);
                let question = input.parse().ok().flatten();
                Step { kind: StepKind::Blocking(block), question }
            }
            Err(error) => {
                self.rust(&error);
                broken(&start, input)
            }
        }
    }

    /// An expression. If it can't be read, the tokens up to where `rest` ends are kept as they are.
    pub(super) fn expr(&mut self, input: ParseStream<'_>, rest: fn(ParseStream<'_>) -> TokenStream) -> Expr {
        let ahead = input.fork();
        match ahead.parse() {
            Ok(expr) => {
                input.advance_to(&ahead);
                expr
            }
            Err(error) => {
                self.rust(&error);
                Expr::Verbatim(rest(input))
            }
        }
    }

    /// An expression with nothing behind it.
    pub(super) fn whole_expr(&mut self, input: ParseStream<'_>) -> Expr {
        let before = self.errors.len();
        let expr = self.expr(input, look::all);
        if let (Some(token), true) = (look::first(input), self.errors.len() == before) {
            self.errors.push(look::start_of(&token), format!("unexpected `{}`", look::text(&token)));
        }
        look::skip(input, usize::MAX);
        expr
    }

    /// Records a mistake in Rust's own grammar.
    pub(super) fn rust(&mut self, error: &syn::Error) {
        let message = error.to_string();
        let (start, expected) = match message.strip_prefix("unexpected end of input, ") {
            Some(expected) => ("something is missing here", expected),
            None => ("", message.as_str()),
        };
        let message = match (start, expected.matches(',').count()) {
            // A list of all that Rust's grammar allows helps nobody.
            ("", 4..) => "this cannot stand here".to_owned(),
            (_, 4..) => start.to_owned(),
            ("", _) => expected.to_owned(),
            _ => format!("{start}: {expected}"),
        };
        self.errors.push(error.span(), message);
    }
}

/// Only the outermost `?` belongs to the step.
pub(crate) fn trailing_question(expr: Expr) -> Step {
    match expr {
        Expr::Try(it) if it.attrs.is_empty() => {
            Step { kind: StepKind::Agent(it.expr), question: Some(it.question_token) }
        }
        other => Step { kind: StepKind::Agent(Box::new(other)), question: None },
    }
}

/// A step that began at `start` and can't be read; what is left of it is taken.
pub(super) fn broken(start: ParseStream<'_>, input: ParseStream<'_>) -> Step {
    look::rest_of_statement(input);
    Step { kind: StepKind::Broken(look::between(start, input)), question: None }
}

/// Whether a step, be it under policies, could not be read.
pub(super) fn is_broken(step: &Step) -> bool {
    match &step.kind {
        StepKind::Guarded(guarded) => is_broken(&guarded.body.workflow.result),
        kind => matches!(kind, StepKind::Broken(_)),
    }
}
