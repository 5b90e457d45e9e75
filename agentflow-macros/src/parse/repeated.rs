//! `loop` as a step.

use syn::parse::ParseStream;
use syn::{Expr, Pat, Token, token};

use super::Reader;
use super::look;
use super::step::broken;
use crate::ast::{Loop, Step, StepKind, kw};

impl Reader {
    /// `loop(state = seed) max turns { .. }?`.
    pub(super) fn repeated(&mut self, input: ParseStream<'_>) -> Step {
        let Some(repeated) = self.whole_loop(input) else {
            return broken(input);
        };
        let question = input.parse().ok().flatten();
        Step { kind: StepKind::Loop(Box::new(repeated)), question }
    }

    fn whole_loop(&mut self, input: ParseStream<'_>) -> Option<Loop> {
        let word: Token![loop] = input.parse().ok()?;
        let (pat, seed) = match read_state(input) {
            Ok(state) => state,
            Err(error) => {
                self.errors.push(error.span(), "a loop begins with its state: `loop(state = first) max 10 { .. }`");
                return None;
            }
        };
        if input.parse::<Option<kw::max>>().ok().flatten().is_none() {
            let span = look::first(input).map_or(word.span, |token| look::start_of(&token));
            let message = "missing `max`: say how many turns there may be, `loop(state = first) max 10 { .. }`";
            self.errors.push(span, message);
            return None;
        }
        if input.peek(token::Brace) {
            self.errors.push(input.span(), "missing number: say how many turns there may be, as in `max 10`");
            return None;
        }
        let turns = self.head(input)?;
        let body = self.body(input, "the number of turns", word.span)?;
        Some(Loop { word, pat, seed, turns, body })
    }
}

/// `(state = first)`.
fn read_state(input: ParseStream<'_>) -> syn::Result<(Pat, Expr)> {
    let content;
    syn::parenthesized!(content in input);
    let pat = Pat::parse_multi_with_leading_vert(&content)?;
    let _: Token![=] = content.parse()?;
    Ok((pat, content.parse()?))
}
