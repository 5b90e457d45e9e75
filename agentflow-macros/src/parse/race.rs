//! `race` and `loop` as steps.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Expr, Pat, Token, token};

use super::Reader;
use super::body::expression;
use super::look::{self, Next};
use super::step::broken;
use crate::ast::{Body, Loop, Race, Step, StepKind, kw};

impl Reader {
    /// `race { racer; .. }?`.
    pub(super) fn race(&mut self, input: ParseStream<'_>) -> Step {
        let mut racers = Vec::new();
        let read = (|| {
            let race: kw::race = input.parse()?;
            let content;
            syn::braced!(content in input);
            while !content.is_empty() {
                racers.extend(self.racer(&content));
            }
            Ok(race)
        })();
        match read {
            Ok(race) => {
                let question = input.parse().ok().flatten();
                Step { kind: StepKind::Race(Race { race, racers }), question }
            }
            Err(error) => {
                self.rust(&error);
                broken(input)
            }
        }
    }

    /// A racer and its `;`. `None` if nothing of it can be kept.
    fn racer(&mut self, input: ParseStream<'_>) -> Option<Body> {
        if input.parse::<Option<Token![;]>>().ok().flatten().is_some() {
            return None;
        }
        let start = look::first(input).map_or(input.span(), |token| look::start_of(&token));
        let before = self.errors.len();
        let longer = input.peek2(Token![.]) || input.peek2(Token![?]);
        let racer = if input.peek(token::Brace) && !longer {
            self.body(input, "`race`", start)
        } else if let Next::Arrow { span, .. } = look::next(input) {
            self.errors.push(span, "a race has no result of its own: it yields what the first of its steps yields");
            look::skip(input, usize::MAX);
            None
        } else {
            let step = self.any_step(input, |assign| {
                (assign.eq_token.spans[0], "what runs in a race has no name: name the race, `name = race { .. };`")
            });
            Some(expression(start, step))
        };
        match look::next(input) {
            Next::Semi(_) => look::skip(input, 1),
            Next::End => {}
            Next::Comma(span) => {
                self.errors.push(span, "the steps of a race end with `;`, not with `,`");
                look::skip(input, 1);
            }
            _ => {
                if self.errors.len() == before
                    && let Some(token) = look::first(input)
                {
                    let message =
                        format!("missing `;` before `{}`: the step before it has to end first", look::text(&token));
                    self.errors.push(look::start_of(&token), message);
                }
                look::rest_of_statement(input);
            }
        }
        racer
    }

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

/// Where a step stands that has a word of its own and yields something: what to write if its name is missing.
pub(super) fn nameless(input: ParseStream<'_>) -> Option<(Span, &'static str)> {
    let message = if look::each(input) {
        "`par for` is a step: write `name = par for ..`, or `_ = par for ..` if only its effect counts"
    } else if look::race(input) {
        "`race` is a step: write `name = race { .. }`, or `_ = race { .. }` if only its effect counts"
    } else if look::repeated(input) {
        "`loop` is a step: write `name = loop(..) ..`, or `_ = loop(..) ..` if only its effect counts"
    } else {
        return None;
    };
    look::first(input).map(|token| (look::start_of(&token), message))
}
