//! What the plans of one step take from around them: each owns a copy, or a handle to what is shared.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;

use super::agent::{handle, local};
use super::choice::Scene;
use super::{door, seen};
use crate::ast::Body;
use crate::names::{self, Mode, plain};

/// For a body that gets a plan again and again, for each item or for each turn.
pub(super) struct Again {
    handles: Vec<Ident>,
    owned: Vec<Ident>,
    kept: Vec<Ident>,
}

impl Again {
    /// What `body` uses, apart from the names that `bound` gives it.
    pub(super) fn of(body: &Body, bound: &[Ident], scene: &Scene) -> Self {
        let (handles, owned): (Vec<Ident>, Vec<Ident>) =
            used(body, bound, scene).partition(|name| scene.around.shares(name));
        let owned: Vec<Ident> = owned.iter().map(local).collect();
        let kept = owned.iter().map(|name| seen(&format!("_given_{}", plain(name)), name.span())).collect();
        Again { handles: handles.iter().map(handle).collect(), owned, kept }
    }

    /// Statements before the first plan: they keep what all plans are made of.
    pub(super) fn keep(&self) -> TokenStream {
        let (door, handles, kept) = (door(Span::call_site()), &self.handles, &self.kept);
        let first = self.owned.iter().map(|name| one_more(name, name));
        quote!(
            #(let #handles = #door::one_more_handle(&#handles);)*
            #(let #kept = #first;)*
        )
    }

    /// Statements before each plan.
    pub(super) fn anew(&self) -> TokenStream {
        let owned = &self.owned;
        let anew = owned.iter().zip(&self.kept).map(|(name, kept)| one_more(name, kept));
        quote!(#(let #owned = #anew;)*)
    }
}

/// For each of several bodies whose plans are made one after the other: statements before it. A name that a later one
/// takes too is copied; the last one takes the value itself.
pub(super) fn among(bodies: &[&Body], scene: &Scene) -> Vec<TokenStream> {
    let owned: Vec<Vec<Ident>> =
        bodies.iter().map(|body| used(body, &[], scene).filter(|name| !scene.around.shares(name)).collect()).collect();
    let later =
        |name: &Ident, index: usize| owned[index + 1..].iter().flatten().any(|other| plain(other) == plain(name));
    let copied = owned.iter().enumerate().map(|(index, names)| {
        let names = names.iter().filter(|name| later(name, index)).map(local);
        names.map(|name| copy(&name)).collect()
    });
    copied.collect()
}

/// Statements before an expression that may take what the plans behind it take, too.
pub(super) fn before(expr: &Expr, scene: &Scene) -> TokenStream {
    let uses = names::uses_of(expr, &scene.around.known).uses;
    let owned = uses.iter().filter(|used| used.mode == Mode::Owned && !scene.around.shares(&used.ident));
    owned.map(|used| copy(&local(&used.ident))).collect()
}

fn used(body: &Body, bound: &[Ident], scene: &Scene) -> impl Iterator<Item = Ident> {
    names::uses_of_body(body, bound, &scene.around.known).uses.into_iter().map(|used| used.ident)
}

fn copy(name: &Ident) -> TokenStream {
    let anew = one_more(name, name);
    quote!(let #name = #anew;)
}

fn one_more(name: &Ident, from: &Ident) -> TokenStream {
    let door = door(name.span());
    quote_spanned!(name.span()=> #door::ClonedForEachRun::one_more(&#from))
}
