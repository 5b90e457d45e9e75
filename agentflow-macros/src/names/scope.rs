//! Finds each free variable of an expression, with Rust's scopes.
//!
//! There is one walker for reading and for rewriting, so the two can never disagree about what a variable is: a
//! reader lets it run over a copy.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprAsync, ExprAwait, ExprClosure, ExprConst, ExprForLoop, ExprIf, ExprLet,
    ExprStruct, ExprWhile, Item, Local, Macro, Pat, Stmt, Type, UnOp, UseTree,
};

use super::convention::{borrows, is_variable};
use super::{Known, Mode, bound_by, macros, plain, raw};

/// One occurrence of a free variable.
pub(super) struct Seen<'a> {
    /// The name with its span.
    pub(super) ident: Ident,
    /// What happens to the value here.
    pub(super) mode: Mode,
    /// False where the tokens could not be read as expressions: then it counts only if the name is a variable's.
    pub(super) certain: bool,
    /// The expression that is the name, where it can be replaced by another one.
    pub(super) place: Option<&'a mut Expr>,
}

/// Calls a function for each free variable.
pub(super) struct Walker<'w> {
    /// The names for which a callee is a variable.
    pub(super) known: &'w Known,
    /// Whether an `.await` was met that belongs to the expression itself.
    pub(super) awaits: bool,
    scopes: Vec<BTreeSet<String>>,
    /// How many closures and blocks that take what they name are open.
    owning: usize,
    /// How many closures and `async` blocks are open.
    nested: usize,
    on_seen: &'w mut dyn FnMut(Seen<'_>),
}

impl<'w> Walker<'w> {
    pub(super) fn new(known: &'w Known, on_seen: &'w mut dyn FnMut(Seen<'_>)) -> Self {
        let scopes = vec![BTreeSet::new()];
        Walker { known, awaits: false, scopes, owning: 0, nested: 0, on_seen }
    }

    /// Runs over an inner scope, whose bindings end with it.
    pub(super) fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeSet::new());
        inside(self);
        self.scopes.pop();
    }

    /// Runs over code that outlives the expression around it if `takes`, and whose `.await` is its own.
    pub(super) fn apart(&mut self, takes: bool, inside: impl FnOnce(&mut Self)) {
        self.owning += usize::from(takes);
        self.nested += 1;
        self.scoped(inside);
        self.nested -= 1;
        self.owning -= usize::from(takes);
    }

    /// Adds a name to the innermost scope.
    pub(super) fn bind_name(&mut self, name: &Ident) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(plain(name));
        }
    }

    /// Adds the names of a pattern to the innermost scope, and runs over its guard.
    pub(super) fn bind(&mut self, pat: &mut Pat) {
        bound_by(pat).into_iter().for_each(|name| self.bind_name(name));
        if let Pat::Guard(guarded) = pat {
            self.visit_expr_mut(&mut guarded.guard);
        }
    }

    /// Reports a name unless it is bound in here.
    pub(super) fn see(&mut self, mut seen: Seen<'_>) {
        let name = plain(&seen.ident);
        if is_variable(&seen.ident) && !self.scopes.iter().any(|scope| scope.contains(&name)) {
            if self.owning > 0 {
                // What a `move` closure only looks at, it still takes along.
                seen.mode = Mode::Owned;
            }
            (self.on_seen)(seen);
        }
    }

    /// Runs over a place such as `x`, `x.field` or `x[i].field`: `mode` is what happens to its root.
    pub(super) fn place(&mut self, expr: &mut Expr, mode: Mode) {
        match expr {
            Expr::Path(path) => {
                if let Some(ident) = path.qself.is_none().then(|| path.path.get_ident().cloned()).flatten() {
                    self.see(Seen { ident, mode, certain: true, place: Some(expr) });
                }
            }
            Expr::Field(field) => self.place(&mut field.base, mode),
            Expr::Paren(paren) => self.place(&mut paren.expr, mode),
            Expr::Group(group) => self.place(&mut group.expr, mode),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(&mut unary.expr, mode),
            Expr::Index(index) => {
                self.place(&mut index.expr, mode);
                self.visit_expr_mut(&mut index.index);
            }
            other => self.visit_expr_mut(other),
        }
    }

    /// A callee is a variable only if it is known to be one; otherwise it is a function item.
    fn callee(&mut self, func: &mut Expr) {
        match func {
            // What a `macro_rules!` around the block passed on.
            Expr::Group(group) => self.callee(&mut group.expr),
            Expr::Path(path) if path.path.get_ident().is_none_or(|name| !self.known.contains(name)) => {}
            _ => self.visit_expr_mut(func),
        }
    }

    fn binary(&mut self, left: &mut Expr, op: BinOp, right: &mut Expr) {
        match op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                self.place(left, Mode::Borrowed);
                self.place(right, Mode::Borrowed);
            }
            // `x[i] += 1` needs `x` itself, unlike `x[i] + 1`.
            _ if is_assignment(op) => {
                self.place(left, Mode::Owned);
                self.visit_expr_mut(right);
            }
            _ => {
                self.visit_expr_mut(left);
                self.visit_expr_mut(right);
            }
        }
    }

    /// Items are visible in their whole block, also before they are written.
    fn bind_items(&mut self, block: &Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Item(Item::Fn(item)) => self.bind_name(&item.sig.ident),
                Stmt::Item(Item::Static(item)) => self.bind_name(&item.ident),
                Stmt::Item(Item::Const(item)) => self.bind_name(&item.ident),
                Stmt::Item(Item::Use(item)) => self.bind_imports(&item.tree),
                _ => {}
            }
        }
    }

    fn bind_imports(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.bind_imports(&path.tree),
            UseTree::Name(name) => self.bind_name(&name.ident),
            UseTree::Rename(rename) => self.bind_name(&rename.rename),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.bind_imports(item)),
            _ => {}
        }
    }
}

impl VisitMut for Walker<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(_) | Expr::Field(_) => self.place(expr, Mode::Owned),
            Expr::Index(_) => self.place(expr, Mode::Borrowed),
            Expr::Reference(it) => {
                let mode = if it.mutability.is_some() { Mode::Owned } else { Mode::Borrowed };
                self.place(&mut it.expr, mode);
            }
            Expr::MethodCall(it) => {
                let mode = if borrows(&it.method) { Mode::Borrowed } else { Mode::Owned };
                self.place(&mut it.receiver, mode);
                it.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Call(it) => {
                self.callee(&mut it.func);
                it.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Binary(it) => self.binary(&mut it.left, it.op, &mut it.right),
            Expr::Assign(it) => {
                self.place(&mut it.left, Mode::Owned);
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
        self.apart(expr.capture.is_some(), |inside| inside.visit_block_mut(&mut expr.block));
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

fn is_assignment(op: BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
