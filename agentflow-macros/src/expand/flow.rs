//! A block as a graph: each agent starts when those that it waits for have finished.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use super::agent::{Kept, local, question, step};
use super::own;
use super::plan::{Agent, Plan, Use};
use crate::names::Mode;

pub(super) fn block(plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let (env, slots, witness) = (own("__env"), own("__slots"), own("__witness"));
    let names = (0..plan.bound.len()).map(|name| slot(plan, name, door));
    let agents = plan.agents.iter().map(|agent| vertex(agent, plan, door));
    let flow = if plan.fallible { quote!(try_flow) } else { quote!(flow) };
    let (graph, result) = (graph(plan, door), result(plan, door));
    quote!(
        let #slots = || (#(#names,)*);
        let #witness = #door::held(&#env, &#slots);
        #door::#flow(#env, #slots, #door::vertices([#(#agents),*]), #graph, #result)
    )
}

/// Where the value of a name waits for the agents that use it.
fn slot(plan: &Plan<'_>, name: usize, door: &TokenStream) -> TokenStream {
    match plan.users(name) {
        0 => quote!(()),
        1 => quote!(#door::Slot::default()),
        users => quote!(#door::Shared::among(#users)),
    }
}

fn vertex(agent: &Agent<'_>, plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let (env, value, witness) = (own("__env"), own("__value"), own("__witness"));
    let step = step(agent, door, &quote!(()), &|used, name, is_last| take(plan, door, used, name, is_last));
    let kept = Kept::of(agent);
    let value_or_end = question(agent, door, &value.to_token_stream());
    let bind = kept.bind(&value);
    let puts = agent.binding.into_iter().flat_map(crate::ast::Binding::names).filter_map(|name| {
        let index = plan.index_of(name).filter(|&index| plan.users(index) > 0)?;
        let index = syn::Index::from(index);
        Some(quote_spanned!(name.span()=> #env.slots.#index.put(#name);))
    });
    let end = if plan.fallible { quote!(::core::result::Result::Ok::<(), #door::AgentError>(())) } else { quote!(()) };
    quote!(#door::vertex(#witness, #step.then(move |#env, #value| {
        let #value = #value_or_end;
        #bind
        #(#puts)*
        #end
    })))
}

fn result(plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let take = |used: &Use, name, is_last| take(plan, door, used, name, is_last);
    let step = step(&plan.result, door, &quote!(()), &take);
    if !plan.fallible {
        return quote!(#step.keep());
    }
    let (env, value) = (own("_env"), own("__value"));
    let value_or_end = question(&plan.result, door, &value.to_token_stream());
    quote!(#step.then(move |#env, #value| ::core::result::Result::Ok::<_, #door::AgentError>(#value_or_end)))
}

/// Takes a value of the run out of its slot, as the agent needs it.
fn take(plan: &Plan<'_>, door: &TokenStream, used: &Use, index: usize, is_last: bool) -> TokenStream {
    let (env, held) = (own("__env"), own(&format!("__held_{index}")));
    let (name, index, alone) = (local(&used.ident), syn::Index::from(index), plan.users(index) == 1);
    match used.mode {
        Mode::Owned if alone => quote!(let #name = #env.slots.#index.take();),
        Mode::Borrowed if alone => quote!(let #held = #env.slots.#index.take(); let #name = &#held;),
        Mode::Borrowed => quote!(let #held = #env.slots.#index.get(); let #name = &*#held;),
        Mode::Owned if is_last => quote!(let #name = #door::last(#env.slots.#index.get());),
        Mode::Owned => {
            let copy = quote_spanned!(name.span()=> #door::own_copy);
            quote!(let #name = #copy(#env.slots.#index.get());)
        }
    }
}

fn graph(plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let needs = plan.agents.iter().map(|agent| agent.needs.len());
    let feeds = (0..plan.agents.len()).map(|index| {
        let fed = (0..plan.agents.len()).filter(|&other| plan.agents[other].needs.contains(&index));
        quote!(&[#(#fed),*])
    });
    quote!(const { &#door::Graph { needs: &[#(#needs),*], feeds: &[#(#feeds),*] } })
}
