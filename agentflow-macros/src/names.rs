//! Which names a step uses, and how: the one analysis of the user's expressions.
//!
//! A macro sees tokens, not types. So this follows Rust's scopes exactly, and Rust's naming conventions where only
//! a type could tell: `limit` is a variable and `LIMIT` is not, `x.len()` borrows and `x.into_iter()` does not.
//! Wherever it is in doubt a use counts as [`Mode::Owned`]: that is always correct, and at worst asks for a `Clone`.

mod body;
mod convention;
mod format;
mod json;
mod macros;
mod own_self;
mod pattern;
mod raw;
mod scope;
mod visitor;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::visit_mut::VisitMut as _;
use syn::{Expr, ExprParen, ExprPath, ExprUnary, Token, UnOp, token};

use crate::ast::{Binding, Body, Stage, Step, Workflow};

pub(crate) use body::rewrite_borrowed_around_bodies;
pub(crate) use convention::{is_variable, runs_later};
pub(crate) use macros::arguments;
pub(crate) use own_self::rename_self;
pub(crate) use pattern::bound_by;

use scope::{Seen, Walker};

/// How a step takes hold of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Each occurrence only looks at the value.
    Borrowed,
    /// At least one occurrence may take the value.
    Owned,
}

/// One free name of a step.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The first occurrence. An inline capture (`"{x}"`) has the span of its string literal.
    pub(crate) ident: Ident,
    /// All occurrences taken together.
    pub(crate) mode: Mode,
}

/// The free names of a step, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses {
    /// The names.
    pub(crate) uses: Vec<Use>,
    /// Whether the step itself awaits; an `.await` inside an `async` block or a closure is not the step's.
    pub(crate) awaits: bool,
}

/// The names that a workflow has bound at some point of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Shared, so that each binding of a large `par` block can have its own view of it.
    all: Rc<HashSet<String>>,
    hidden: Vec<String>,
}

impl Known {
    /// What is known before a stage begins. With `workflow.stages.len()`: what the result sees.
    pub(crate) fn before(workflow: &Workflow, stage: usize) -> Self {
        let mut known = Known::default();
        for stage in workflow.stages.iter().take(stage) {
            known = known.with(stage);
        }
        known
    }

    /// What the step of `stage.bindings[binding]` sees: all that came before, and in a `par` block its siblings.
    ///
    /// Its own names are not among them, so `search = search(&topic)` calls the function `search`.
    #[cfg(test)]
    pub(crate) fn inside(&self, stage: &Stage, binding: usize) -> Self {
        let all = self.clone().with(stage);
        stage.bindings.get(binding).map(|own| all.without(own)).unwrap_or(all)
    }

    /// With the names of a stage.
    pub(crate) fn with(mut self, stage: &Stage) -> Self {
        for name in stage.bindings.iter().flat_map(Binding::names) {
            self.insert(name);
        }
        self
    }

    /// Without the names of a binding.
    pub(crate) fn without(&self, binding: &Binding) -> Self {
        let mut known = self.clone();
        known.hidden.extend(binding.names().into_iter().map(plain));
        known
    }

    /// With all that another one knows.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        Rc::make_mut(&mut both.all).extend(other.all.iter().filter(|name| !other.hidden.contains(name)).cloned());
        both
    }

    /// Adds a name.
    pub(crate) fn insert(&mut self, name: &Ident) {
        Rc::make_mut(&mut self.all).insert(plain(name));
    }

    /// Whether the name is known; `r#a` and `a` are the same name.
    pub(crate) fn contains(&self, name: &Ident) -> bool {
        let name = plain(name);
        self.all.contains(&name) && !self.hidden.contains(&name)
    }
}

/// One binding of a `par` block that another one waits for.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    /// The index in `stage.bindings` of the binding that is waited for.
    pub(crate) on: usize,
    /// The place where its name is used.
    pub(crate) ident: Ident,
}

/// The name without `r#`, by which names are compared.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// The free names of a step.
///
/// `known` decides what a name alone cannot: in `f(x)`, `f` is a use only if `f` is known, otherwise it is a
/// function item.
pub(crate) fn uses(step: &Step, known: &Known) -> Uses {
    // A copy, since the walker is the one that also rewrites.
    let mut kind = step.kind.clone();
    uses_in(known, |walker| walker.step(&mut kind))
}

/// The free names of an expression.
pub(crate) fn uses_of(expr: &Expr, known: &Known) -> Uses {
    let mut expr = expr.clone();
    uses_in(known, |walker| walker.visit_expr_mut(&mut expr))
}

/// The free names of a body, apart from those that `bound` gives it.
pub(crate) fn uses_of_body(body: &Body, bound: &[Ident], known: &Known) -> Uses {
    let mut body = body.clone();
    uses_in(known, |walker| {
        walker.scoped(|inside| {
            for name in bound {
                inside.bind_name(name);
            }
            inside.body(&mut body);
        });
    })
}

/// Where a step assigns to a free name, or lends it as `&mut`.
pub(crate) fn changes(step: &Step) -> Vec<Ident> {
    let (mut kind, known) = (step.kind.clone(), Known::default());
    let mut ignore = |_: Seen<'_>| {};
    let mut walker = Walker::new(&known, &mut ignore);
    walker.step(&mut kind);
    walker.changed
}

fn uses_in(known: &Known, walk: impl FnOnce(&mut Walker<'_>)) -> Uses {
    let mut all: Vec<(Use, bool)> = Vec::new();
    let mut collect = |seen: Seen<'_>| {
        all.push((Use { ident: seen.ident, mode: seen.mode }, seen.certain));
    };
    let mut walker = Walker::new(known, &mut collect);
    walk(&mut walker);
    let awaits = walker.awaits;

    let variables: HashSet<String> =
        all.iter().filter(|(_, certain)| *certain).map(|(found, _)| plain(&found.ident)).collect();
    let is_variable = |ident: &Ident| variables.contains(&plain(ident)) || known.contains(ident);
    let mut uses: Vec<Use> = Vec::new();
    for (found, _) in all.into_iter().filter(|(found, _)| is_variable(&found.ident)) {
        match uses.iter_mut().find(|earlier| plain(&earlier.ident) == plain(&found.ident)) {
            Some(earlier) if found.mode == Mode::Owned => earlier.mode = Mode::Owned,
            Some(_) => {}
            None => uses.push(found),
        }
    }
    Uses { uses, awaits }
}

/// For each binding of a stage, which other bindings of it are waited for: each once, by its first use.
///
/// `before` are the names that are known when the stage begins.
pub(crate) fn depends(stage: &Stage, before: &Known) -> Vec<Vec<Need>> {
    if stage.bindings.len() < 2 {
        return vec![Vec::new(); stage.bindings.len()];
    }
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (index, binding) in stage.bindings.iter().enumerate() {
        for name in binding.names() {
            owners.entry(plain(name)).or_insert(index);
        }
    }
    let all = before.clone().with(stage);
    let needs = |(index, binding): (usize, &Binding)| {
        let mut needs: Vec<Need> = Vec::new();
        for Use { ident, .. } in uses(&binding.step, &all.without(binding)).uses {
            let owner = owners.get(&plain(&ident)).filter(|owner| **owner != index);
            if let Some(&on) = owner
                && needs.iter().all(|need| need.on != on)
            {
                needs.push(Need { on, ident });
            }
        }
        needs
    };
    stage.bindings.iter().enumerate().map(needs).collect()
}

/// Turns each free occurrence of `names` into `(*name)`, for an expression in which `name` is a local of type `&T`.
///
/// Meant for names whose [`Mode`] is [`Mode::Borrowed`]. An inline capture stays: a reference prints the same.
pub(crate) fn rewrite_borrowed(expr: &mut Expr, names: &[Ident]) {
    let mut known = Known::default();
    for name in names {
        known.insert(name);
    }
    let mut rewrite = |seen: Seen<'_>| {
        if let Some(place) = seen.place.filter(|_| names.iter().any(|name| plain(name) == plain(&seen.ident))) {
            *place = dereferenced(seen.ident);
        }
    };
    Walker::new(&known, &mut rewrite).visit_expr_mut(expr);
}

/// `(*name)`. Only the name has the user's hygiene: lints about needless parentheses are not for the user to read.
fn dereferenced(name: Ident) -> Expr {
    let span = Span::mixed_site().located_at(name.span());
    let path = ExprPath { attrs: Vec::new(), qself: None, path: name.into() };
    let star = UnOp::Deref(Token![*](span));
    let inner = ExprUnary { attrs: Vec::new(), op: star, expr: Box::new(Expr::Path(path)) };
    Expr::Paren(ExprParen { attrs: Vec::new(), paren_token: token::Paren(span), expr: Box::new(Expr::Unary(inner)) })
}
