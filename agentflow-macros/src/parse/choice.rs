//! `if` and `match` as steps.

use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::{Attribute, Expr, Pat, Token, token};

use super::Reader;
use super::body::expression;
use super::look::{self, Next};
use super::step::broken;
use crate::ast::{Arm, Body, Choice, Head, Step, StepKind, Test};
use crate::shape;

/// Whether a step that Rust can read is a choice as a whole, and not only begins like one.
pub(super) fn is_choice(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Agent(expr) if matches!(**expr, Expr::If(_) | Expr::Match(_)))
}

impl Reader {
    /// A choice and its `?`. `rust` is the same as Rust reads it, if it can.
    pub(super) fn choice(&mut self, input: ParseStream<'_>, rust: Option<Step>) -> Step {
        let (start, before) = (input.fork(), self.errors.len());
        let read = if input.peek(Token![if]) { self.any_if(input) } else { self.any_match(input) };
        let Some(choice) = read else {
            return broken(&start, input);
        };
        let question = input.parse().ok().flatten();
        match rust {
            Some(rust) if self.errors.len() == before && stays(&choice, &rust) => rust,
            _ => Step { kind: StepKind::Choice(Box::new(choice)), question },
        }
    }

    /// `if cond { .. } else if cond { .. } else { .. }`. `None` after a mistake that leaves nothing to keep.
    pub(super) fn any_if(&mut self, input: ParseStream<'_>) -> Option<Choice> {
        let word: Token![if] = input.parse().ok()?;
        let mut arms = Vec::new();
        let mut span = word.span;
        loop {
            let before = self.errors.len();
            let test = Test::If(Box::new(self.head(input)));
            arms.push(Arm { test, body: self.body_after(input, before, "the condition of an `if`", span) });
            let Ok(Some(other)) = input.parse::<Option<Token![else]>>() else { break };
            span = other.span;
            if input.parse::<Option<Token![if]>>().ok().flatten().is_none() {
                let before = self.errors.len();
                arms.push(Arm { test: Test::Else, body: self.body_after(input, before, "`else`", span) });
                break;
            }
        }
        Some(Choice { head: Head::If(word), arms })
    }

    /// `match value { arms }`.
    pub(super) fn any_match(&mut self, input: ParseStream<'_>) -> Option<Choice> {
        let word: Token![match] = input.parse().ok()?;
        let before = self.errors.len();
        let value = self.head(input);
        if !input.peek(token::Brace) && self.errors.len() == before {
            let span = look::first(input).map_or(word.span, |token| look::start_of(&token));
            self.errors.push(span, "missing arms: the value of a `match` is followed by `{ .. }`");
        }
        look::up_to_brace(input);
        let mut arms = Vec::new();
        if input.peek(token::Brace) {
            self.within(input, |reader, content| {
                while !content.is_empty() {
                    arms.extend(reader.arm(content));
                }
            });
        }
        Some(Choice { head: Head::Match(word, Box::new(value)), arms })
    }

    /// `pattern if guard => body`, with its comma. `None` if there is no pattern to keep.
    fn arm(&mut self, input: ParseStream<'_>) -> Option<Arm> {
        let begin =
            |input: ParseStream<'_>| Ok((Attribute::parse_outer(input)?, Pat::parse_multi_with_leading_vert(input)?));
        let (before, head) = (self.errors.len(), begin(input));
        let arm = match head {
            Ok((attrs, pat)) => {
                let guard = self.guard(input).map(Box::new);
                let body = self.arm_body(input, before);
                Some(Arm { test: Test::Pattern(attrs, Box::new(pat), guard), body })
            }
            Err(error) => {
                self.rust(&error);
                None
            }
        };
        if self.errors.len() > before && !matches!(look::next(input), Next::Comma(_)) {
            look::up_to_comma(input);
        }
        if let Next::Comma(_) | Next::Semi(_) = look::next(input) {
            look::skip(input, 1);
        }
        arm
    }

    /// `if guard`.
    fn guard(&mut self, input: ParseStream<'_>) -> Option<Expr> {
        let _: Token![if] = input.parse::<Option<_>>().ok().flatten()?;
        Some(self.expr(input, look::up_to_arrow))
    }

    /// `=> body` of an arm that began when there were `before` errors.
    fn arm_body(&mut self, input: ParseStream<'_>, before: usize) -> Body {
        let start = input.span();
        let arrow = match input.parse::<Token![=>]>() {
            Ok(arrow) => arrow.spans[0],
            Err(error) => {
                if self.errors.len() == before {
                    self.rust(&error);
                }
                return expression(start, Step::missing());
            }
        };
        // As in Rust, braces are the whole arm, unless they are the beginning of something longer.
        let longer = input.peek2(Token![.]) || input.peek2(Token![?]);
        if input.peek(token::Brace) && !longer {
            return self.body(input, arrow);
        }
        let body = self.arm_expression(input, arrow);
        if self.errors.len() == before && !matches!(look::next(input), Next::Comma(_) | Next::End) {
            self.rust(&input.error("expected `,`"));
        }
        body
    }

    /// A condition, or the value of a `match`: an expression before a brace.
    pub(super) fn head(&mut self, input: ParseStream<'_>) -> Expr {
        let ahead = input.fork();
        match Expr::parse_without_eager_brace(&ahead) {
            Ok(expr) => {
                input.advance_to(&ahead);
                expr
            }
            Err(error) => {
                self.rust(&error);
                Expr::Verbatim(look::up_to_brace(input))
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
