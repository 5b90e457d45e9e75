//! Policies: the plan of a step, given to the functions that the attributes are named after.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Token, Type};

use super::choice::Scene;
use super::copies::{among, before};
use super::fit::{Like, yields};
use super::{door, own, respanned, seen};
use crate::ast::{Backoff, Body, Guarded, Policy, PolicyKind, StepKind};
use crate::diagnostics::Start as _;
use crate::names::{self, rename_self, rewrite_borrowed_around_bodies};
use crate::shape;

/// The task of the step with its policies around it. `question` is the `?` that the step ends in, and `ty` what its value
/// is annotated with.
pub(super) fn task(guarded: &Guarded, question: Option<Token![?]>, ty: Option<&Type>, scene: &Scene) -> TokenStream {
    let scene = &Scene { around: scene.around.again(), ..scene.clone() };
    let key = key(&guarded.body, scene);
    let mut kind = StepKind::Guarded(Box::new(guarded.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    let StepKind::Guarded(guarded) = &mut kind else { return TokenStream::new() };
    annotate(guarded, question.is_some(), ty);
    let guarded = &**guarded;

    let bodies: Vec<&Body> = guarded.bodies();
    let one_agent = tries_agent(guarded, question.is_some());
    let plans = bodies.iter().zip(among(&bodies, scene)).enumerate().map(|(index, (body, copies))| {
        let around = match index == bodies.len() - 1 {
            true if one_agent => scene.around.tried(),
            true => scene.around.clone(),
            false => scene.around.merging(),
        };
        let around = around.at_risk(risks(guarded, index));
        let (plan, workflow) = (plan(index), super::body(&body.workflow, around));
        quote_spanned!(body.open=> let #plan = { #copies #workflow };)
    });
    let settings = guarded.policies.iter().enumerate().map(|(index, policy)| setting(index, policy, &key, scene));
    let (task, inner) = (own("task"), plan(bodies.len() - 1));
    let tried = tried(guarded, question, scene);
    let calls = calls(guarded, question.is_some(), &scene.site);
    quote!({
        // Before the plans, which take what they use.
        #(#settings)*
        #(#plans)*
        let #task = #inner;
        #tried
        #(#calls)*
        #task
    })
}

/// What the policies around a body may do to its agents. A fallback stands inside of those that are written before it.
fn risks(guarded: &Guarded, body: usize) -> impl Iterator<Item = &'static str> {
    let fallbacks = |policy: &&Policy| matches!(policy.kind, PolicyKind::Fallback(_));
    let own = guarded.policies.iter().filter(fallbacks).nth(body);
    let around = guarded.policies.iter().take_while(move |policy| own.is_none_or(|own| !std::ptr::eq(own, *policy)));
    around.filter_map(|policy| match policy.kind {
        PolicyKind::Retry { .. } => Some("MayBeRetried"),
        PolicyKind::Hedge(_) => Some("MayBeHedged"),
        PolicyKind::Cached { .. } => Some("MayBeCached"),
        PolicyKind::Timeout(_) | PolicyKind::Fallback(_) | PolicyKind::Limit(_) | PolicyKind::Within(_) => None,
    })
}

/// The plan of a body.
fn plan(index: usize) -> Ident {
    own(&format!("plan_{index}"))
}

/// What a policy is set to. It may be seen in an error, where it is no more than a name.
fn set(index: usize, policy: &Policy) -> Ident {
    seen(&format!("_{}_{index}", policy.name), policy.name.span())
}

/// Whether what is made a `Result` is one agent: each try of it is told of as that.
fn tries_agent(guarded: &Guarded, asked: bool) -> bool {
    let workflow = &guarded.body.workflow;
    guarded.is_tried(asked) && !workflow.can_fail() && workflow.result.bodies().is_empty()
}

/// A statement that makes the value of the step a `Result` of this language, where a policy or a `?` asks for one.
fn tried(guarded: &Guarded, question: Option<Token![?]>, scene: &Scene) -> TokenStream {
    if !guarded.is_tried(question.is_some()) || guarded.body.workflow.can_fail() {
        return TokenStream::new();
    }
    let task = own("task");
    let makes_failures = |policy: &Policy| matches!(policy.kind, PolicyKind::Timeout(_) | PolicyKind::Within(_));
    let innermost = guarded.policies.iter().rev().find(|policy| policy.kind.tries());
    let check = match (innermost, question) {
        (Some(innermost), _) if makes_failures(innermost) => TokenStream::new(),
        (_, Some(question)) if !guarded.policies.iter().any(makes_failures) => checked("CanFail", question.span),
        (Some(innermost), _) => checked("FailsSometimes", innermost.name.span()),
        (None, _) => TokenStream::new(),
    };
    let (door, site) = (door(guarded.body.open), &scene.site);
    let site = if tries_agent(guarded, question.is_some()) {
        quote_spanned!(scene.at=> const { &#door::StepSite::asked(#site.name, #site.function) })
    } else {
        site.clone()
    };
    quote_spanned!(guarded.body.open=>
        #check
        let #task = {
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsNoResult as _, IsResult as _};
            (&&#door::Probe::of_task(&#task)).question().tried(#task, #site)
        };
    )
}

/// Asks for a trait of what the step yields; all of it stands at `span`, where the error is shown.
fn checked(wanted: &str, span: Span) -> TokenStream {
    let (door, task, wanted, looked_at) = (door(span), own("task"), Ident::new(wanted, span), seen("_step", span));
    quote_spanned!(span=> let #looked_at = &#task; #door::#wanted::check_task(#looked_at);)
}

/// A statement that evaluates what a policy is set to.
fn setting(index: usize, policy: &Policy, key: &TokenStream, scene: &Scene) -> TokenStream {
    let set = set(index, policy);
    let typed = |ty: &TokenStream, expr: &Expr| typed(ty, expr, scene);
    let door = door(policy.name.span());
    let duration = quote!(::core::time::Duration);
    let value = match &policy.kind {
        PolicyKind::Retry { times, backoff, jitter, when } => {
            let times = typed(&quote!(u32), times);
            let backoff = backoff.as_deref().map(|Backoff { shape, first, max }| {
                let (first, max) = (typed(&duration, first), max.as_ref().map(|max| typed(&duration, max)));
                let max = max.map(|max| quote!(.at_most(#max)));
                quote!(.#shape(#first) #max)
            });
            let jitter = jitter.then(|| quote!(.jitter()));
            let when = when.as_ref().map(|when| {
                let (copies, when) = (before(when, scene), asking(when));
                quote_spanned!(when.start()=> .when({ #copies #when }))
            });
            quote!(#door::Retry::times(#times) #backoff #jitter #when)
        }
        PolicyKind::Timeout(time) | PolicyKind::Hedge(time) => typed(&duration, time),
        PolicyKind::Limit(limit) => typed(&quote!(&#door::Limit), limit),
        PolicyKind::Within(budget) => typed(&quote!(&#door::Budget), budget),
        PolicyKind::Cached { key: None, store: None } => key.clone(),
        PolicyKind::Cached { key: own, store } => {
            let key = own.as_ref().map_or_else(|| key.clone(), |key| own_key(key, scene));
            if let Some(store) = store {
                let (copies, store) = (before(store, scene), renamed(store));
                quote!(({ #copies #store }, #key))
            } else {
                key
            }
        }
        PolicyKind::Fallback(_) => return TokenStream::new(),
    };
    quote!(let #set = #value;)
}

/// The statements that put the policies around `task`, from the inside out.
fn calls(guarded: &Guarded, asked: bool, site: &TokenStream) -> Vec<TokenStream> {
    let task = own("task");
    let mut tried = guarded.is_tried(asked);
    let mut fallback = guarded.bodies().len() - 1;
    let mut calls = Vec::new();
    for (index, policy) in guarded.policies.iter().enumerate().rev() {
        let set = set(index, policy);
        let (name, argument) = match &policy.kind {
            PolicyKind::Fallback(other) => {
                fallback -= 1;
                let (fails, plan, step) = (other.workflow.can_fail(), plan(fallback), Like::named("step"));
                calls.push(step.of_task(&task, true));
                calls.push(step.fit("StandsInFor", &plan, other, fails));
                tried = fails;
                (if fails { "try_fallback" } else { "fallback" }.to_owned(), quote!(#plan))
            }
            PolicyKind::Retry { .. } => ("retry".to_owned(), quote!(#set)),
            PolicyKind::Cached { store, .. } => {
                calls.push(cached(policy, store.as_ref(), tried, &set, site));
                continue;
            }
            PolicyKind::Timeout(_) | PolicyKind::Within(_) => {
                let name = if tried { format!("try_{}", policy.name) } else { policy.name.to_string() };
                tried = true;
                (name, quote!(#set))
            }
            PolicyKind::Hedge(_) | PolicyKind::Limit(_) => (policy.name.to_string(), quote!(#set)),
        };
        let (call, door) = (format_ident!("{name}", span = policy.name.span()), door(policy.name.span()));
        calls.push(quote_spanned!(policy.name.span()=> let #task = #door::#call(#site, #task, #argument);));
    }
    calls
}

/// `cached` around a task whose value can be cloned.
fn cached(policy: &Policy, store: Option<&Expr>, tried: bool, key: &Ident, site: &TokenStream) -> TokenStream {
    let span = policy.name.span();
    let (door, task, step) = (door(span), own("task"), seen("_step", span));
    let name = if store.is_some() { "cached_in" } else { "cached" };
    let stored = store.map(|store| stored(store, &task, tried, key));
    let call = if tried { format_ident!("try_{name}", span = span) } else { Ident::new(name, span) };
    let (yields, both) = (yields(&task, false, span), seen("_both", span));
    quote_spanned!(span=>
        #stored
        let #step = #yields;
        let #both = #door::Probe::of(&#task).and(&#step);
        #door::CanBeCached::check(&#both);
        let #task = {
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsKept as _, IsNotKept as _};
            (&&#step).kept().#call(#site, #task, #key)
        };
    )
}

/// A statement after which the store of `key` keeps what the task yields.
fn stored(store: &Expr, task: &Ident, tried: bool, key: &Ident) -> TokenStream {
    let span = store.start();
    let (door, of, kept) = (door(span), seen("_of", span), yields(task, tried, span));
    let key = &Ident::new(&key.to_string(), span);
    quote_spanned!(span=>
        let #of = #door::Probe::of(&#key.1).and(&#kept);
        #door::StoreOf::check(&#of, &#key.0);
        let #key = {
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsNoStore as _, IsStore as _};
            (&&#door::Probe::of(&#key.0).and(&#of)).store().stored(#key).0
        };
    )
}

/// What is asked about an error. Anything else than a closure is called by one, as an error would show where else it is
/// asked for.
fn asking(when: &Expr) -> TokenStream {
    let written = renamed(when);
    let (door, asked, error) = (door(when.start()), seen("_when", when.start()), seen("_error", when.start()));
    match when {
        Expr::Closure(_) => written.into_token_stream(),
        Expr::Path(_) | Expr::Lit(_) => {
            quote_spanned!(when.start()=> move |#error: &#door::AgentError| #written(#error))
        }
        _ => quote_spanned!(when.start()=> let #asked = #written; move |#error: &#door::AgentError| #asked(#error)),
    }
}

/// What tells calls apart if nothing is said: all that the step uses, as a tuple.
fn key(body: &Body, scene: &Scene) -> TokenStream {
    let parts = names::uses_of_body(body, &[], &scene.around.known).uses.into_iter().map(|used| {
        let (name, door) = (super::agent::local(&used.ident), door(used.ident.span()));
        let looked_at = if scene.around.shares(&used.ident) { quote!(#name) } else { quote!(&#name) };
        quote_spanned!(name.span()=> {
            #door::TellsCallsApart::check(#looked_at);
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsKey as _, IsNoKey as _};
            (&&#door::Probe::of(#looked_at)).key().of(#looked_at)
        })
    });
    quote!((#(#parts,)*))
}

/// The annotation of the binding, where the step can't be read without it. It says nothing of the step where the policies
/// make something else of it.
fn annotate(guarded: &mut Guarded, asked: bool, ty: Option<&Type>) {
    let tried = guarded.is_tried(asked);
    let (StepKind::Agent(expr), Some(ty)) = (&mut guarded.body.workflow.result.kind, ty) else { return };
    if shape::is_open(expr) && (asked || !tried) {
        // What is annotated is the success of a step that ends in `?`.
        let ty: Type = if asked { syn::parse_quote!(::core::result::Result<#ty, _>) } else { ty.clone() };
        let typed = own("typed");
        **expr = syn::parse_quote_spanned!(expr.start()=> { let #typed: #ty = #expr; #typed });
    }
}

/// An expression of a certain type, which may take what the plans take, too.
fn typed(ty: &TokenStream, expr: &Expr, scene: &Scene) -> TokenStream {
    let (copies, value) = (before(expr, scene), seen("_set", expr.start()));
    let (expr, ty) = (renamed(expr), respanned(ty, expr.start()));
    quote_spanned!(value.span()=> { #copies let #value: #ty = #expr; #value })
}

/// A key that is said.
fn own_key(expr: &Expr, scene: &Scene) -> TokenStream {
    let (copies, key) = (before(expr, scene), seen("_key", expr.start()));
    let (door, expr) = (door(key.span()), renamed(expr));
    quote_spanned!(key.span()=> {
        #copies
        let #key = #expr;
        #door::TellsCallsApart::check(&#key);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsKey as _, IsNoKey as _};
        (&&#door::Probe::of(&#key)).key().own(#key)
    })
}

fn renamed(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    rename_self(&mut expr);
    expr
}
