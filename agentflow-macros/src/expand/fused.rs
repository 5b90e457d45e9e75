//! A block of at most one statement, whose bindings do not depend on each other: one node.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::agent::{Kept, local, question, step};
use super::own;
use super::plan::{Agent, Plan, Use};
use crate::names::Mode;

pub(super) fn block(plan: &Plan<'_>, door: &TokenStream) -> TokenStream {
    let (env, witness, tree) = (own("__env"), own("__witness"), own("__tree"));
    let (agents, values) = agents(plan, &plan.agents, door);
    let (fused, after) =
        if plan.fallible { (quote!(try_fused), quote!(after_success)) } else { (quote!(fused), quote!(after)) };
    let result = leaf(&plan.result, plan, door, &values);
    quote!(
        let #witness = #door::outer(&#env);
        let #tree = #agents;
        let #witness = #witness.#after(&#tree);
        #door::#fused(#env, #tree, #result)
    )
}

/// The agents as a balanced tree of pairs, and the pattern of what it yields.
fn agents(plan: &Plan<'_>, agents: &[Agent<'_>], door: &TokenStream) -> (TokenStream, TokenStream) {
    match agents {
        [] if plan.fallible => (quote!(#door::try_nothing()), quote!(())),
        [] => (quote!(#door::nothing()), quote!(())),
        [agent] => (leaf(agent, plan, door, &quote!(())), pattern(agent)),
        agents => {
            let (left, right) = agents.split_at(agents.len() / 2);
            let ((left, left_values), (right, right_values)) =
                (self::agents(plan, left, door), self::agents(plan, right, door));
            let two = if plan.fallible { quote!(try_two) } else { quote!(two) };
            (quote!(#door::#two(#left, #right)), quote!((#left_values, #right_values)))
        }
    }
}

fn pattern(agent: &Agent<'_>) -> TokenStream {
    agent.binding.map_or_else(|| quote!(_), |binding| binding.pat.to_token_stream())
}

fn leaf(agent: &Agent<'_>, plan: &Plan<'_>, door: &TokenStream, input: &TokenStream) -> TokenStream {
    let step = step(agent, door, input, &take);
    let (env, value) = (own("_env"), own("__value"));
    let kept = Kept::of(agent);
    if !plan.fallible && kept.is_plain() {
        return quote!(#step.keep());
    }
    let typed = kept.typed(&value);
    if !plan.fallible {
        return quote!(#step.then(move |#env, #value| #typed));
    }
    let value_or_end = question(agent, door, &value.to_token_stream());
    quote!(#step.then(move |#env, #value| {
        let #value = #value_or_end;
        ::core::result::Result::Ok::<_, #door::AgentError>(#typed)
    }))
}

/// The result is given the values of the block; what it only looks at becomes a reference.
fn take(used: &Use, _name: usize, _is_last: bool) -> TokenStream {
    let name = local(&used.ident);
    match used.mode {
        Mode::Borrowed => quote!(let #name = &#name;),
        Mode::Owned => TokenStream::new(),
    }
}
