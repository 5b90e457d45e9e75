//! Compile errors: all mistakes of a block are collected and reported at once.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Where something begins: there its errors are shown.
///
/// syn's `Spanned` gives the whole place where the compiler tells it, which a nightly one does and no other. Messages would
/// depend on that.
pub(crate) trait Start: ToTokens {
    /// The place of its first token.
    fn start(&self) -> Span {
        self.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
    }
}

impl<T: ToTokens + ?Sized> Start for T {}

/// The errors that were found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error that is shown at `span`.
    pub(crate) fn push(&mut self, span: Span, message: impl std::fmt::Display) {
        self.combine(syn::Error::new(span, message));
    }

    /// Adds an error, which may have several places.
    pub(crate) fn combine(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many mistakes were found.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// One `compile_error!` for each place; no tokens if there was none.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.into_iter().map(syn::Error::into_compile_error).collect()
    }
}

impl IntoIterator for Errors {
    type Item = syn::Error;
    type IntoIter = std::vec::IntoIter<syn::Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
