//! Tests on token streams, without a compiler.
//!
//! `«..»` marks tokens of a source: there an error has to be shown.

mod agent;
mod editor;
mod errors;
mod found;
mod fuzz;
mod grammar;
mod names;
mod pairs;
mod policies;
mod races;
mod rewrite;
mod robust;

use proc_macro2::{Span, TokenStream};

use crate::ast::Workflow;
use crate::diagnostics::Errors;
use crate::{check, parse};

/// Reads and checks.
fn front(tokens: TokenStream) -> (Workflow, Errors) {
    let (workflow, mut errors) = parse::workflow(tokens);
    check::workflow(&workflow, &mut errors);
    (workflow, errors)
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the source of a test has balanced brackets")
}

/// Reads a workflow that is right.
fn good(source: &str) -> Workflow {
    let (workflow, errors) = front(tokens(source));
    let all: Vec<String> = errors.into_iter().flatten().map(|error| error.to_string()).collect();
    assert!(all.is_empty(), "{source}\n{all:#?}");
    workflow
}

/// All places of all errors, in the order of the source.
fn places(errors: Errors) -> Vec<(Span, String)> {
    let mut all: Vec<(Span, String)> =
        errors.into_iter().flatten().map(|error| (error.span(), error.to_string())).collect();
    all.sort_by_key(|(span, _)| span.byte_range().start);
    all
}
