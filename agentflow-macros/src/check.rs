//! What the grammar allows and the language does not: one `check_*` function a rule.
//!
//! This only adds errors. A workflow that passes means something, and can be expanded without a further question.

mod graph;
mod inside;
mod policy;

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::visit::Visit as _;
use syn::{Expr, ExprLit, Lit, Pat, PatIdent};

use crate::ast::{Binding, PolicyKind, StepKind, Workflow};
use crate::diagnostics::Errors;
use crate::names::{Known, changes, is_variable, plain, uses};
use crate::parse::policy::POLICIES;
use crate::search::{Part, Search};
use inside::Inside;

/// Reports every mistake of a workflow that was read.
pub(crate) fn workflow(workflow: &Workflow, errors: &mut Errors) {
    inside(workflow, false, errors);
    check_changes(workflow, errors);
}

/// The same for a body, which may be in a turn of a loop.
fn inside(workflow: &Workflow, in_turn: bool, errors: &mut Errors) {
    for (_, binding) in workflow.bindings() {
        check_attributes(binding, errors);
        check_pattern(binding, errors);
    }
    check_duplicates(workflow, errors);
    check_order(workflow, errors);
    graph::check_self_use(workflow, errors);
    graph::check_cycles(workflow, errors);
    check_questions(workflow, errors);
    check_jumps(workflow, in_turn, errors);
    check_for(workflow, errors);
    check_blocking(workflow, errors);
    check_heads(workflow, errors);
    check_counts(workflow, errors);
    check_races(workflow, errors);
    policy::check_policies(workflow, errors);
    for step in workflow.steps() {
        let in_turn = in_turn || matches!(step.kind, StepKind::Loop(_));
        step.bodies().iter().for_each(|body| inside(&body.workflow, in_turn, errors));
    }
}

/// Attributes are policies. Doc comments are welcome anywhere.
fn check_attributes(binding: &Binding, errors: &mut Errors) {
    for attr in binding.attrs.iter().filter(|attr| !attr.path().is_ident("doc")) {
        let Some(name) = attr.path().segments.last() else {
            continue;
        };
        let name = &name.ident;
        let known = POLICIES.join("`, `");
        errors.push(name.span(), format!("unknown attribute `{name}`: the policies of a binding are `{known}`"));
    }
}

/// A pattern gives values to names: `ref` would give a name without a value, and `Web` is no name.
fn check_pattern(binding: &Binding, errors: &mut Errors) {
    let mut look = |part: Part<'_>| {
        if let Part::Pat(Pat::Ident(PatIdent { by_ref: Some(word), ident: name, .. })) = part {
            let message = format!("a binding holds a value: leave `ref` out, and write `&{name}` where it is used");
            errors.push(word.span, message);
        }
        !matches!(part, Part::Expr(_))
    };
    Search(&mut look).visit_pat(&binding.pat);
    if let Pat::Ident(PatIdent { ident, subpat: None, .. }) = &binding.pat
        && !is_variable(ident)
    {
        let message = format!("`{ident}` reads as a constant or a type: a name begins with a lower-case letter");
        errors.push(ident.span(), message);
    }
}

/// A name stands for one value in the whole workflow.
fn check_duplicates(workflow: &Workflow, errors: &mut Errors) {
    // Each name where it is bound first, and whether that place was shown already.
    let mut all: Vec<(&Ident, bool)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for name in workflow.bindings().flat_map(|(_, binding)| binding.names()) {
        let place = *places.entry(plain(name)).or_insert(all.len());
        let Some((earlier, shown)) = all.get_mut(place) else {
            all.push((name, false));
            continue;
        };
        let message = format!("the name `{name}` is bound twice: give one of them another name");
        let mut error = syn::Error::new(name.span(), message);
        if !*shown {
            error.combine(syn::Error::new(earlier.span(), format!("`{earlier}` is first bound here")));
        }
        *shown = true;
        errors.combine(error);
    }
}

/// Statements run in the order in which they are written.
fn check_order(workflow: &Workflow, errors: &mut Errors) {
    let last: HashMap<String, usize> = workflow
        .bindings()
        .flat_map(|(index, binding)| binding.names().into_iter().map(move |name| (plain(name), index)))
        .collect();
    let mut known = Known::default();
    for (index, stage) in workflow.stages.iter().enumerate() {
        known = known.with(stage);
        for binding in &stage.bindings {
            for found in uses(&binding.step, &known.without(binding)).uses {
                let name = &found.ident;
                if last.get(&plain(name)).is_some_and(|&last| last > index) && !known.contains(name) {
                    let message = format!(
                        "`{name}` is bound by a later statement: move that statement up. \
                         If an outer `{name}` is meant, give the later one another name"
                    );
                    errors.push(name.span(), message);
                }
            }
        }
    }
}

/// Only the `?` that ends a step says what happens to the workflow.
fn check_questions(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps() {
        for span in Inside::of(step).questions {
            errors.push(
                span,
                "only a trailing `?` can stop a workflow: bind this part to a name of its own first, `name = ..?;`",
            );
        }
    }
}

/// A step is an agent of its own: there is nothing around it that could be left.
fn check_jumps(workflow: &Workflow, in_turn: bool, errors: &mut Errors) {
    for step in workflow.steps() {
        for (span, word) in Inside::of(step).jumps {
            let advice = match word {
                "return" => "end the step with its value, or put the code into a function",
                "break" if in_turn => "yield `ControlFlow::Break(value)` to end the loop",
                "continue" if in_turn => "yield `ControlFlow::Continue(state)` for the next turn",
                _ => "only a loop inside the same step can be left",
            };
            errors.push(span, format!("`{word}` cannot leave a step, which is an agent of its own: {advice}"));
        }
    }
}

/// What a step changed would be a copy of its own. Its bodies are looked into, too.
fn check_changes(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps() {
        for name in changes(step) {
            let message = format!(
                "a step cannot change `{name}`, which others may use: bind the new value to another name, or put it into a `Mutex`"
            );
            errors.push(name.span(), message);
        }
    }
}

/// `for` has no value that a name could be bound to.
fn check_for(workflow: &Workflow, errors: &mut Errors) {
    for (_, binding) in workflow.bindings() {
        if let (Pat::Ident(name), StepKind::Agent(step)) = (&binding.pat, &binding.step.kind)
            && !plain(&name.ident).starts_with('_')
            && let Expr::ForLoop(step) = &**step
        {
            let message = "`for` yields nothing: `par for` runs its body for all items at once, and yields the values";
            errors.push(step.for_token.span, message);
        }
    }
}

/// A blocking call waits on its thread.
fn check_blocking(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps().filter(|step| matches!(step.kind, StepKind::Blocking(_))) {
        for span in Inside::of(step).awaits {
            errors.push(span, "a `blocking` step cannot await: write the step without `blocking`, or without `.await`");
        }
    }
}

/// What decides about sub-workflows is ordinary code.
fn check_heads(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps().filter(|step| !step.bodies().is_empty()) {
        let what = match &step.kind {
            StepKind::Loop(_) => "what a loop begins with",
            StepKind::Guarded(_) => "what a policy is set to",
            _ => "what decides here",
        };
        for span in Inside::of(step).awaits {
            let message = format!("{what} is ordinary code and cannot await: bind it to a name of its own first");
            errors.push(span, message);
        }
    }
}

/// At least one item has to be under way, and at least one turn or try has to be had.
fn check_counts(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps() {
        match &step.kind {
            StepKind::Each(each) => {
                let message = "with a limit of 0 no item could ever start: write at least 1";
                each.limit.iter().for_each(|limit| check_count(limit, message, errors));
            }
            StepKind::Loop(repeated) => {
                check_count(&repeated.turns, "with 0 turns this loop would never begin: write at least 1", errors);
            }
            StepKind::Guarded(guarded) => {
                for policy in &guarded.policies {
                    if let PolicyKind::Retry { times, .. } = &policy.kind {
                        let message =
                            "with 0 tries this step would never start: write at least 1, the first try counts";
                        check_count(times, message, errors);
                    }
                }
            }
            _ => {}
        }
    }
}

fn check_count(count: &Expr, message: &str, errors: &mut Errors) {
    if let Expr::Lit(ExprLit { lit: Lit::Int(count), .. }) = count
        && count.base10_digits() == "0"
    {
        errors.push(count.span(), message);
    }
}

/// Somebody has to win.
fn check_races(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps() {
        if let StepKind::Race(race) = &step.kind
            && race.racers.is_empty()
        {
            errors.push(race.race.span, "this race is empty: write its steps into it, `race { a(x); b(x) }`");
        }
    }
}
