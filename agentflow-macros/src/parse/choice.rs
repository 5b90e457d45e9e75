//! `if` and `match` as steps.

use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Attribute, Expr, Pat, Token, token};

use super::Reader;
use super::look::{self, Next};
use super::step::broken;
use crate::ast::{Arm, Choice, Head, Step, StepKind, Test};
use crate::shape;

/// Whether a step that Rust can read is a choice as a whole, and not only begins like one.
pub(super) fn is_choice(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Agent(expr) if matches!(**expr, Expr::If(_) | Expr::Match(_)))
}

impl Reader {
    /// A choice and its `?`. `rust` is the same as Rust reads it, if it can.
    pub(super) fn choice(&mut self, input: ParseStream<'_>, rust: Option<Step>) -> Step {
        let before = self.errors.len();
        let read = if input.peek(Token![if]) { self.any_if(input) } else { self.any_match(input) };
        let Some(choice) = read else {
            return broken(input);
        };
        let question = input.parse().ok().flatten();
        match rust {
            Some(rust) if self.errors.len() == before && stays(&choice, &rust) => rust,
            _ => Step { kind: StepKind::Choice(Box::new(choice)), question },
        }
    }

    /// `if cond { .. } else if cond { .. } else { .. }`. `None` after a mistake that leaves nothing to keep.
    fn any_if(&mut self, input: ParseStream<'_>) -> Option<Choice> {
        let word: Token![if] = input.parse().ok()?;
        let mut arms = Vec::new();
        let mut span = word.span;
        loop {
            let cond = self.head(input)?;
            arms.push(Arm {
                test: Test::If(Box::new(cond)),
                body: self.body(input, "the condition of an `if`", span)?,
            });
            let Ok(Some(other)) = input.parse::<Option<Token![else]>>() else { break };
            span = other.span;
            if input.parse::<Option<Token![if]>>().ok().flatten().is_none() {
                arms.push(Arm { test: Test::Else, body: self.body(input, "`else`", span)? });
                break;
            }
        }
        Some(Choice { head: Head::If(word), arms })
    }

    /// `match value { arms }`.
    fn any_match(&mut self, input: ParseStream<'_>) -> Option<Choice> {
        let word: Token![match] = input.parse().ok()?;
        let value = self.head(input)?;
        if !input.peek(token::Brace) {
            let span = look::first(input).map_or(word.span, |token| look::start_of(&token));
            self.errors.push(span, "missing arms: the value of a `match` is followed by `{ .. }`");
            return None;
        }
        let mut arms = Vec::new();
        let outcome = (|| {
            let content;
            syn::braced!(content in input);
            while !content.is_empty() {
                match self.arm(&content) {
                    Ok(arm) => arms.push(arm),
                    Err(error) => {
                        self.rust(&error);
                        look::skip(&content, usize::MAX);
                    }
                }
            }
            Ok(())
        })();
        if let Err(error) = outcome {
            self.rust(&error);
        }
        Some(Choice { head: Head::Match(word, Box::new(value)), arms })
    }

    /// `pattern if guard => body`, with its comma.
    fn arm(&mut self, input: ParseStream<'_>) -> syn::Result<Arm> {
        let attrs = Attribute::parse_outer(input)?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<Token![if]>>()? {
            Some(_) => Some(Box::new(input.parse::<Expr>()?)),
            None => None,
        };
        let arrow: Token![=>] = input.parse()?;
        // As in Rust, braces are the whole arm, unless they are the beginning of something longer.
        let longer = input.peek2(Token![.]) || input.peek2(Token![?]);
        let (body, braces) = if input.peek(token::Brace) && !longer {
            let body = self.body(input, "`=>`", arrow.spans[0]);
            (body.unwrap_or_else(|| super::body::expression(arrow.spans[0], Step::missing())), true)
        } else {
            (self.arm_expression(input, arrow.spans[0]), false)
        };
        match look::next(input) {
            Next::Comma(_) => look::skip(input, 1),
            Next::End => {}
            _ if braces => {}
            _ => return Err(input.error("expected `,`")),
        }
        Ok(Arm { test: Test::Pattern(attrs, Box::new(pat), guard), body })
    }

    /// A condition, or the value of a `match`: an expression before a brace.
    pub(super) fn head(&mut self, input: ParseStream<'_>) -> Option<Expr> {
        let ahead = input.fork();
        match Expr::parse_without_eager_brace(&ahead) {
            Ok(expr) => {
                input.advance_to(&ahead);
                Some(expr)
            }
            Err(error) => {
                self.rust(&error);
                None
            }
        }
    }
}

/// Whether a choice is left to Rust as an expression: nothing in it is this language's own, and what it can give are
/// plain values or what it awaits where it is written. The same goes for one that awaits before it chooses.
fn stays(choice: &Choice, rust: &Step) -> bool {
    let results = || choice.arms.iter().map(|arm| &arm.body.workflow.result);
    let ordinary = choice.arms.iter().all(|arm| arm.body.workflow.stages.is_empty())
        && results().all(|result| result.question.is_none() && matches!(result.kind, StepKind::Agent(_)));
    let plain = |step: &Step| matches!(&step.kind, StepKind::Agent(expr) if shape::is_plain(expr));
    let awaits_first = || shape::awaits(rust) && !results().any(shape::awaits);
    ordinary && (awaits_first() || results().all(|result| plain(result) || shape::awaits(result)))
}
