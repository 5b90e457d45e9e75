//! Finds what a step does to the control flow around it.

use proc_macro2::Span;
use syn::visit::Visit as _;
use syn::{Block, Expr, Label, Lifetime};

use crate::ast::{Choice, Head, Step, StepKind, Test};
use crate::names::arguments;
use crate::search::{Part, Search};

/// Words of a step that reach beyond it. What a closure, an `async` block or a nested item does is its own affair.
#[derive(Default)]
pub(super) struct Inside {
    /// Each `?`, apart from the one that ends the step.
    pub(super) questions: Vec<Span>,
    /// Each `return`, `break` and `continue` with nothing inside the step to leave.
    pub(super) jumps: Vec<(Span, &'static str)>,
    /// Each `await`.
    pub(super) awaits: Vec<Span>,
    loops: usize,
    labels: Vec<Lifetime>,
}

impl Inside {
    pub(super) fn of(step: &Step) -> Self {
        let mut inside = Inside::default();
        match &step.kind {
            StepKind::Agent(expr) => inside.expr(expr),
            StepKind::Blocking(block) => inside.block(block),
            // Bodies are workflows, and are checked as such.
            StepKind::Choice(choice) => inside.choice(choice),
            StepKind::Each(each) => {
                each.limit.iter().for_each(|limit| inside.expr(limit));
                inside.expr(&each.items);
            }
            StepKind::Loop(repeated) => {
                inside.expr(&repeated.seed);
                inside.expr(&repeated.turns);
            }
            StepKind::Guarded(guarded) => {
                let exprs = guarded.policies.iter().flat_map(|policy| policy.kind.exprs());
                exprs.for_each(|expr| inside.expr(&expr));
            }
            StepKind::Race(_) | StepKind::Broken(_) => {}
        }
        inside
    }

    fn choice(&mut self, choice: &Choice) {
        if let Head::Match(_, value) = &choice.head {
            self.expr(value);
        }
        for arm in &choice.arms {
            match &arm.test {
                Test::If(cond) => self.expr(cond),
                Test::Else => {}
                Test::Pattern(_, _, guard) => guard.iter().for_each(|guard| self.expr(guard)),
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        Search(&mut |part| self.look(&part)).visit_expr(expr);
    }

    fn block(&mut self, block: &Block) {
        Search(&mut |part| self.look(&part)).visit_block(block);
    }

    /// Whether what is inside is still to be looked at.
    fn look(&mut self, part: &Part<'_>) -> bool {
        match part {
            Part::Expr(Expr::Try(expr)) => self.questions.push(expr.question_token.span),
            Part::Expr(Expr::Await(expr)) => self.awaits.push(expr.await_token.span),
            Part::Expr(Expr::Return(expr)) => self.jumps.push((expr.return_token.span, "return")),
            Part::Expr(Expr::Break(expr)) => self.jump(expr.break_token.span, "break", expr.label.as_ref()),
            Part::Expr(Expr::Continue(expr)) => self.jump(expr.continue_token.span, "continue", expr.label.as_ref()),
            Part::Expr(Expr::Loop(expr)) => {
                self.within(expr.label.as_ref(), true, |inside| inside.block(&expr.body));
                return false;
            }
            Part::Expr(Expr::While(expr)) => {
                self.within(expr.label.as_ref(), true, |inside| {
                    inside.expr(&expr.cond);
                    inside.block(&expr.body);
                });
                return false;
            }
            Part::Expr(Expr::ForLoop(expr)) => {
                self.expr(&expr.expr);
                self.within(expr.label.as_ref(), true, |inside| inside.block(&expr.body));
                return false;
            }
            Part::Expr(Expr::Block(expr)) => {
                self.within(expr.label.as_ref(), false, |inside| inside.block(&expr.block));
                return false;
            }
            Part::Macro(mac) => {
                // The steps of a workflow inside this one are checked by that one.
                let own = mac.path.segments.last().is_some_and(|last| last.ident == "workflow");
                if let (false, Some(arguments)) = (own, arguments(mac)) {
                    arguments.iter().for_each(|argument| self.expr(argument));
                }
                return false;
            }
            // These catch what is inside them.
            Part::Expr(Expr::Closure(_) | Expr::Async(_) | Expr::TryBlock(_)) | Part::Item => return false,
            _ => {}
        }
        true
    }

    /// Runs over a body that `label`, and `break` by itself if `is_loop`, can leave.
    fn within(&mut self, label: Option<&Label>, is_loop: bool, body: impl FnOnce(&mut Self)) {
        let outer = self.labels.len();
        self.labels.extend(label.map(|label| label.name.clone()));
        self.loops += usize::from(is_loop);
        body(self);
        self.loops -= usize::from(is_loop);
        self.labels.truncate(outer);
    }

    fn jump(&mut self, span: Span, word: &'static str, label: Option<&Lifetime>) {
        let stays = match label {
            Some(label) => self.labels.iter().any(|known| known.ident == label.ident),
            None => self.loops > 0,
        };
        if !stays {
            self.jumps.push((span, word));
        }
    }
}
