//! A step under policies, as an editor is shown it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Token;

use super::{body, door, own, plain};
use crate::ast::{Guarded, PolicyKind};

/// What the policies are set to, then the value that they make of the step.
pub(super) fn step(guarded: &Guarded, question: Option<Token![?]>) -> TokenStream {
    let (door, settings) = (door(), guarded.policies.iter().map(|policy| setting(&policy.kind)));
    let (mut tried, fails) = (guarded.is_tried(question.is_some()), guarded.body.workflow.can_fail());
    let mut value = body(&guarded.body);
    if tried {
        value = if fails { success(&value) } else { attempt(&value) };
    }
    for policy in guarded.policies.iter().rev() {
        match &policy.kind {
            PolicyKind::Fallback(other) => {
                let stand_in = body(other);
                value = quote!(#door::shown_either(#value, #stand_in));
                tried = other.workflow.can_fail();
                if tried {
                    value = success(&value);
                }
            }
            PolicyKind::Timeout(_) | PolicyKind::Within(_) if !tried => {
                tried = true;
                value = success(&value);
            }
            _ => {}
        }
    }
    let question = match question {
        Some(question) => Some(quote!(#question)),
        None => (tried && fails).then(|| quote!(?)),
    };
    quote!({ #(#settings)* #value #question })
}

/// A statement that evaluates what a policy is set to.
fn setting(kind: &PolicyKind) -> TokenStream {
    let (door, duration) = (door(), quote!(::core::time::Duration));
    match kind {
        PolicyKind::Retry { times, backoff, when, .. } => {
            let times = plain(times);
            let waits = backoff.iter().flat_map(|backoff| [&backoff.first].into_iter().chain(&backoff.max)).map(plain);
            let when = when.as_ref().map(plain).map(|when| quote!(.when(#when)));
            quote!(#(let _: #duration = #waits;)* let _ = #door::Retry::times(#times) #when;)
        }
        PolicyKind::Timeout(time) | PolicyKind::Hedge(time) => {
            let time = plain(time);
            quote!(let _: #duration = #time;)
        }
        PolicyKind::Limit(limit) => {
            let limit = plain(limit);
            quote!(let _: &#door::Limit = #limit;)
        }
        PolicyKind::Within(budget) => {
            let budget = plain(budget);
            quote!(let _: &#door::Budget = #budget;)
        }
        PolicyKind::Cached { key, store } => {
            let all = key.iter().chain(store).map(plain);
            quote!(#(let _ = #all;)*)
        }
        PolicyKind::Fallback(_) => TokenStream::new(),
    }
}

fn success(value: &TokenStream) -> TokenStream {
    let door = door();
    quote!(#door::shown_success(#value))
}

/// The value as a `Result` of this language.
fn attempt(value: &TokenStream) -> TokenStream {
    let (door, name) = (door(), own("value"));
    quote!(match #value {
        #name => {
            use #door::{IsNoResult as _, IsResult as _};
            (&&#door::Probe::of(&#name)).question().shown(#name)
        }
    })
}
