//! Writes a checked workflow as calls of `agentflow::private`, the one hidden door. Nothing here can fail.
//!
//! A block of at most one statement whose bindings do not depend on each other becomes one node ([`fused`]). Every other
//! block becomes a graph ([`flow`]). Both are made of agents ([`agent`]); which values an agent borrows, copies or takes
//! is decided once, in [`plan`].

mod agent;
mod flow;
mod fused;
mod plan;
mod shape;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::ast::Workflow;
use crate::diagnostics::Errors;
use plan::Plan;

/// The calls that a workflow stands for.
pub(crate) fn workflow(workflow: &Workflow, krate: &TokenStream) -> TokenStream {
    let door = quote!(#krate::private);
    let plan = Plan::new(workflow);
    let block = if plan.is_flat() { fused::block(&plan, &door) } else { flow::block(&plan, &door) };
    let (name, env) = (own("__env"), env(&plan, &door));
    quote!({
        let #name = #env;
        #block
    })
}

/// What stands in the place of a workflow with mistakes: an expression, so that the code around it stays as it is.
pub(crate) fn broken(errors: Errors) -> TokenStream {
    let errors = errors.into_compile_errors();
    quote!({
        #errors
    })
}

/// The outer variables as a tuple; each moves into the workflow.
fn env(plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let captured = plan.outer.iter().map(|name| quote_spanned!(name.span()=> #door::capture(#name),));
    let bound = &plan.bound;
    // A misspelt name is looked up here. The names of the block are here too, so that rustc can suggest one of them.
    quote!({
        #(#[allow(unused_variables)] let #bound = ();)*
        (#(#captured)*)
    })
}

/// A name of the expansion's own, which no name of the user's can meet.
fn own(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
