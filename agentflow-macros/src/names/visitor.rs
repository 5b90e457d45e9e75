//! The walker's way through each kind of expression: what is a place, and where a scope begins and ends.

use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, Block, Expr, ExprAsync, ExprAwait, ExprClosure, ExprConst, ExprForLoop, ExprIf, ExprLet,
    ExprStruct, ExprWhile, Item, Local, Macro, Type,
};

use super::convention::{borrows, runs_later};
use super::scope::{Seen, Walker};
use super::{Mode, macros, raw};

impl VisitMut for Walker<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(_) | Expr::Field(_) => self.place(expr, Mode::Owned),
            Expr::Index(_) => self.place(expr, Mode::Borrowed),
            Expr::Reference(it) => {
                if it.mutability.is_some() {
                    self.changed(&mut it.expr);
                } else {
                    self.place(&mut it.expr, Mode::Borrowed);
                }
            }
            Expr::MethodCall(it) => {
                let mode = if borrows(&it.method) { Mode::Borrowed } else { Mode::Owned };
                self.place(&mut it.receiver, mode);
                it.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Call(it) => {
                self.callee(&mut it.func);
                self.taking(runs_later(&it.func), |args| {
                    it.args.iter_mut().for_each(|arg| args.visit_expr_mut(arg));
                });
            }
            Expr::Binary(it) => self.binary(&mut it.left, it.op, &mut it.right),
            Expr::Assign(it) => {
                self.changed(&mut it.left);
                self.visit_expr_mut(&mut it.right);
            }
            Expr::Verbatim(tokens) => raw::scan(self, tokens.clone()),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_expr_struct_mut(&mut self, expr: &mut ExprStruct) {
        for field in &mut expr.fields {
            match (&field.colon_token, &field.expr) {
                // `Point { x }` has no place for any other expression than the name.
                (None, Expr::Path(path)) => {
                    if let Some(ident) = path.path.get_ident().cloned() {
                        self.see(Seen { ident, mode: Mode::Owned, certain: true, place: None });
                    }
                }
                _ => self.visit_expr_mut(&mut field.expr),
            }
        }
        if let Some(rest) = &mut expr.rest {
            self.visit_expr_mut(rest);
        }
    }

    fn visit_expr_await_mut(&mut self, expr: &mut ExprAwait) {
        self.awaits |= self.nested == 0;
        self.visit_expr_mut(&mut expr.base);
    }

    fn visit_expr_closure_mut(&mut self, expr: &mut ExprClosure) {
        self.apart(expr.capture.is_some(), |inside| {
            expr.inputs.iter_mut().for_each(|input| inside.bind(input));
            inside.visit_expr_mut(&mut expr.body);
        });
    }

    fn visit_expr_async_mut(&mut self, expr: &mut ExprAsync) {
        self.apart(expr.capture.is_some(), |inside| {
            inside.visit_block_mut(&mut expr.block);
        });
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scoped(|inside| {
            inside.bind_items(block);
            block.stmts.iter_mut().for_each(|stmt| inside.visit_stmt_mut(stmt));
        });
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind(&mut local.pat);
    }

    // The names of an `if let` chain reach its later conditions and its block, but not `else`.
    fn visit_expr_if_mut(&mut self, expr: &mut ExprIf) {
        self.scoped(|inside| {
            inside.visit_expr_mut(&mut expr.cond);
            inside.visit_block_mut(&mut expr.then_branch);
        });
        if let Some((_, other)) = &mut expr.else_branch {
            self.visit_expr_mut(other);
        }
    }

    fn visit_expr_while_mut(&mut self, expr: &mut ExprWhile) {
        self.scoped(|inside| {
            inside.visit_expr_mut(&mut expr.cond);
            inside.visit_block_mut(&mut expr.body);
        });
    }

    fn visit_expr_let_mut(&mut self, expr: &mut ExprLet) {
        self.visit_expr_mut(&mut expr.expr);
        self.bind(&mut expr.pat);
    }

    fn visit_expr_for_loop_mut(&mut self, expr: &mut ExprForLoop) {
        self.visit_expr_mut(&mut expr.expr);
        self.scoped(|inside| {
            inside.bind(&mut expr.pat);
            inside.visit_block_mut(&mut expr.body);
        });
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.scoped(|inside| {
            inside.bind(&mut arm.pat);
            inside.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        macros::walk(self, mac);
    }

    // None of these can name a local variable.
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
}
