//! The names that a pattern binds.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, PatIdent, PatOr, Type};

use super::convention::is_variable;

/// The names that a pattern binds, in the order in which they are written.
pub(crate) fn bound_by(pat: &Pat) -> Vec<&Ident> {
    let mut collector = Collector(Vec::new());
    collector.visit_pat(pat);
    collector.0
}

struct Collector<'ast>(Vec<&'ast Ident>);

impl<'ast> Visit<'ast> for Collector<'ast> {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        // `None` and `LIMIT` are parsed as identifiers too, but they bind nothing.
        if is_variable(&pat.ident) {
            self.0.push(&pat.ident);
        }
        visit::visit_pat_ident(self, pat);
    }

    fn visit_pat_or(&mut self, pat: &'ast PatOr) {
        // Every alternative has to bind the same names: the first one tells them all.
        if let Some(first) = pat.cases.first() {
            self.visit_pat(first);
        }
    }

    // Guards, constants and types bind nothing.
    fn visit_expr(&mut self, _: &'ast Expr) {}
    fn visit_type(&mut self, _: &'ast Type) {}
}
