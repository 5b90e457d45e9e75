//! `par for`: a task of all items, each of which has a workflow of its own.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::agent::{handle, local};
use super::choice::Scene;
use super::{door, own, seen};
use crate::ast::{Each, StepKind};
use crate::names::{self, Use, bound_by, plain, rename_self, rewrite_borrowed_around_bodies};

/// The task of all items.
pub(super) fn task(each: &Each, scene: &Scene) -> TokenStream {
    let used = used_by_items(each, scene);
    let mut kind = StepKind::Each(Box::new(each.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    let StepKind::Each(each) = &mut kind else { return TokenStream::new() };
    each.limit.iter_mut().chain([&mut each.items]).for_each(rename_self);

    let bound: Vec<Ident> = bound_by(&each.pat).into_iter().cloned().collect();
    let body = super::body(&each.body.workflow, scene.around.with(&bound));
    let (door, items, plan) = (door(each.items.span()), own("items"), own("plan"));
    let (pat, collection, site) = (&each.pat, &each.items, &scene.site);
    let (handles, owned): (Vec<&Ident>, Vec<&Ident>) = used.iter().partition(|name| scene.around.shares(name));
    let handles: Vec<Ident> = handles.into_iter().map(handle).collect();
    let owned: Vec<Ident> = owned.into_iter().map(local).collect();
    let given: Vec<Ident> = owned.iter().map(|name| seen(&format!("_given_{}", plain(name)), name.span())).collect();
    let one_more = |name: &Ident, from: &Ident| {
        let door = super::door(name.span());
        quote_spanned!(name.span()=> #door::ClonedForEachRun::one_more(&#from))
    };
    let first: Vec<TokenStream> = owned.iter().map(|name| one_more(name, name)).collect();
    let anew: Vec<TokenStream> = owned.iter().zip(&given).map(|(name, given)| one_more(name, given)).collect();
    let limit = each.limit.as_ref().map(|limit| {
        let (span, name) = (limit.span(), seen("_limit", limit.span()));
        (quote_spanned!(span=> let #name: usize = #limit;), quote!(#name,))
    });
    let (let_limit, limit) = limit.unzip();
    let run = match (let_limit.is_some(), scene.fallible) {
        (false, false) => "each",
        (false, true) => "try_each",
        (true, false) => "each_limited",
        (true, true) => "try_each_limited",
    };
    let run = Ident::new(run, each.items.span());
    let call = quote_spanned!(each.items.span()=> #door::#run(#site, #limit #items, #plan));
    let call = match (each.filtered, scene.fallible) {
        (false, _) => call,
        (true, false) => quote!(#door::passed(#call)),
        (true, true) => quote!(#door::try_passed(#call)),
    };
    let through = quote_spanned!(each.items.span()=> ::core::iter::IntoIterator::into_iter(#collection));
    quote!({
        #let_limit
        // Before the items, which may take a name by value.
        #(let #handles = #door::one_more_handle(&#handles);)*
        #(let #given = #first;)*
        let #items = #through;
        let #plan = #door::plan_of_item(&#items, move |#pat| {
            #(let #owned = #anew;)*
            #body
        });
        #call
    })
}

/// The names from around that the plan of each item uses.
fn used_by_items(each: &Each, scene: &Scene) -> Vec<Ident> {
    let mut inside = each.clone();
    inside.limit = None;
    inside.items = syn::parse_quote!(());
    let step = crate::ast::Step { kind: StepKind::Each(Box::new(inside)), question: None };
    let names::Uses { uses, .. } = names::uses(&step, &scene.around.known);
    let hides = |name: &Ident| bound_by(&each.pat).into_iter().any(|bound| plain(bound) == plain(name));
    uses.into_iter().map(|Use { ident, .. }| ident).filter(|name| !hides(name)).collect()
}
