//! `loop`: plans that run one after the other until one ends it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::choice::Scene;
use super::copies::Again;
use super::fit::Like;
use super::{door, own, seen};
use crate::ast::{Loop, StepKind};
use crate::diagnostics::Start as _;
use crate::names::{bound_by, rename_self, rewrite_borrowed_around_bodies};

/// The task of all turns.
pub(super) fn task(repeated: &Loop, scene: &Scene) -> TokenStream {
    let bound: Vec<Ident> = bound_by(&repeated.pat).into_iter().cloned().collect();
    let copies = Again::of(&repeated.body, &bound, scene);
    let mut kind = StepKind::Loop(Box::new(repeated.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    let StepKind::Loop(repeated) = &mut kind else { return TokenStream::new() };
    [&mut repeated.seed, &mut repeated.turns].into_iter().for_each(rename_self);

    let body = super::body(&repeated.body.workflow, scene.around.with(&bound));
    let (seed_span, open) = (repeated.seed.start(), repeated.body.open);
    let (door, at_seed, seed) = (door(open), door(seed_span), seen("_seed", seed_span));
    let (pat, first, turns, site) = (&repeated.pat, &repeated.seed, &repeated.turns, &scene.site);
    let max = seen("_max", turns.start());
    let let_max = quote_spanned!(turns.start()=> let #max: usize = #turns;);
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
