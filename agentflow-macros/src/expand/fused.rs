//! A block of at most one statement with a few calls, which do not depend on each other and can't fail: one node.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::agent::{Input, handle, local, looked_at, span_of, step};
use super::finish::{Finish, keep, sent, shared, yielded};
use super::plan::{Agent, Plan, Use};
use super::{door, finish, flow, own, respanned};
use crate::names::Mode;

pub(super) fn block(plan: &Plan<'_>) -> TokenStream {
    let (door, env, witness, tree) = (door(Span::call_site()), own("env"), own("witness"), own("tree"));
    let (agents, values) = tree_of(plan, 0..plan.agents.len());
    let names = plan.agents.iter().enumerate().map(|(index, agent)| bind(agent, index)).collect();
    let result = result(plan, &Input { pattern: values, names });
    let call = at_result(plan, &quote!(fused), &quote!(#env, #tree, #result));
    quote!(
        let #witness = #door::outer(&#env);
        let #tree = #agents;
        let #witness = #witness.after(&#tree);
        #call
    )
}

/// The call that gives the task of a block. It stands at the result, where an error shows it if the task has not the type
/// that is expected of it.
pub(super) fn at_result(plan: &Plan<'_>, function: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let span = span_of(plan.result.step);
    let (door, function) = (door(span), respanned(function, span));
    quote_spanned!(span=> #door::#function(#arguments))
}

/// Agents as a balanced tree of pairs, and the pattern of what it yields.
fn tree_of(plan: &Plan<'_>, agents: std::ops::Range<usize>) -> (TokenStream, TokenStream) {
    let door = door(Span::call_site());
    match agents.len() {
        0 => (quote!(#door::nothing()), quote!(())),
        1 => {
            let held = held(agents.start);
            (leaf(&plan.agents[agents.start], plan), quote!(#held))
        }
        all => {
            let middle = agents.start + all / 2;
            let ((left, left_values), (right, right_values)) =
                (tree_of(plan, agents.start..middle), tree_of(plan, middle..agents.end));
            (quote!(#door::two(#left, #right)), quote!((#left_values, #right_values)))
        }
    }
}

fn held(index: usize) -> proc_macro2::Ident {
    own(&format!("held_{index}"))
}

/// Binds the names of an agent to its value, for the result.
fn bind(agent: &Agent<'_>, index: usize) -> TokenStream {
    let Some(binding) = agent.binding else { return TokenStream::new() };
    let (door, held) = (door(Span::call_site()), held(index));
    finish::bind(&binding.pat, &quote!(#door::Hold::into_inner(#held)))
}

fn leaf(agent: &Agent<'_>, plan: &Plan<'_>) -> TokenStream {
    let step = step(plan, agent, &Input::nothing(), &|used, name, is_last| take(plan, agent, used, name, is_last));
    let finish = Finish::of(agent);
    let (env, value, annotate) = (own("_env"), finish.value(), finish.annotate());
    let yields = sent(&value);
    quote!(#step.then(move |#env, #value| {
        #annotate
        #yields
    }))
}

fn result(plan: &Plan<'_>, input: &Input) -> TokenStream {
    let step = step(plan, &plan.result, input, &|used, name, is_last| take(plan, &plan.result, used, name, is_last));
    finish_result(plan, &step)
}

/// The result as it is: the last task of a block is a tail call.
pub(super) fn finish_result(plan: &Plan<'_>, step: &TokenStream) -> TokenStream {
    // A body that can fail has what a workflow that can fail yields.
    if !plan.fallible || (plan.result.step.question.is_none() && plan.result.step.body_can_fail()) {
        return keep(step, span_of(plan.result.step));
    }
    let finish = Finish::of(&plan.result);
    let (env, value, ask) = (own("_env"), finish.value(), finish.ask());
    let yields = ok(&yielded(&value));
    quote!(#step.then(move |#env, #value| {
        #ask
        #yields
    }))
}

pub(super) fn ok(value: &TokenStream) -> TokenStream {
    let door = door(Span::call_site());
    quote!(::core::result::Result::Ok::<_, #door::AgentError>(#value))
}

/// The result is given the values of the block; what it only looks at becomes a reference. What was given to a body is
/// in its slot.
fn take(plan: &Plan<'_>, agent: &Agent<'_>, used: &Use, name: usize, is_last: bool) -> TokenStream {
    if name >= plan.bound.len() {
        return flow::take(plan, agent, used, name, is_last);
    }
    let name = local(&used.ident);
    match used.mode {
        // Its bodies are given handles.
        Mode::Borrowed if plan.result.has_bodies() => {
            let (door, handle, held) = (door(Span::call_site()), handle(&used.ident), shared(&name));
            looked_at(&name, &handle, &quote!(#door::handle(#held)))
        }
        Mode::Borrowed => quote_spanned!(name.span()=> let #name = &#name;),
        Mode::Owned => TokenStream::new(),
    }
}
