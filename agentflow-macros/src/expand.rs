//! Writes a checked workflow as calls of `agentflow::private`, the one hidden door. Nothing here can fail.
//!
//! A block of at most one statement with a few calls becomes one node ([`fused`]). Every other block becomes a graph
//! ([`flow`]). Both are made of agents ([`agent`]); which values an agent borrows, copies or takes is decided once, in
//! [`plan`].

mod agent;
mod around;
mod choice;
mod copies;
mod each;
mod finish;
mod fit;
mod flow;
mod fused;
mod outline;
mod plan;
mod policy;
mod race;
mod repeated;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ast::Workflow;
use crate::diagnostics::Errors;
use crate::names::plain;
use agent::{handle, local};
use around::Around;
use finish::{sent, shared};
use plan::{Plan, Way};

/// The calls that a workflow stands for.
pub(crate) fn workflow(workflow: &Workflow, krate: &TokenStream) -> TokenStream {
    let (door, block) = (door(Span::call_site()), planned(&Plan::new(workflow, None)));
    quote!({
        use #krate::private as #door;
        #block
    })
}

/// A workflow inside a step: an expression that is its task. It is run once, unless `around` says otherwise.
fn body(workflow: &Workflow, around: Around) -> TokenStream {
    let block = planned(&Plan::new(workflow, Some(around)));
    quote!({ #block })
}

fn planned(plan: &Plan<'_>) -> TokenStream {
    let block = if plan.is_flat() { fused::block(plan) } else { flow::block(plan) };
    let (name, env) = (own("env"), env(plan));
    quote!(
        #[allow(clippy::unused_unit)]
        let #name = #env;
        #block
    )
}

/// What stands in the place of a workflow with mistakes: an expression, so that the code around it stays as it is.
pub(crate) fn broken(errors: Errors) -> TokenStream {
    let errors = errors.into_compile_errors();
    quote!({
        #errors
    })
}

/// The outer variables as a tuple; each moves into the workflow.
fn env(plan: &Plan<'_>) -> TokenStream {
    let captured = (0..plan.outer.len()).map(|index| {
        let name = &plan.outer[index];
        if plan.is_handle(name) {
            let (door, handle) = (door(name.span()), handle(name));
            quote!(#door::one_more_handle(&#handle))
        } else if plan.is_given() {
            given(plan, index)
        } else {
            outer(plan, index)
        }
    });
    let bound = plan.bound.iter().filter(|name| plan.outer.iter().all(|outer| plain(outer) != plain(name)));
    // A misspelt name is looked up here. The names of the block are here too, so that rustc can suggest one of them.
    quote!({
        #(#[allow(unused_variables)] let #bound = ();)*
        (#(#captured,)*)
    })
}

/// An outer variable of a workflow that can run again.
fn outer(plan: &Plan<'_>, index: usize) -> TokenStream {
    let name = &if plan.is_body() { local(&plan.outer[index]) } else { plan.outer[index].clone() };
    let (door, value) = (door(name.span()), seen("value", name.span()));
    let held = quote_spanned!(name.span()=> {
        #door::OwnedByAgents::check(&#name);
        let #value = #name;
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSync as _, IsSync as _};
        (&&#door::Probe::of(&#value)).shared().hold(#value).0
    });
    if plan.shared[index] { quote!(#door::handle(#held)) } else { held }
}

/// A value that a body owns, and runs once with.
fn given(plan: &Plan<'_>, index: usize) -> TokenStream {
    let name = &plan.outer[index];
    let (door, value) = (door(name.span()), local(name));
    if let Way::Shared(users) = plan.way(plan.bound.len() + index) {
        let held = shared(&value);
        quote!(#door::Shared::of(#users, #held))
    } else {
        let held = sent(&value);
        quote!(#door::Slot::of(#held))
    }
}

/// The door, as if it were named at `span`: an error in a call is then shown there, as the user's own.
fn door(span: Span) -> Ident {
    seen("", span)
}

/// A name of the expansion's own, which no name of the user's can meet.
fn own(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// A name of the expansion's own that may turn up in an error, as if it were the user's.
fn seen(name: &str, span: Span) -> Ident {
    Ident::new(&format!("__agentflow{name}"), span)
}

/// Tokens as if they stood there: an error shows their place.
fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(at).collect()
}
