//! Policies that would have nothing to do, and a `?` where nothing can fail any more.

use crate::ast::{Guarded, PolicyKind, StepKind, Workflow};
use crate::diagnostics::Errors;

/// A policy that asks for failures stands around something that can fail.
pub(super) fn check_policies(workflow: &Workflow, errors: &mut Errors) {
    for step in workflow.steps() {
        let StepKind::Guarded(guarded) = &step.kind else { continue };
        check_order(guarded, errors);
        if let Some(question) = step.question.filter(|_| !guarded.can_fail()) {
            let message = "with its fallback this step can't fail: remove the `?`, or end the fallback in `?`";
            errors.push(question.span, message);
        }
    }
}

/// From the inside out: what a fallback stands in for does not fail any more, until a policy makes it fail again.
fn check_order(guarded: &Guarded, errors: &mut Errors) {
    let mut recovered = false;
    for policy in guarded.policies.iter().rev() {
        let name = &policy.name;
        match &policy.kind {
            PolicyKind::Retry { .. } | PolicyKind::Fallback(_) if recovered => {
                let message = format!(
                    "`{name}` has nothing to do: the fallback below it never fails. The first attribute is the outermost one"
                );
                errors.push(name.span(), message);
            }
            PolicyKind::Fallback(other) => recovered = !other.workflow.can_fail(),
            PolicyKind::Timeout(_) | PolicyKind::Within(_) => recovered = false,
            _ => {}
        }
    }
}
