//! `par for`: a task of all items, each of which has a workflow of its own.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;

use super::agent::start_of;
use super::choice::Scene;
use super::copies::Again;
use super::{door, own, seen};
use crate::ast::{Each, StepKind};
use crate::diagnostics::Start as _;
use crate::names::{bound_by, rename_self, rewrite_borrowed_around_bodies};

/// The task of all items.
pub(super) fn task(each: &Each, scene: &Scene) -> TokenStream {
    let bound: Vec<Ident> = bound_by(&each.pat).into_iter().cloned().collect();
    let copies = Again::of(&each.body, &bound, scene);
    let mut kind = StepKind::Each(Box::new(each.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    let StepKind::Each(each) = &mut kind else { return TokenStream::new() };
    each.limit.iter_mut().chain([&mut each.items]).for_each(rename_self);

    let body = super::body(&each.body.workflow, scene.around.with(&bound));
    let (door, items, plan) = (door(each.items.start()), own("items"), own("plan"));
    let (pat, collection, site) = (&each.pat, &each.items, &scene.site);
    let limit = each.limit.as_ref().map(|limit| {
        let (span, name) = (limit.start(), seen("_limit", limit.start()));
        (quote_spanned!(span=> let #name: usize = #limit;), quote!(#name,))
    });
    let (let_limit, limit) = limit.unzip();
    let run = match (let_limit.is_some(), scene.fallible) {
        (false, false) => "each",
        (false, true) => "try_each",
        (true, false) => "each_limited",
        (true, true) => "try_each_limited",
    };
    let run = Ident::new(run, each.items.start());
    let call = quote_spanned!(each.items.start()=> #door::#run(#site, #limit #items, #plan));
    let call = match (each.filtered, scene.fallible) {
        (false, _) => call,
        (true, false) => quote!(#door::passed(#call)),
        (true, true) => quote!(#door::try_passed(#call)),
    };
    let through = through(collection, limit.is_some());
    let (keep, anew) = (copies.keep(), copies.anew());
    quote!({
        #let_limit
        // Before the items, which may take a name by value.
        #keep
        let #items = #through;
        let #plan = #door::plan_of_item(&#items, move |#pat| {
            #anew
            #body
        });
        #call
    })
}

/// The items, which bodies on other threads can take. A limited number of them is under way: the others come later, so
/// that what they come from goes to other threads, too.
fn through(collection: &Expr, is_limited: bool) -> TokenStream {
    let span = start_of(collection);
    let (door, items, item) = (door(span), seen("_items", span), seen("_item", span));
    let source = is_limited.then(|| {
        quote_spanned!(span=>
            #door::SourceOfItems::check(&#items);
            let #items = (&&#door::Probe::of(&#items)).sent().items(#items).0;
        )
    });
    quote_spanned!(span=> {
        let #items = ::core::iter::IntoIterator::into_iter(#collection);
        let #item = #door::Probe::of_items(&#items);
        #door::ItemForAgents::check_of(&#item);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        let #items = (&&#item).sent().items(#items).0;
        #source
        #items
    })
}
