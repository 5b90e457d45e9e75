//! What the number of a call depends on, and what not.

use std::collections::BTreeSet;

use agentflow::executor::{Call, CallId};
use agentflow::{AgentTask, workflow};

use crate::calls::{ask, drive};

fn calls<A: Send + 'static>(plan: AgentTask<A>) -> Vec<Call> {
    let driven = drive(plan, |_| 0, |call| call.input.clone());
    driven.result.expect("a value");
    driven.calls.into_values().collect()
}

fn numbers<A: Send + 'static>(plan: AgentTask<A>) -> BTreeSet<CallId> {
    calls(plan).into_iter().map(|call| call.id).collect()
}

/// How many calls the second plan has that the first has not.
fn new<A: Send + 'static, B: Send + 'static>(before: AgentTask<A>, after: AgentTask<B>) -> usize {
    numbers(after).difference(&numbers(before)).count()
}

fn plan() -> AgentTask<u64> {
    workflow! {
        par { a = ask("search", 1); b = ask("search", 1) }
        c = ask("rank", a + b);
        => c
    }
}

#[test]
fn an_edit_calls_again_what_it_reaches_and_nothing_else() {
    assert_eq!(new(plan(), plan()), 0);
    let with_one_more = workflow! {
        par { a = ask("search", 1); x = ask("search", 2); b = ask("search", 1) }
        c = ask("rank", a + b);
        => c + x
    };
    assert_eq!(new(plan(), with_one_more), 1);
    let with_one_before = workflow! {
        x = ask("search", 1);
        par { b = ask("search", 1); a = ask("search", 1) }
        c = ask("rank", a + b);
        => c + x
    };
    assert_eq!(new(plan(), with_one_before), 1);
    let with_another_input = workflow! {
        par { a = ask("search", 3); b = ask("search", 1) }
        c = ask("rank", a + b);
        => c
    };
    assert_eq!(new(plan(), with_another_input), 2);
    let with_another_merge = workflow! {
        par { a = ask("search", 1); b = ask("search", 1) }
        c = ask("rank", b + a);
        d = ask("sum", c);
        => c * d
    };
    assert_eq!(new(plan(), with_another_merge), 1);
}

#[test]
fn people_are_told_where_a_call_stands() {
    let plan = workflow! {
        sections = par for n in 0..2_u64 {
            found = ask("search", n);
            again = if n < 9 { found = ask("search", n); => found } else { => 0 };
            => found + again
        };
        => sections
    };
    let mut places: Vec<String> = calls(plan).into_iter().map(|call| call.place).collect();
    places.sort();
    assert_eq!(
        places,
        ["sections[0]/again/found", "sections[0]/found", "sections[1]/again/found", "sections[1]/found"]
    );
}

#[test]
fn a_number_can_be_written_and_read() {
    let id = calls(ask("one", 1))[0].id;
    assert_eq!(id.to_string().parse::<CallId>().unwrap(), id);
    assert_eq!(CallId::from_bytes(id.to_bytes()), id);
    assert!("12".parse::<CallId>().is_err());
}

/// What is written on disks and in histories must be found again by later versions.
#[test]
fn numbers_stay_the_same_from_version_to_version() {
    let plan = workflow! { par { a = ask("search", 1); b = ask("search", 1) } => a + b };
    let numbers: Vec<String> = calls(plan).into_iter().map(|call| format!("{} {}", call.place, call.id)).collect();
    assert_eq!(numbers, ["b 05cb1931d2f8bb1fa28e099da71f08de", "a f7a09e2d6c0f7fa4f7024f4062760d80"]);
}
