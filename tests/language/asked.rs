//! What a `?` in a step, behind it, or none means to the policies of the step.

use agentflow::workflow;

use crate::policies::{Flaky, parse};
use crate::virtual_time::run;

#[test]
fn a_policy_stands_around_each_step_with_bodies() {
    let (a, b) = (Flaky::default(), Flaky::default());
    let (c, d) = (Flaky::default(), Flaky::default());
    let plan = workflow! {
        many = true;
        #[retry(2)]
        chosen = if many { n = a.call(1)?; => n } else { 0 };
        #[retry(2)]
        matched = match chosen { 0 => 0, _ => b.call(1)? };
        #[retry(2)]
        raced = race { c.call(1)?; parse("x")? };
        #[retry(2)]
        nested = workflow! { n = d.call(1)?; => n + matched };
        => (chosen, matched, raced, nested.ok())
    };
    // A `?` in a body is one of this workflow; that of the inner workflow is its own.
    assert_eq!(run(&plan).0.unwrap(), (2, 2, 2, Some(4)));
}

#[test]
fn what_is_cached_without_a_question_mark_is_the_result_itself() {
    let flaky = Flaky::default();
    let calls = flaky.clone();
    let plan = workflow! {
        all = par(1) for word in ["map", "map"] {
            #[cached(key = word)]
            n = flaky.call(1);
            => n
        };
        => all
    };
    assert_eq!(run(&plan).0, [Err("call 1 failed".to_owned()), Err("call 1 failed".to_owned())]);
    assert_eq!(calls.calls(), 1);
}

#[test]
fn a_failure_that_is_asked_for_is_not_cached() {
    let flaky = Flaky::default();
    let calls = flaky.clone();
    let plan = workflow! {
        all = par(1) for word in ["map", "map", "map"] {
            => workflow! {
                #[cached(key = word)]
                n = flaky.call(1)?;
                => n
            }
        };
        => all.into_iter().map(Result::ok).collect::<Vec<_>>()
    };
    assert_eq!(run(&plan).0, [None, Some(2), Some(2)]);
    assert_eq!(calls.calls(), 2);
}
