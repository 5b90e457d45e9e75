//! Looks for something in a piece of code.
//!
//! A walk through syn's tree is some hundred functions, which are compiled for each type that takes one. So all that only look
//! take the same, and tell it by a closure what they look for.

use syn::visit::{self, Visit};
use syn::{Expr, Item, Lifetime, Macro, Pat, Type};

/// What a search comes to.
pub(crate) enum Part<'ast> {
    Expr(&'ast Expr),
    Pat(&'ast Pat),
    Type(&'ast Type),
    Lifetime(&'ast Lifetime),
    Macro(&'ast Macro),
    Item,
}

/// Shows each part to a function, from the outside in. The function says whether it is to be shown what is inside, too.
pub(crate) struct Search<'f, 'ast>(pub(crate) &'f mut dyn FnMut(Part<'ast>) -> bool);

impl<'ast> Visit<'ast> for Search<'_, 'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if (self.0)(Part::Expr(expr)) {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_pat(&mut self, pat: &'ast Pat) {
        if (self.0)(Part::Pat(pat)) {
            visit::visit_pat(self, pat);
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        if (self.0)(Part::Type(ty)) {
            visit::visit_type(self, ty);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if (self.0)(Part::Item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        if (self.0)(Part::Macro(mac)) {
            visit::visit_macro(self, mac);
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if (self.0)(Part::Lifetime(lifetime)) {
            visit::visit_lifetime(self, lifetime);
        }
    }
}
