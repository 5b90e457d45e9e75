//! The names that a pattern binds.

use proc_macro2::Ident;
use syn::Pat;
use syn::visit::Visit as _;

use super::convention::is_variable;
use crate::search::{Part, Search};

/// The names that a pattern binds, in the order in which they are written.
pub(crate) fn bound_by<'p>(pat: &'p Pat) -> Vec<&'p Ident> {
    let mut names = Vec::new();
    let mut look = |part: Part<'p>| match part {
        Part::Pat(Pat::Ident(pat)) => {
            // `None` and `LIMIT` are parsed as identifiers too, but they bind nothing.
            names.extend(Some(&pat.ident).filter(|name| is_variable(name)));
            true
        }
        // Every alternative has to bind the same names: the first one tells them all.
        Part::Pat(Pat::Or(pat)) => {
            names.extend(pat.cases.first().map(bound_by).unwrap_or_default());
            false
        }
        // Guards, constants and types bind nothing.
        Part::Expr(_) | Part::Type(_) => false,
        _ => true,
    };
    Search(&mut look).visit_pat(pat);
    names
}
