//! The `workflow!` macro of `agentflow`.
// A stand-in that makes the modules compile; the real pipeline replaces this file.

use proc_macro::TokenStream;

mod ast;
mod check;
mod diagnostics;
mod names;
mod parse;
#[cfg(test)]
mod tests;

/// Reads and checks a workflow.
#[proc_macro]
pub fn workflow(tokens: TokenStream) -> TokenStream {
    let (workflow, mut errors) = parse::workflow(tokens.into());
    check::workflow(&workflow, &mut errors);
    if errors.is_empty() { TokenStream::from(quote::quote!({})) } else { errors.into_compile_errors().into() }
}
