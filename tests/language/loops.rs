//! `loop`: turns until one of them ends it.

use std::num::ParseIntError;
use std::ops::ControlFlow::{self, Break, Continue};

use agentflow::error::OutOfTurns;
use agentflow::{AgentError, AgentTask, completed_task, lazy_task, workflow};

use crate::executors::{results, value};

async fn later(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

fn parse(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

#[test]
fn a_loop_yields_what_ends_it() {
    let plan = workflow! {
        n = loop(n = 1_u32) max 20 {
            doubled = later(n * 2);
            => if doubled > 100 { Break(doubled) } else { Continue(doubled) }
        };
        => n.map_err(OutOfTurns::into_state)
    };
    assert_eq!(value(&plan), Ok(128));
}

#[test]
fn a_loop_that_runs_out_of_turns_keeps_its_last_state() {
    let plan = workflow! {
        end = loop(n = 1_u32) max 3 { => Continue::<u32, _>(n * 2) };
        => end.map_err(|out| (out.turns(), out.to_string(), out.into_state()))
    };
    assert_eq!(value(&plan), Err((3, "no end after 3 turns".to_owned(), 8)));
    let max = 0;
    let plan = workflow! {
        end = loop(n = 1_u32) max max { Break::<u32, u32>(n) };
        => end.map_err(OutOfTurns::into_state)
    };
    assert_eq!(value(&plan), Err(1));
}

#[test]
fn out_of_turns_is_an_error_of_the_agent() {
    let plan: AgentTask<Result<u32, AgentError>> = workflow! {
        end = loop(n = 1_u32) max 3 { => Continue::<u32, _>(n * 2) }?;
        => end
    };
    for (_, result) in results(&plan) {
        let error = result.expect_err("there are too few turns");
        assert_eq!(error.agent(), "end");
        assert!(error.to_string().ends_with("failed: no end after 3 turns"), "{error}");
        assert_eq!(error.downcast::<OutOfTurns<u32>>().map(OutOfTurns::into_state).ok(), Some(8));
    }
}

#[test]
fn a_failure_in_a_turn_ends_the_workflow() {
    let plan = |texts: Vec<&'static str>| {
        workflow! {
            sum = loop((at, sum) = (0_usize, 0_u32)) max 10 {
                n = parse(texts[at])?;
                => if n == 0 { Break(sum) } else { Continue((at + 1, sum + n)) }
            }?;
            => sum
        }
    };
    for (_, result) in results(&plan(vec!["1", "2", "0"])) {
        assert_eq!(result.ok(), Some(3));
    }
    for (_, result) in results(&plan(vec!["1", "two", "0"])) {
        assert_eq!(result.expect_err("two is no number").agent(), "n");
    }
}

#[test]
fn the_state_need_not_be_clone_and_what_a_turn_looks_at_is_shared() {
    struct State(u32);
    struct Step(u32); // not Clone
    let plan = workflow! {
        step = Step(3);
        end = loop(state = State(0)) max 10 {
            next = State(state.0 + (&step).0);
            => if next.0 > 10 { Break(next.0) } else { Continue(next) }
        };
        => end.ok()
    };
    assert_eq!(value(&plan), Some(12));
}

#[test]
fn a_turn_may_be_any_step_of_a_control_flow() {
    fn turn(n: u32) -> AgentTask<ControlFlow<u32, u32>> {
        lazy_task(move || if n > 3 { Break(n) } else { Continue(n + 1) })
    }
    let plan = workflow! { => loop(n = 0) max 10 { turn(n) } };
    for (_, result) in results(&plan) {
        assert_eq!(result.ok(), Some(4));
    }
}

#[test]
fn many_turns_use_no_stack() {
    let plan = workflow! {
        end = loop(n = 0_u32) max 20_001 {
            => if n == 20_000 { Break(n) } else { Continue(n + 1) }
        };
        => end.ok()
    };
    assert_eq!(value(&plan), Some(20_000));
}

#[test]
fn recursion_through_a_function_is_a_loop_without_a_limit() {
    fn count_down(n: u32) -> AgentTask<u32> {
        if n == 0 {
            return completed_task(0);
        }
        workflow! { m = n - 1; => count_down(m) }
    }
    assert_eq!(value(&count_down(10_000)), 0);
}
