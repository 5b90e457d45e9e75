//! Reads tokens into the tree of [`crate::ast`].
//!
//! Recursive descent that recovers: a mistake is recorded on its token, the rest of its statement is skipped, and
//! reading goes on. So all mistakes are reported at once, and what is right is in the tree even if the block is only
//! half written.

mod binding;
mod block;
mod body;
mod choice;
mod each;
mod ending;
mod look;
pub(crate) mod policy;
mod race;
mod repeated;
mod step;
mod target;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Token};

use crate::ast::{Choice, Stage, Step, Workflow};
use crate::diagnostics::Errors;
use look::Next;
pub(crate) use step::trailing_question;

/// Brackets within brackets. A recursive reader has only so much stack; rustc draws its own line at 128, too.
const MAX_DEPTH: usize = 128;

/// Reads a whole block. The tree is complete: what is missing in it was reported.
pub(crate) fn workflow(tokens: TokenStream) -> (Workflow, Errors) {
    if let Some(span) = look::too_deep(&tokens, MAX_DEPTH) {
        let mut errors = Errors::default();
        errors.push(span, "brackets are nested too deep here: put the inner part into a function of its own");
        return (Workflow::missing(span), errors);
    }
    let last = tokens.clone().into_iter().last();
    let end = last.as_ref().map_or_else(Span::call_site, look::end_of);
    // The braces give syn a place for "unexpected end of input" that is a token of the user's.
    let mut braced = Group::new(Delimiter::Brace, tokens);
    braced.set_span(end);

    let mut reader = Reader::default();
    let mut read = None;
    let outcome = (|input: ParseStream<'_>| {
        let content;
        syn::braced!(content in input);
        read = Some(reader.workflow(&content, last.as_ref(), end));
        Ok(())
    })
    .parse2(TokenTree::from(braced).into());
    // Every mistake is recorded where it is met; syn only knows that something was left over after one.
    if let (Err(error), true) = (outcome, reader.errors.is_empty()) {
        reader.errors.combine(error);
    }
    (read.unwrap_or_else(|| Workflow::missing(end)), reader.errors)
}

/// An `if` or a `match` that was read as an expression, with its arms as bodies.
pub(crate) fn choice(expr: &Expr) -> Option<Choice> {
    let mut reader = Reader::default();
    let read = |input: ParseStream<'_>| {
        Ok(match expr {
            Expr::If(_) => reader.any_if(input),
            Expr::Match(_) => reader.any_match(input),
            _ => None,
        })
    };
    read.parse2(expr.to_token_stream()).ok().flatten()
}

/// What was found so far, apart from the statements.
#[derive(Default)]
struct Reader {
    errors: Errors,
    result: Option<(Token![=>], Step)>,
}

impl Reader {
    /// `statement* => result`.
    fn workflow(&mut self, input: ParseStream<'_>, last: Option<&TokenTree>, end: Span) -> Workflow {
        let mut stages = Vec::new();
        let mut unfinished = false;
        while !input.is_empty() {
            if let Some(arrow) = self.arrow(input) {
                self.result(input, arrow);
                break;
            }
            let before = self.errors.len();
            let stage = self.statement(input);
            // A last statement that is broken off is one mistake, and not also a missing result.
            let block = stage.as_ref().is_some_and(|stage| stage.par.is_some());
            unfinished = self.errors.len() > before && !block;
            stages.extend(stage);
        }
        let closed = matches!(last, Some(TokenTree::Punct(punct)) if punct.as_char() == ';');
        if last.is_none() {
            self.errors.push(end, "this workflow is empty: write at least its result, `=> value`");
        } else if self.result.is_none() && (closed || !unfinished) {
            let name = last_name(&stages);
            self.errors.push(end, format!("missing result: end the workflow with what it yields, as in `=> {name}`"));
        }
        let (arrow, result) = self.result.take().unwrap_or_else(|| (Token![=>](end), Step::missing()));
        Workflow { stages, arrow, result }
    }

    /// One statement with all that belongs to it. `None` if nothing of it can be kept.
    fn statement(&mut self, input: ParseStream<'_>) -> Option<Stage> {
        if input.parse::<Option<Token![;]>>().ok().flatten().is_some() {
            // An empty statement is no mistake in Rust either.
            return None;
        }
        let attrs = self.attributes(input);
        if let Some(par) = self.block_word(input) {
            if let Some(attr) = attrs.first() {
                let message =
                    "an attribute belongs to one binding: write it inside `par`, before the binding it is for";
                self.errors.push(attr.pound_token.spans[0], message);
            }
            let mut bindings = Vec::new();
            self.block(input, par, &mut bindings);
            return Some(Stage { par: Some(par), bindings });
        }
        let binding = self.binding(input, attrs, false)?;
        Some(Stage { par: None, bindings: vec![binding] })
    }

    /// `=>`, or what is written for it by mistake. Takes nothing if neither is next.
    fn arrow(&mut self, input: ParseStream<'_>) -> Option<Token![=>]> {
        let Next::Arrow { span, written } = look::next(input) else {
            return None;
        };
        if let Some(written) = written {
            self.errors.push(span, format!("the result is written with `=>`, not with `{written}`"));
        }
        look::skip(input, 2);
        Some(Token![=>](span))
    }

    /// The result and whatever comes after it by mistake.
    fn result(&mut self, input: ParseStream<'_>, arrow: Token![=>]) {
        let before = self.errors.len();
        let step = self.result_step(input, arrow);
        if self.errors.len() == before {
            self.after_result(input);
        }
        look::skip(input, usize::MAX);
        self.result = Some((arrow, step));
    }

    fn after_result(&mut self, input: ParseStream<'_>) {
        let semi: Option<Token![;]> = input.parse().ok().flatten();
        match (semi, look::first(input)) {
            (None, None) => {}
            (Some(semi), None) => {
                self.errors.push(semi.span, "no `;` after the result: it is the value of the workflow");
            }
            (semi, Some(token)) => {
                let span = look::start_of(&token);
                let text = look::text(&token);
                if semi.is_some() || look::statement(input) {
                    self.errors.push(span, "the result comes last: write this statement before `=>`");
                } else if matches!(look::next(input), Next::Arrow { .. }) {
                    self.errors.push(span, "a workflow has one result: combine both values in one expression");
                } else {
                    self.errors.push(span, format!("unexpected `{text}` after the result, which ends the workflow"));
                }
            }
        }
    }
}

/// The name that was bound last, for a message.
fn last_name(stages: &[Stage]) -> String {
    let mut bindings = stages.iter().rev().flat_map(|stage| stage.bindings.iter().rev());
    let name = bindings.find_map(|binding| binding.names().pop());
    name.map_or_else(|| "value".to_owned(), ToString::to_string)
}
