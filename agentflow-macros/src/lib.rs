//! The macros of `agentflow`, which re-exports them: `workflow!`, and the attributes of functions that have names.

use proc_macro::TokenStream;

use agent::What;
use ast::Workflow;
use diagnostics::Errors;

mod agent;
mod ast;
mod check;
mod diagnostics;
mod editor;
mod expand;
mod names;
mod parse;
mod search;
mod shape;
#[cfg(test)]
mod tests;

/// The first token is the path of the `agentflow` crate, which its own `workflow!` puts there: so the macro works under
/// whatever name a user gives the dependency.
#[proc_macro]
pub fn workflow(tokens: TokenStream) -> TokenStream {
    let (krate, workflow, errors) = read(tokens.into());
    if errors.is_empty() { expand::workflow(&workflow, &krate) } else { expand::broken(errors) }.into()
}

/// The same for editors, which ask for types and run nothing: an expansion that keeps to what is written, be it half a
/// workflow.
#[proc_macro]
pub fn workflow_for_editors(tokens: TokenStream) -> TokenStream {
    let (krate, workflow, errors) = read(tokens.into());
    editor::workflow(workflow, errors, &krate).into()
}

/// An agent that has a name.
#[proc_macro_attribute]
pub fn agent(options: TokenStream, function: TokenStream) -> TokenStream {
    agent::expand(What::Agent, options.into(), function.into()).into()
}

/// A plan that has a name.
#[proc_macro_attribute]
pub fn plan(options: TokenStream, function: TokenStream) -> TokenStream {
    agent::expand(What::Plan, options.into(), function.into()).into()
}

fn read(tokens: proc_macro2::TokenStream) -> (proc_macro2::TokenStream, Workflow, Errors) {
    let mut tokens = tokens.into_iter();
    let krate = tokens.next().into_iter().collect();
    let (workflow, mut errors) = parse::workflow(tokens.collect());
    check::workflow(&workflow, &mut errors);
    (krate, workflow, errors)
}
