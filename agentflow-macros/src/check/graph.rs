//! The bindings of a `par` block wait for each other's names, so no binding may wait for itself.

use std::collections::VecDeque;

use crate::ast::{Stage, Workflow};
use crate::diagnostics::Errors;
use crate::names::{Known, Need, depends, plain, uses};

/// A binding that uses the name it binds.
pub(super) fn check_self_use(workflow: &Workflow, errors: &mut Errors) {
    for (stage, before) in par_blocks(workflow) {
        let all = before.with(stage);
        for binding in &stage.bindings {
            let own: Vec<String> = binding.names().into_iter().map(plain).collect();
            for found in uses(&binding.step, &all.without(binding)).uses {
                let name = &found.ident;
                if own.contains(&plain(name)) {
                    let message = format!(
                        "`{name}` needs itself. If an outer `{name}` is meant, give the one that is bound here another name"
                    );
                    errors.push(name.span(), message);
                }
            }
        }
    }
}

/// Bindings that wait for each other. Each circle is reported once, with all its places.
pub(super) fn check_cycles(workflow: &Workflow, errors: &mut Errors) {
    for (stage, before) in par_blocks(workflow) {
        let needs = depends(stage, &before);
        let mut reported = vec![false; needs.len()];
        for start in 0..needs.len() {
            let Some(cycle) = shortest_cycle(&needs, start).filter(|_| !reported[start]) else {
                continue;
            };
            for need in &cycle {
                reported[need.on] = true;
            }
            errors.combine(cycle_error(&cycle));
        }
    }
}

fn par_blocks(workflow: &Workflow) -> impl Iterator<Item = (&Stage, Known)> {
    let stages = workflow.stages.iter().enumerate().filter(|(_, stage)| stage.par.is_some());
    stages.map(|(index, stage)| (stage, Known::before(workflow, index)))
}

/// The shortest way from a binding back to itself, as the edges along it.
fn shortest_cycle(needs: &[Vec<Need>], start: usize) -> Option<Vec<Need>> {
    // For each binding that was reached: from where, and by which edge.
    let mut reached: Vec<Option<(usize, &Need)>> = vec![None; needs.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        for need in &needs[from] {
            if reached[need.on].is_none() {
                reached[need.on] = Some((from, need));
                queue.push_back(need.on);
            }
        }
    }
    let mut cycle = Vec::new();
    let mut at = start;
    loop {
        let (from, need) = reached[at]?;
        cycle.push(need.clone());
        at = from;
        if at == start {
            cycle.reverse();
            return Some(cycle);
        }
    }
}

/// The whole circle at its first place, and one line at each other place.
fn cycle_error(cycle: &[Need]) -> syn::Error {
    // An edge is named by the name at its end; the name at its beginning is that of the edge before it.
    let owners = cycle.iter().cycle().skip(cycle.len().saturating_sub(1));
    let edges: Vec<_> =
        owners.zip(cycle).map(|(owner, need)| (need, format!("`{}` needs `{}`", owner.ident, need.ident))).collect();
    let all: Vec<&str> = edges.iter().map(|(_, text)| text.as_str()).collect();
    let whole = format!("these bindings wait for each other, so none can start: {}", all.join(", "));
    let mut places = edges.iter().map(|(need, text)| (need.ident.span(), text));
    let Some((first, _)) = places.next() else {
        return syn::Error::new(proc_macro2::Span::mixed_site(), whole);
    };
    let mut error = syn::Error::new(first, whole);
    for (span, text) in places {
        error.combine(syn::Error::new(span, format!("{text} here")));
    }
    error
}
