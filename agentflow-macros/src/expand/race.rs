//! `race` and `loop`: plans that run at once until one decides, and plans that run again until one ends it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::choice::Scene;
use super::copies::{Again, among};
use super::fit::Like;
use super::{door, own, seen};
use crate::ast::{Body, Loop, Race, StepKind};
use crate::names::{bound_by, rename_self, rewrite_borrowed_around_bodies};

/// The task of the first that finishes, or that succeeds if any of them can fail.
pub(super) fn race(race: &Race, scene: &Scene) -> TokenStream {
    let door = door(race.race.span);
    let bodies: Vec<&Body> = race.racers.iter().collect();
    let names: Vec<Ident> = (0..bodies.len()).map(|index| own(&format!("racer_{index}"))).collect();
    let first = Like::named("first");
    let racers =
        bodies.iter().zip(among(&bodies, scene)).zip(&names).enumerate().map(|(index, ((body, copies), name))| {
            let task = body_task(body, scene);
            let fit = match index {
                0 => first.of_task(name, scene.fallible),
                _ => first.fit("RacesWith", name, body, scene.fallible),
            };
            quote!(let #name = { #copies #task }; #fit)
        });
    let (run, site) = (if scene.fallible { "first_success" } else { "race" }, &scene.site);
    let run = Ident::new(run, race.race.span);
    let call = quote_spanned!(race.race.span=> #door::#run(#site, ::std::vec![#(#names),*]));
    quote!({ #(#racers)* #call })
}

/// The task of a body that can fail if others of its step can.
pub(super) fn body_task(body: &Body, scene: &Scene) -> TokenStream {
    let task = super::body(&body.workflow, scene.around.clone());
    let door = door(body.open);
    if scene.fallible && !body.workflow.can_fail() { quote!(#door::succeeding(#task)) } else { task }
}

/// The task of all turns.
pub(super) fn repeated(repeated: &Loop, scene: &Scene) -> TokenStream {
    let bound: Vec<Ident> = bound_by(&repeated.pat).into_iter().cloned().collect();
    let copies = Again::of(&repeated.body, &bound, scene);
    let mut kind = StepKind::Loop(Box::new(repeated.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    let StepKind::Loop(repeated) = &mut kind else { return TokenStream::new() };
    [&mut repeated.seed, &mut repeated.turns].into_iter().for_each(rename_self);

    let body = super::body(&repeated.body.workflow, scene.around.in_turn(&bound));
    let (seed_span, open) = (repeated.seed.span(), repeated.body.open);
    let (door, at_seed, seed) = (door(open), door(seed_span), seen("_seed", seed_span));
    let (pat, first, turns, site) = (&repeated.pat, &repeated.seed, &repeated.turns, &scene.site);
    let max = seen("_max", turns.span());
    let let_max = quote_spanned!(turns.span()=> let #max: usize = #turns;);
    let let_seed = quote_spanned!(seed_span=> let #seed = #first; #at_seed::KeptByLoops::check(&#seed););
    let run = if scene.fallible { quote!(try_turns) } else { quote!(turns) };
    let (keep, anew) = (copies.keep(), copies.anew());
    let (state, turn) = (Like::named("state"), own("turn"));
    let (of_seed, fit) = (state.of(&seed), state.fit_turn(&turn, &repeated.body, scene.fallible));
    quote!({
        #let_max
        #keep
        #let_seed
        #of_seed
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        (&&#door::Probe::of(&#seed)).sent().#run(#site, #max, #seed, move |#pat| {
            #anew
            let #turn = #body;
            #fit
            #turn
        })
    })
}
