//! Finds what a step does to the control flow around it.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAsync, ExprAwait, ExprBlock, ExprBreak, ExprClosure, ExprContinue, ExprForLoop, ExprLoop, ExprReturn,
    ExprTry, ExprTryBlock, ExprWhile, Item, Label, Lifetime, Macro,
};

use crate::ast::{Choice, Head, Step, StepKind, Test};
use crate::names::arguments;

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
            StepKind::Agent(expr) => inside.visit_expr(expr),
            StepKind::Blocking(block) => inside.visit_block(block),
            // Bodies are workflows, and are checked as such.
            StepKind::Choice(choice) => inside.choice(choice),
            StepKind::Each(each) => {
                each.limit.iter().for_each(|limit| inside.visit_expr(limit));
                inside.visit_expr(&each.items);
            }
            StepKind::Loop(repeated) => {
                inside.visit_expr(&repeated.seed);
                inside.visit_expr(&repeated.turns);
            }
            StepKind::Guarded(guarded) => {
                let exprs = guarded.policies.iter().flat_map(|policy| policy.kind.exprs());
                exprs.for_each(|expr| inside.visit_expr(&expr));
            }
            StepKind::Race(_) | StepKind::Broken(_) => {}
        }
        inside
    }

    fn choice(&mut self, choice: &Choice) {
        if let Head::Match(_, value) = &choice.head {
            self.visit_expr(value);
        }
        for arm in &choice.arms {
            match &arm.test {
                Test::If(cond) => self.visit_expr(cond),
                Test::Else => {}
                Test::Pattern(_, _, guard) => guard.iter().for_each(|guard| self.visit_expr(guard)),
            }
        }
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

impl<'ast> Visit<'ast> for Inside {
    fn visit_expr_try(&mut self, expr: &'ast ExprTry) {
        self.questions.push(expr.question_token.span);
        visit::visit_expr_try(self, expr);
    }

    fn visit_expr_await(&mut self, expr: &'ast ExprAwait) {
        self.awaits.push(expr.await_token.span);
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_return(&mut self, expr: &'ast ExprReturn) {
        self.jumps.push((expr.return_token.span, "return"));
        visit::visit_expr_return(self, expr);
    }

    fn visit_expr_break(&mut self, expr: &'ast ExprBreak) {
        self.jump(expr.break_token.span, "break", expr.label.as_ref());
        visit::visit_expr_break(self, expr);
    }

    fn visit_expr_continue(&mut self, expr: &'ast ExprContinue) {
        self.jump(expr.continue_token.span, "continue", expr.label.as_ref());
    }

    fn visit_expr_loop(&mut self, expr: &'ast ExprLoop) {
        self.within(expr.label.as_ref(), true, |inside| {
            visit::visit_expr_loop(inside, expr);
        });
    }

    fn visit_expr_while(&mut self, expr: &'ast ExprWhile) {
        self.within(expr.label.as_ref(), true, |inside| {
            visit::visit_expr_while(inside, expr);
        });
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.within(expr.label.as_ref(), true, |inside| {
            inside.visit_block(&expr.body);
        });
    }

    fn visit_expr_block(&mut self, expr: &'ast ExprBlock) {
        self.within(expr.label.as_ref(), false, |inside| {
            visit::visit_expr_block(inside, expr);
        });
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        // The steps of a workflow inside this one are checked by that one.
        let own = mac.path.segments.last().is_some_and(|last| last.ident == "workflow");
        if let (false, Some(arguments)) = (own, arguments(mac)) {
            for argument in arguments.iter() {
                Visit::visit_expr(self, argument);
            }
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        visit::visit_expr(self, expr);
    }

    // These catch what is inside them.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_expr_try_block(&mut self, _: &'ast ExprTryBlock) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
