//! `race` as a step.

use syn::parse::ParseStream;
use syn::{Token, token};

use super::Reader;
use super::body::expression;
use super::look::{self, Next};
use super::step::broken;
use crate::ast::{Body, Race, Step, StepKind, kw};

impl Reader {
    /// `race { racer; .. }?`.
    pub(super) fn race(&mut self, input: ParseStream<'_>) -> Step {
        let Ok(race) = input.parse::<kw::race>() else {
            return broken(&input.fork(), input);
        };
        let mut racers = Vec::new();
        self.within(input, |reader, content| {
            while !content.is_empty() {
                racers.extend(reader.racer(content));
            }
        });
        let question = input.parse().ok().flatten();
        Step { kind: StepKind::Race(Race { race, racers }), question }
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
            Some(self.body(input, start))
        } else if let Next::Arrow { span, .. } = look::next(input) {
            self.errors.push(span, "a race has no result of its own: it yields what the first of its steps yields");
            look::skip(input, usize::MAX);
            None
        } else {
            let step = self.any_step(input, "what runs in a race has no name: name the race, `name = race { .. };`");
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
}
