//! A block as a graph: each agent starts when those that it waits for have finished.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::agent::{Input, handle, local, step};
use super::finish::{Finish, sent, shared};
use super::fused::{finish_result, ok_if};
use super::plan::{Agent, Plan, Use, Way};
use super::{door, own, seen};
use crate::ast::Binding;
use crate::names::Mode;

pub(super) fn block(plan: &Plan<'_>) -> TokenStream {
    let (door, env, slots, witness) = (door(Span::call_site()), own("env"), own("slots"), own("witness"));
    let names = (0..plan.bound.len()).map(|name| slot(plan, name));
    let agents = plan.agents.iter().map(|agent| vertex(agent, plan));
    let flow = if plan.fallible { quote!(try_flow) } else { quote!(flow) };
    let (graph, result) = (graph(plan), result(plan));
    quote!(
        let #slots = || (#(#names,)*);
        let #witness = #door::held(&#env, &#slots);
        #door::#flow(#env, #slots, #door::vertices([#(#agents),*]), #graph, #result)
    )
}

/// Where the value of a name waits for the agents that use it.
pub(super) fn slot(plan: &Plan<'_>, name: usize) -> TokenStream {
    let door = door(Span::call_site());
    match plan.way(name) {
        Way::Nowhere => quote!(()),
        Way::Moves => quote!(#door::Slot::default()),
        Way::Shared(users) => quote!(#door::Shared::among(#users)),
    }
}

fn vertex(agent: &Agent<'_>, plan: &Plan<'_>) -> TokenStream {
    let (door, env, witness) = (door(Span::call_site()), own("env"), own("witness"));
    let step = step(plan, agent, &Input::nothing(), &|used, name, is_last| take(plan, used, name, is_last));
    let finish = Finish::of(agent);
    let (value, ask, annotate) = (finish.value(), finish.ask(), finish.annotate());
    let pat = agent.binding.map(|binding| &binding.pat);
    let puts = agent.binding.into_iter().flat_map(Binding::names).filter_map(|name| {
        let index = plan.index_of(name)?;
        let passed = match plan.way(index) {
            Way::Nowhere => return None,
            Way::Moves => sent(name),
            Way::Shared(_) => shared(name),
        };
        let index = syn::Index::from(index);
        Some(quote!(#env.slots.#index.put(#passed);))
    });
    let end = plan.fallible.then(|| ok_if(true, &quote!(())));
    quote!(#door::vertex(#witness, #step.then(move |#env, #value| {
        #ask
        #annotate
        #[allow(clippy::ignored_unit_patterns, clippy::let_unit_value)]
        let #pat = #value;
        #(#puts)*
        #end
    })))
}

fn result(plan: &Plan<'_>) -> TokenStream {
    let take = |used: &Use, name, is_last| take(plan, used, name, is_last);
    finish_result(plan, &step(plan, &plan.result, &Input::nothing(), &take))
}

/// Takes a value of the run out of its slot, as the agent needs it.
pub(super) fn take(plan: &Plan<'_>, used: &Use, index: usize, is_last: bool) -> TokenStream {
    let (env, held) = (own("env"), handle(&used.ident));
    let (name, alone) = (local(&used.ident), matches!(plan.way(index), Way::Moves));
    let place = match index.checked_sub(plan.bound.len()) {
        None => (quote!(slots), syn::Index::from(index)),
        Some(given) => (quote!(env), syn::Index::from(given)),
    };
    let (tuple, index) = place;
    let (door, slot) = (door(name.span()), quote!(#env.#tuple.#index));
    match used.mode {
        Mode::Owned if alone => quote!(let #name = #door::Hold::into_inner(#slot.take());),
        Mode::Borrowed if alone => quote!(let #held = #slot.take(); let #name = #door::Hold::get(&#held);),
        Mode::Borrowed => {
            quote!(let #held = #slot.get(); #[allow(unused_variables)] let #name = #door::Hold::get(&*#held);)
        }
        Mode::Owned if is_last => quote!(let #name = #door::last(#slot.get());),
        Mode::Owned => {
            let kept = seen("_kept", name.span());
            let one_more = quote_spanned!(name.span()=> |#kept| #door::ClonedForEachRun::one_more(#kept));
            quote!(#[allow(clippy::redundant_closure)] let #name = #door::own_copy(#slot.get(), #one_more);)
        }
    }
}

fn graph(plan: &Plan<'_>) -> TokenStream {
    let door = door(Span::call_site());
    let needs = plan.agents.iter().map(|agent| agent.needs.len());
    let feeds = (0..plan.agents.len()).map(|index| {
        let fed = (0..plan.agents.len()).filter(|&other| plan.agents[other].needs.contains(&index));
        quote!(&[#(#fed),*])
    });
    quote!(const { &#door::Graph { needs: &[#(#needs),*], feeds: &[#(#feeds),*] } })
}
