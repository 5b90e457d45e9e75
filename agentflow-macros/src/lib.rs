//! The `workflow!` macro of `agentflow`, which re-exports it with its documentation.

use proc_macro::TokenStream;

mod ast;
mod check;
mod diagnostics;
mod expand;
mod names;
mod parse;
mod shape;
#[cfg(test)]
mod tests;

/// The first token is the path of the `agentflow` crate, which its own `workflow!` puts there: so the macro works under
/// whatever name a user gives the dependency.
#[proc_macro]
pub fn workflow(tokens: TokenStream) -> TokenStream {
    let mut tokens = proc_macro2::TokenStream::from(tokens).into_iter();
    let krate = tokens.next().into_iter().collect();
    let (workflow, mut errors) = parse::workflow(tokens.collect());
    check::workflow(&workflow, &mut errors);
    if errors.is_empty() { expand::workflow(&workflow, &krate) } else { expand::broken(errors) }.into()
}
