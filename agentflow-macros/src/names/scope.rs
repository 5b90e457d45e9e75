//! Finds each free variable of an expression, with Rust's scopes.
//!
//! There is one walker for reading and for rewriting, so the two can never disagree about what a variable is: a
//! reader lets it run over a copy.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::visit_mut::VisitMut as _;
use syn::{BinOp, Block, Expr, Item, Pat, Stmt, UnOp, UseTree};

use super::convention::is_variable;
use super::{Known, Mode, bound_by, plain};

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
    /// The free variables that are assigned to, or lent as `&mut`.
    pub(super) changed: Vec<Ident>,
    scopes: Vec<HashSet<String>>,
    /// How many closures and blocks that take what they name are open.
    owning: usize,
    /// How many closures and `async` blocks are open.
    pub(super) nested: usize,
    on_seen: &'w mut dyn FnMut(Seen<'_>),
}

impl<'w> Walker<'w> {
    pub(super) fn new(known: &'w Known, on_seen: &'w mut dyn FnMut(Seen<'_>)) -> Self {
        let scopes = vec![HashSet::new()];
        Walker { known, awaits: false, changed: Vec::new(), scopes, owning: 0, nested: 0, on_seen }
    }

    /// Runs over an inner scope, whose bindings end with it.
    pub(super) fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(HashSet::new());
        inside(self);
        self.scopes.pop();
    }

    /// Runs over code that outlives the expression around it if `takes`, and whose `.await` is its own.
    pub(super) fn apart(&mut self, takes: bool, inside: impl FnOnce(&mut Self)) {
        self.nested += 1;
        self.taking(takes, |taking| taking.scoped(inside));
        self.nested -= 1;
    }

    /// Runs over code that outlives the expression around it if `takes`.
    pub(super) fn taking(&mut self, takes: bool, inside: impl FnOnce(&mut Self)) {
        self.owning += usize::from(takes);
        inside(self);
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
        for name in bound_by(pat) {
            self.bind_name(name);
        }
        if let Pat::Guard(guarded) = pat {
            self.visit_expr_mut(&mut guarded.guard);
        }
    }

    /// Reports a name unless it is bound in here.
    pub(super) fn see(&mut self, mut seen: Seen<'_>) {
        if self.is_free(&seen.ident) {
            if self.owning > 0 {
                // What a `move` closure only looks at, it still takes along.
                seen.mode = Mode::Owned;
            }
            (self.on_seen)(seen);
        }
    }

    fn is_free(&self, name: &Ident) -> bool {
        let plain = plain(name);
        is_variable(name) && !self.scopes.iter().any(|scope| scope.contains(&plain))
    }

    /// Runs over a place that is changed.
    pub(super) fn changed(&mut self, place: &mut Expr) {
        let root = root(place).filter(|root| self.is_free(root)).cloned();
        self.changed.extend(root);
        self.place(place, Mode::Owned);
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
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                self.place(&mut unary.expr, mode);
            }
            Expr::Index(index) => {
                self.place(&mut index.expr, mode);
                self.visit_expr_mut(&mut index.index);
            }
            other => self.visit_expr_mut(other),
        }
    }

    /// A callee is a variable only if it is known to be one; otherwise it is a function item.
    pub(super) fn callee(&mut self, func: &mut Expr) {
        match func {
            // What a `macro_rules!` around the block passed on.
            Expr::Group(group) => self.callee(&mut group.expr),
            Expr::Path(path) if path.path.get_ident().is_none_or(|name| !self.known.contains(name)) => {}
            _ => self.visit_expr_mut(func),
        }
    }

    pub(super) fn binary(&mut self, left: &mut Expr, op: BinOp, right: &mut Expr) {
        match op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                self.place(left, Mode::Borrowed);
                self.place(right, Mode::Borrowed);
            }
            // `x[i] += 1` needs `x` itself, unlike `x[i] + 1`.
            _ if is_assignment(op) => {
                self.changed(left);
                self.visit_expr_mut(right);
            }
            _ => {
                self.visit_expr_mut(left);
                self.visit_expr_mut(right);
            }
        }
    }

    /// Items are visible in their whole block, also before they are written.
    pub(super) fn bind_items(&mut self, block: &Block) {
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
            UseTree::Glob(_) => {}
        }
    }
}

/// The variable that a place is a part of.
fn root(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident().filter(|_| path.qself.is_none()),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Group(group) => root(&group.expr),
        _ => None,
    }
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
