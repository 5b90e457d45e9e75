//! A block as a graph: each agent starts when those that it waits for have finished.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::agent::{Input, handle, local, looked_at, step};
use super::finish::{Finish, sent, shared};
use super::fused::{at_result, finish_result, ok};
use super::plan::{Agent, Plan, Use, Way};
use super::{door, finish, own, seen};
use crate::ast::Binding;
use crate::names::Mode;

pub(super) fn block(plan: &Plan<'_>) -> TokenStream {
    let (door, env, witness) = (door(Span::call_site()), own("env"), own("witness"));
    let used = (0..plan.bound.len()).filter(|&name| !matches!(plan.way(name), Way::Nowhere));
    let keys = used.map(|name| {
        let key = key(name);
        quote!(let #key = #door::key::<_, #name>();)
    });
    let agents = plan.agents.iter().map(|agent| vertex(agent, plan));
    let (graph, result) = (graph(plan), result(plan));
    let arguments = quote!(#env, #door::vertices([#(#agents),*]), #graph, #result);
    let call = at_result(plan, &quote!(flow), &arguments);
    quote!(
        #(#keys)*
        let #witness = #door::held(&#env);
        #call
    )
}

/// The place of the value of a name.
fn key(name: usize) -> Ident {
    own(&format!("key_{name}"))
}

fn vertex(agent: &Agent<'_>, plan: &Plan<'_>) -> TokenStream {
    let (door, env) = (door(Span::call_site()), own("env"));
    let step = step(plan, agent, &Input::nothing(), &|used, name, is_last| take(plan, agent, used, name, is_last));
    let finish = Finish::of(agent);
    let (value, ask, annotate) = (finish.value(), finish.ask(), finish.annotate());
    let bind = agent.binding.map(|binding| finish::bind(&binding.pat, &quote!(#value)));
    let puts = agent.binding.into_iter().flat_map(Binding::names).filter_map(|name| {
        let index = plan.index_of(name)?;
        let key = key(index);
        match plan.way(index) {
            Way::Nowhere => None,
            Way::Moves => {
                let passed = sent(name);
                Some(quote!(#env.slots.put(#key, #passed);))
            }
            Way::Shared(users) => {
                let passed = shared(name);
                Some(quote!(#env.slots.share(#key, #users, #passed);))
            }
        }
    });
    let end = plan.fallible.then(|| ok(&quote!(())));
    quote!(#door::vertex(#step.then(move |#env, #value| {
        #ask
        #annotate
        #bind
        #(#puts)*
        #end
    })))
}

fn result(plan: &Plan<'_>) -> TokenStream {
    let take = |used: &Use, name, is_last| take(plan, &plan.result, used, name, is_last);
    finish_result(plan, &step(plan, &plan.result, &Input::nothing(), &take))
}

/// Takes a value of the run out of its slot, as the agent needs it.
pub(super) fn take(plan: &Plan<'_>, agent: &Agent<'_>, used: &Use, index: usize, is_last: bool) -> TokenStream {
    let (env, held, name) = (own("env"), handle(&used.ident), local(&used.ident));
    let alone = matches!(plan.way(index), Way::Moves);
    let way = if alone { quote!(take) } else { quote!(get) };
    let value = if let Some(given) = index.checked_sub(plan.bound.len()) {
        let given = syn::Index::from(given);
        quote!(#env.env.#given.#way())
    } else {
        let key = key(index);
        // Bodies are given handles.
        let looks = !alone && used.mode == Mode::Borrowed && !agent.has_bodies();
        let way = if looks { quote!(look) } else { way };
        quote!(#env.slots.#way(#key))
    };
    let door = door(name.span());
    match used.mode {
        Mode::Owned if alone => quote!(let #name = #door::Hold::into_inner(#value);),
        Mode::Borrowed => looked_at(&name, &held, &value),
        Mode::Owned if is_last => quote!(let #name = #door::last(#value);),
        Mode::Owned => {
            let kept = seen("_kept", name.span());
            let one_more = quote_spanned!(name.span()=> |#kept| #door::ClonedForEachRun::one_more(#kept));
            quote!(#[allow(clippy::redundant_closure)] let #name = #door::own_copy(#value, #one_more);)
        }
    }
}

fn graph(plan: &Plan<'_>) -> TokenStream {
    let (door, names) = (door(Span::call_site()), plan.bound.len());
    let needs = plan.agents.iter().map(|agent| agent.needs.len());
    let feeds = (0..plan.agents.len()).map(|index| {
        let fed = (0..plan.agents.len()).filter(|&other| plan.agents[other].needs.contains(&index));
        quote!(&[#(#fed),*])
    });
    let uses = plan.agents.iter().map(|agent| {
        let used: BTreeSet<usize> = agent.uses.iter().filter_map(|used| plan.made_by(used)).collect();
        let used = used.iter();
        quote!(&[#(#used),*])
    });
    quote!(const {
        &#door::Graph { names: #names, needs: &[#(#needs),*], feeds: &[#(#feeds),*], uses: &[#(#uses),*] }
    })
}
