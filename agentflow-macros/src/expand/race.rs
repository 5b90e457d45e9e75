//! `race`: plans that run at once until one decides.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::choice::Scene;
use super::copies::among;
use super::fit::Like;
use super::{door, own};
use crate::ast::{Body, Race};

/// The task of the first that finishes, or that succeeds if any of them can fail.
pub(super) fn task(race: &Race, scene: &Scene) -> TokenStream {
    let scene = &Scene { around: scene.around.clone().at_risk(["MayBeRaced"]), ..scene.clone() };
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
