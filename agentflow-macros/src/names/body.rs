//! Names in steps that have bodies.

use syn::visit_mut::VisitMut as _;

use super::scope::{Seen, Walker};
use super::{Known, Mode, bound_by, plain, raw};
use crate::ast::{Body, Choice, Each, Guarded, Head, Loop, PolicyKind, StepKind, Test, Workflow};
use proc_macro2::Ident;

impl Walker<'_> {
    /// Runs over a step.
    pub(super) fn step(&mut self, kind: &mut StepKind) {
        match kind {
            StepKind::Agent(expr) => self.visit_expr_mut(expr),
            StepKind::Blocking(block) => self.visit_block_mut(block),
            StepKind::Choice(choice) => self.choice(choice),
            StepKind::Each(each) => self.each(each),
            StepKind::Race(race) => race.racers.iter_mut().for_each(|racer| self.body(racer)),
            StepKind::Loop(repeated) => self.repeated(repeated),
            StepKind::Guarded(guarded) => self.guarded(guarded),
            StepKind::Broken(tokens) => raw::scan(self, tokens.clone()),
        }
    }

    /// Runs over a workflow whose names end with it.
    pub(super) fn sub_workflow(&mut self, workflow: &mut Workflow) {
        self.scoped(|inside| {
            for stage in &mut workflow.stages {
                if stage.par.is_some() {
                    stage.bindings.iter_mut().for_each(|binding| inside.bind(&mut binding.pat));
                }
                for binding in &mut stage.bindings {
                    inside.step(&mut binding.step.kind);
                    inside.bind(&mut binding.pat);
                }
            }
            inside.step(&mut workflow.result.kind);
        });
    }

    fn choice(&mut self, choice: &mut Choice) {
        if let Head::Match(_, value) = &mut choice.head {
            // A pattern that binds a name may move out of the value.
            let binds = |test: &Test| matches!(test, Test::Pattern(_, pat, _) if !bound_by(pat).is_empty());
            let mode = if choice.arms.iter().any(|arm| binds(&arm.test)) { Mode::Owned } else { Mode::Borrowed };
            self.place(value, mode);
        }
        for arm in &mut choice.arms {
            self.scoped(|inside| {
                match &mut arm.test {
                    Test::If(cond) => inside.visit_expr_mut(cond),
                    Test::Else => {}
                    Test::Pattern(_, pat, guard) => {
                        inside.bind(pat);
                        if let Some(guard) = guard {
                            inside.visit_expr_mut(guard);
                        }
                    }
                }
                inside.body(&mut arm.body);
            });
        }
    }

    fn each(&mut self, each: &mut Each) {
        if let Some(limit) = &mut each.limit {
            self.visit_expr_mut(limit);
        }
        self.visit_expr_mut(&mut each.items);
        self.scoped(|inside| {
            inside.bind(&mut each.pat);
            inside.body(&mut each.body);
        });
    }

    fn repeated(&mut self, repeated: &mut Loop) {
        self.visit_expr_mut(&mut repeated.seed);
        self.visit_expr_mut(&mut repeated.turns);
        self.scoped(|inside| {
            inside.bind(&mut repeated.pat);
            inside.body(&mut repeated.body);
        });
    }

    fn guarded(&mut self, guarded: &mut Guarded) {
        for policy in &mut guarded.policies {
            policy.kind.exprs_mut().into_iter().for_each(|expr| self.visit_expr_mut(expr));
            if let PolicyKind::Fallback(body) = &mut policy.kind {
                self.body(body);
            }
        }
        self.body(&mut guarded.body);
    }

    /// What a body awaits is its own affair.
    pub(super) fn body(&mut self, body: &mut Body) {
        self.nested += 1;
        self.sub_workflow(&mut body.workflow);
        self.nested -= 1;
    }
}

/// Turns each free occurrence of `names` in what a step evaluates itself into `(*name)`, and leaves the bodies that are
/// workflows of their own.
pub(crate) fn rewrite_borrowed_around_bodies(kind: &mut StepKind, names: &[Ident]) {
    let mut bodies = Vec::new();
    swap_bodies(kind, &mut |workflow| {
        bodies.push(std::mem::replace(workflow, Workflow::missing(workflow.arrow.spans[0])));
    });
    let mut known = Known::default();
    for name in names {
        known.insert(name);
    }
    let mut rewrite = |seen: Seen<'_>| {
        if let Some(place) = seen.place.filter(|_| names.iter().any(|name| plain(name) == plain(&seen.ident))) {
            *place = super::dereferenced(seen.ident);
        }
    };
    Walker::new(&known, &mut rewrite).step(kind);
    let mut bodies = bodies.into_iter();
    swap_bodies(kind, &mut |workflow| {
        if let Some(body) = bodies.next() {
            *workflow = body;
        }
    });
}

/// Visits the bodies that are workflows of their own. One that was taken out is recognised by its broken result.
fn swap_bodies(kind: &mut StepKind, visit: &mut dyn FnMut(&mut Workflow)) {
    match kind {
        StepKind::Choice(choice) => {
            for arm in &mut choice.arms {
                if arm.body.is_in_place() {
                    swap_bodies(&mut arm.body.workflow.result.kind, visit);
                } else {
                    visit(&mut arm.body.workflow);
                }
            }
        }
        StepKind::Each(each) => visit(&mut each.body.workflow),
        StepKind::Race(race) => race.racers.iter_mut().for_each(|racer| visit(&mut racer.workflow)),
        StepKind::Loop(repeated) => visit(&mut repeated.body.workflow),
        StepKind::Guarded(guarded) => {
            for policy in &mut guarded.policies {
                if let PolicyKind::Fallback(body) = &mut policy.kind {
                    visit(&mut body.workflow);
                }
            }
            visit(&mut guarded.body.workflow);
        }
        StepKind::Agent(_) | StepKind::Blocking(_) | StepKind::Broken(_) => {}
    }
}
