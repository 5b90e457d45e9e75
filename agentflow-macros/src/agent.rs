//! `#[agent]` and `#[plan]`: functions that have names.
//!
//! ```text
//! function := attribute* visibility "async"? "fn" name "(" (argument ("," argument)*)? ")" ("->" type)? block
//! argument := "mut"? name ":" "&"? type
//! option   := "name" "=" string | "crate" "=" path | "blocking" | "pure" | "idempotent" | "effect"
//! ```
//!
//! The block is never looked at: it is put into another function as it is, so that half of one stays what it is.

mod check;
mod expand;
mod function;
mod options;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Errors;
use function::Function;
use options::Options;

/// What has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// A function that does something.
    Agent,
    /// A function that builds a plan.
    Plan,
}

/// What a function with one of the attributes becomes.
pub(crate) fn expand(what: What, options: TokenStream, item: TokenStream) -> TokenStream {
    let (function, options, errors) = read(what, options, item.clone());
    // Whatever is wrong with it, the function is there, and those that call it are not wrong for that.
    let function = match function {
        Some(function) if errors.is_empty() => expand::named(what, &function, &options),
        Some(function) if !function.has_receiver() => expand::broken(what, &function, &options),
        _ => item,
    };
    let errors = errors.into_compile_errors();
    quote!(#errors #function)
}

/// The function, if it can be read as one, and all mistakes.
pub(crate) fn read(what: What, options: TokenStream, item: TokenStream) -> (Option<Function>, Options, Errors) {
    let mut errors = Errors::default();
    let options = options::read(what, options, &mut errors);
    let function = Function::read(what, item, &mut errors);
    if let Some(function) = &function {
        check::function(what, function, &options, &mut errors);
    }
    (function, options, errors)
}

impl What {
    /// As it is written.
    fn attribute(self) -> &'static str {
        match self {
            What::Agent => "#[agent]",
            What::Plan => "#[plan]",
        }
    }

    /// What it is called in a message.
    fn noun(self) -> &'static str {
        match self {
            What::Agent => "an agent",
            What::Plan => "a plan",
        }
    }
}
