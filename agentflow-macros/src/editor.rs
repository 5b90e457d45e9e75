//! Writes a workflow as an editor is shown it: each step where it is written, its value bound by a plain `let`.
//!
//! Nothing of this is ever run or compiled. It is what an editor asks for types, completions and definitions; so it holds
//! the user's tokens once and in their order, and no token of its own has the place of one of them. What comes before a
//! name says nothing of what comes after it: an editor compares a block with the same one in which a name goes on.
//!
//! A workflow with mistakes is written in the same way, and its errors follow. What could not be read is [`mend`]ed.

mod mend;
mod policy;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Expr, Type};

use crate::ast::{Arm, Binding, Body, Choice, Each, Head, Loop, Race, Stage, Step, StepKind, Test, Workflow};
use crate::diagnostics::Errors;
use crate::names::{Known, depends};
use crate::shape;
use mend::mended;

/// A workflow, and its mistakes.
pub(crate) fn workflow(mut workflow: Workflow, errors: Errors, krate: &TokenStream) -> TokenStream {
    mend::workflow(&mut workflow);
    let (door, task, statements) = (door(), own("task"), statements(&workflow));
    let (result, errors) = (step(&workflow.result), without_words(errors.into_compile_errors()));
    let result = if workflow.can_fail() { quote!(#door::shown_success(#result)) } else { result };
    quote!({
        use #krate::private as #door;
        let #task = #door::shown(async move {
            #statements
            #result
        });
        #errors
        #task
    })
}

/// Errors of which only the marks and brackets have a place: at the place of a word, an editor would take `compile_error`
/// for what the word means.
fn without_words(errors: TokenStream) -> TokenStream {
    let errors = errors.into_iter().map(|mut token| {
        match &mut token {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), without_words(group.stream()));
                inside.set_span(group.span());
                *group = inside;
            }
            TokenTree::Punct(_) => {}
            word => word.set_span(Span::mixed_site()),
        }
        token
    });
    errors.collect()
}

/// The bindings as statements. Those of a `par` block come in the order in which they can start.
fn statements(workflow: &Workflow) -> TokenStream {
    let mut known = Known::default();
    let mut all = TokenStream::new();
    for stage in &workflow.stages {
        all.extend(in_order(stage, &known).into_iter().map(binding));
        known = known.with(stage);
    }
    all
}

/// Each binding after those whose names it uses, and otherwise as they are written.
fn in_order<'s>(stage: &'s Stage, known: &Known) -> Vec<&'s Binding> {
    if stage.par.is_none() {
        return stage.bindings.iter().collect();
    }
    let needs = depends(stage, known);
    let (mut order, mut placed) = (Vec::new(), vec![false; needs.len()]);
    // Waiting bindings are on the way to the one that waits for nothing. In a circle, one of them has to begin.
    for first in 0..needs.len() {
        let mut waiting = vec![first];
        while let Some(&last) = waiting.last() {
            let next = needs[last].iter().map(|need| need.on).find(|on| !placed[*on] && !waiting.contains(on));
            if let Some(next) = next {
                waiting.push(next);
            } else {
                waiting.pop();
                if !std::mem::replace(&mut placed[last], true) {
                    order.push(&stage.bindings[last]);
                }
            }
        }
    }
    order
}

fn binding(binding: &Binding) -> TokenStream {
    let (pat, step) = (&binding.pat, step(&binding.step));
    let ty = binding.ty.as_ref().map(|ty| match ty {
        Type::Verbatim(tokens) => mend::mended_type(tokens),
        ty => ty.into_token_stream(),
    });
    let ty = ty.map(|ty| quote!(: #ty));
    quote!(let #pat #ty = #step;)
}

/// What a step gives to its name.
fn step(step: &Step) -> TokenStream {
    let (door, question) = (door(), step.question);
    let value = match &step.kind {
        // In parentheses, as it may begin with what ends a statement: `name! { .. } + 1`.
        StepKind::Agent(expr) if shape::awaits(step) => quote!((#expr)),
        StepKind::Agent(expr) => value(expr),
        StepKind::Blocking(block) => block.into_token_stream(),
        StepKind::Choice(it) => choice(it),
        StepKind::Each(it) => each(it),
        StepKind::Race(it) => race(it),
        StepKind::Loop(it) => repeated(it),
        StepKind::Guarded(it) => return policy::step(it, question),
        // What was begun is mended, so nothing was.
        StepKind::Broken(_) => mend::missing(),
    };
    match question {
        Some(question) => quote!(#door::shown_question(#value) #question),
        None => value,
    }
}

/// The value of an expression, which may be a task or a future of it.
fn value(expr: &Expr) -> TokenStream {
    let (door, value, expr) = (door(), own("value"), plain(expr));
    quote!(match (#expr) {
        #value => {
            use #door::KnownType as _;
            #door::StepOf::of(&#value).kind().shown(#value)
        }
    })
}

/// An expression that is evaluated where it is written, even if it could not be read.
fn plain(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Verbatim(tokens) => mended(tokens).into_token_stream(),
        expr => expr.into_token_stream(),
    }
}

/// The value of a body, in braces.
fn body(body: &Body) -> TokenStream {
    let (statements, result) = (statements(&body.workflow), step(&body.workflow.result));
    quote!({ #statements #result })
}

fn choice(choice: &Choice) -> TokenStream {
    match &choice.head {
        Head::If(_) => {
            let conditions = choice.arms.iter().map(|arm| match &arm.test {
                Test::If(cond) => {
                    let cond = plain(cond);
                    quote!(if #cond)
                }
                _ => TokenStream::new(),
            });
            let bodies = choice.arms.iter().map(|arm| body(&arm.body));
            quote!(#(#conditions #bodies)else*)
        }
        Head::Match(word, value) => {
            let (value, arms) = (plain(value), choice.arms.iter().map(arm));
            quote!(#word (#value) { #(#arms)* })
        }
    }
}

fn arm(arm: &Arm) -> TokenStream {
    let Test::Pattern(attrs, pat, guard) = &arm.test else { return TokenStream::new() };
    let body = body(&arm.body);
    let guard = guard.as_deref().map(plain).map(|guard| quote!(if #guard));
    quote!(#(#attrs)* #pat #guard => #body)
}

fn each(each: &Each) -> TokenStream {
    let (door, pat, items) = (door(), &each.pat, plain(&each.items));
    let limit = each.limit.as_ref().map(plain).map(|limit| quote!(let _: usize = #limit;));
    let (test, inner) = tested(each).unzip();
    let (test, item) = (test.map(|test| quote!(let _: bool = #test;)), body(inner.unwrap_or(&each.body)));
    quote!({
        #limit
        let #pat = #door::shown_item(#items);
        #test
        #door::shown_all(#item)
    })
}

/// The test of a `par for`, and the body for items that pass it.
fn tested(each: &Each) -> Option<(TokenStream, &Body)> {
    let Body { workflow: Workflow { stages, result, .. }, .. } = &each.body;
    match &result.kind {
        StepKind::Choice(choice) if each.filtered => {
            let test = stages.first()?.bindings.first()?;
            Some((step(&test.step), &choice.arms.first()?.body))
        }
        _ => None,
    }
}

fn race(race: &Race) -> TokenStream {
    let (door, racers) = (door(), race.racers.iter().map(body));
    quote!(#door::shown_first([#(#racers),*]))
}

fn repeated(repeated: &Loop) -> TokenStream {
    let (door, seed, pat, turn) = (door(), own("seed"), &repeated.pat, body(&repeated.body));
    let (first, turns) = (plain(&repeated.seed), plain(&repeated.turns));
    quote!({
        let #seed = #first;
        let _: usize = #turns;
        let #pat = #door::shown_state(&#seed);
        #door::shown_turn(&#seed, #turn)
    })
}

/// The door; nothing of the user's stands where it does.
fn door() -> Ident {
    own("agentflow")
}

fn own(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}
