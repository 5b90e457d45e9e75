//! `loop` as a step.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Expr, Pat, Token, token};

use super::Reader;
use super::look;
use super::step::broken;
use super::target::in_a_let;
use crate::ast::{Loop, Step, StepKind, kw};

impl Reader {
    /// `loop(state = seed) max turns { .. }?`.
    pub(super) fn repeated(&mut self, input: ParseStream<'_>) -> Step {
        let start = input.fork();
        let Some(repeated) = self.whole_loop(input) else {
            return broken(&start, input);
        };
        let question = input.parse().ok().flatten();
        Step { kind: StepKind::Loop(Box::new(repeated)), question }
    }

    fn whole_loop(&mut self, input: ParseStream<'_>) -> Option<Loop> {
        let word: Token![loop] = input.parse().ok()?;
        let (pat, seed) = match self.state(input) {
            Ok(state) => state,
            Err(error) => {
                self.errors.push(error.span(), "a loop begins with its state: `loop(state = first) max 10 { .. }`");
                return None;
            }
        };
        let before = self.errors.len();
        let turns = self.turns(input, word.span);
        let body = self.body_after(input, before, "the number of turns", word.span);
        Some(Loop { word, pat, seed, turns, body })
    }

    /// `(state = first)`.
    fn state(&mut self, input: ParseStream<'_>) -> syn::Result<(Pat, Expr)> {
        let content;
        syn::parenthesized!(content in input);
        let pat = in_a_let(Pat::parse_multi_with_leading_vert(&content)?);
        let _: Token![=] = content.parse()?;
        Ok((pat, self.whole_expr(&content)))
    }

    /// `max turns`.
    fn turns(&mut self, input: ParseStream<'_>, word: Span) -> Expr {
        if input.parse::<Option<kw::max>>().ok().flatten().is_none() {
            let span = look::first(input).map_or(word, |token| look::start_of(&token));
            let message = "missing `max`: say how many turns there may be, `loop(state = first) max 10 { .. }`";
            self.errors.push(span, message);
        } else if input.peek(token::Brace) {
            self.errors.push(input.span(), "missing number: say how many turns there may be, as in `max 10`");
        } else {
            return self.head(input);
        }
        Expr::Verbatim(look::up_to_brace(input))
    }
}
