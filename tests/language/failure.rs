//! `?` ends a workflow with an error that says which agent failed; without `?`, the name is bound to the result.

use std::error::Error;
use std::fmt;
use std::num::ParseIntError;

use agentflow::{AgentError, AgentTask, lazy_task, workflow};

use crate::executors;

fn parse(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

fn parse_task(text: &str) -> AgentTask<Result<u32, ParseIntError>> {
    let text = text.to_owned();
    lazy_task(move || text.parse())
}

async fn parse_later(text: &str) -> Result<u32, ParseIntError> {
    tokio::task::yield_now().await;
    text.parse()
}

/// What an error says, in a form that can be compared.
fn said(error: &AgentError) -> (String, String, u32) {
    (error.agent().to_owned(), error.function().to_owned(), error.line())
}

/// The error that the plan ends with on every executor.
fn failure<A: Send + fmt::Debug + 'static>(plan: &AgentTask<Result<A, AgentError>>) -> AgentError {
    let mut errors = executors::results(plan).into_iter().map(|(_, result)| result.expect_err("it fails"));
    let first = errors.next().expect("there is an executor");
    for error in errors {
        assert_eq!(error.to_string(), first.to_string());
    }
    first
}

fn success<A: Send + PartialEq + fmt::Debug + 'static>(plan: &AgentTask<Result<A, AgentError>>) -> A {
    let mut values = executors::results(plan).into_iter().map(|(_, result)| result.expect("it succeeds"));
    let first = values.next().expect("there is an executor");
    assert!(values.all(|value| value == first));
    first
}

macro_rules! a_question_mark_on {
    ($($step:ident $(. $await:ident)?: $succeeds:ident $fails:ident $anywhere:ident;)*) => { $(
        #[test]
        fn $succeeds() {
            assert_eq!(success(&workflow! { a = $step("6") $(. $await)? ?; b = $step("7") $(. $await)? ?; => a * b }), 42);
            assert_eq!(success(&workflow! { par { a = $step("6") $(. $await)? ?; b = $step("7") $(. $await)? ? } => a * b }), 42);
            assert_eq!(success(&workflow! { a = $step("42") $(. $await)? ?; => a }), 42);
            assert_eq!(success(&workflow! { => $step("42") $(. $await)? ? }), 42);
        }

        #[test]
        fn $fails() {
            let (plan, line) = (workflow! { n = $step("x") $(. $await)? ?; => n + 1 }, line!());
            let error = failure(&plan);
            assert_eq!(said(&error), ("n".to_owned(), stringify!($step).to_owned(), line));
            assert_eq!(error.file(), file!());
            assert!(error.downcast_ref::<ParseIntError>().is_some());
        }

        #[test]
        fn $anywhere() {
            let chain = workflow! { a = $step("6") $(. $await)? ?; b = $step("x") $(. $await)? ?; => a * b };
            assert_eq!(failure(&chain).agent(), "b");
            let block = workflow! { par { a = $step("x") $(. $await)? ?; b = $step("7") $(. $await)? ? } => a * b };
            assert_eq!(failure(&block).agent(), "a");
            let waits = workflow! { par { a = $step("x") $(. $await)? ?; b = $step(["6"; 8][a as usize]) $(. $await)? ? } => b };
            assert_eq!(failure(&waits).agent(), "a");
            let result = workflow! { => $step("x") $(. $await)? ? };
            assert_eq!(failure(&result).agent(), "=>");
            let after = workflow! { a = $step("6") $(. $await)? ?; => $step(["x"; 8][a as usize]) $(. $await)? ? };
            assert_eq!(failure(&after).agent(), "=>");
        }
    )* };
}

a_question_mark_on! {
    parse: an_ordinary_step_may_succeed an_ordinary_step_may_fail an_ordinary_step_may_fail_anywhere;
    parse_task: a_task_may_succeed a_task_may_fail a_task_may_fail_anywhere;
    parse_later: a_future_may_succeed a_future_may_fail a_future_may_fail_anywhere;
    parse_later.await: an_awaited_future_may_succeed an_awaited_future_may_fail an_awaited_future_may_fail_anywhere;
}

#[test]
fn the_line_is_that_of_the_step_and_not_of_the_block() {
    let line = line!();
    let plan = workflow! {
        par {
            a = parse("1")?;
            b =
                parse("x")?;
        }
        => a + b
    };
    let error = failure(&plan);
    assert_eq!(error.line(), line + 4, "where the agent is named");
    assert!(error.to_string().contains(&format!("{}:{}", file!(), line + 4)));
}

#[test]
fn the_function_is_named_as_it_is_written() {
    mod tools {
        pub(super) fn fail() -> Result<(), &'static str> {
            Err("no tool")
        }
    }
    let text = "x";
    assert_eq!(failure(&workflow! { a = tools::fail()?; => a }).function(), "tools::fail");
    assert_eq!(failure(&workflow! { a = text.parse::<u32>()?; => a }).function(), "parse");
    assert_eq!(failure(&workflow! { a = Err::<u32, _>("x")?; => a }).function(), "Err::<u32,_>");
    assert_eq!(failure(&workflow! { a = { parse(text) }?; => a }).function(), "");
}

#[test]
fn an_agent_is_named_by_the_first_name_it_binds() {
    fn pair() -> Result<(u32, u32), String> {
        Err("no pair".to_owned())
    }
    assert_eq!(failure(&workflow! { (left, right) = pair()?; => left + right }).agent(), "left");
    assert_eq!(failure(&workflow! { _ = pair()?; => () }).agent(), "_");
}

#[derive(Debug, PartialEq)]
struct Down {
    because: ParseIntError,
}

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service is down")
    }
}

impl Error for Down {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.because)
    }
}

fn down() -> Result<u32, Down> {
    Err(Down { because: parse("x").expect_err("no number") })
}

#[test]
fn the_error_of_the_agent_comes_back_with_its_type() {
    let error = failure(&workflow! { a = down()?; => a });
    assert_eq!(error.downcast_ref::<Down>(), Some(&Down { because: parse("x").unwrap_err() }));
    assert!(error.downcast_ref::<ParseIntError>().is_none());
    let error = error.downcast::<ParseIntError>().expect_err("it is another type");
    assert!(error.to_string().ends_with("failed: the service is down"));
    assert!(error.source().is_some_and(<dyn Error>::is::<ParseIntError>), "what is behind the agent's error");
    assert_eq!(error.downcast::<Down>().unwrap(), Down { because: parse("x").unwrap_err() });
}

#[test]
fn any_text_may_be_an_error() {
    fn text() -> Result<u32, &'static str> {
        Err("no answer")
    }
    fn boxed() -> Result<u32, Box<dyn Error + Send + Sync>> {
        Err("no box".into())
    }
    assert!(failure(&workflow! { a = text()?; => a }).to_string().ends_with("failed: no answer"));
    assert_eq!(failure(&workflow! { a = boxed()?; => a }).cause().to_string(), "no box");
}

#[test]
fn the_error_of_a_nested_workflow_is_that_of_its_agent_and_names_both() {
    let inner = || workflow! { deep = parse("x")?; => deep };
    let error = failure(&workflow! { outer = inner()?; => outer });
    assert_eq!((error.agent(), error.function()), ("deep", "parse"));
    assert_eq!(error.path().collect::<Vec<_>>(), ["outer"]);
    assert!(error.to_string().starts_with("agent `outer` > `deep` (parse, tests/language/failure.rs:"), "{error}");
    assert!(error.downcast_ref::<ParseIntError>().is_some(), "through both");
}

#[test]
fn a_workflow_that_is_the_result_of_another_adds_no_name() {
    let inner = || workflow! { deep = parse("x")?; => deep };
    let error = failure(&workflow! { => inner()? });
    assert_eq!((error.agent(), error.path().count()), ("deep", 0));
}

#[test]
fn the_annotation_of_a_step_that_can_fail_is_that_of_its_success() {
    let plan = workflow! { n: u32 = "3".parse()?; => n + 1 };
    assert_eq!(plan.await_result().unwrap(), 4);
    let plan =
        workflow! { all: Vec<u32> = ["1", "2"].iter().map(|n| n.parse::<u32>()).collect::<Result<_, _>>()?; => all };
    assert_eq!(plan.await_result().unwrap(), [1, 2]);
}

#[test]
fn without_a_question_mark_the_rest_of_the_flow_decides() {
    let plan = workflow! {
        par { a = parse("x"); b = parse("7") }
        => a.unwrap_or(0) + b.unwrap_or(0)
    };
    assert_eq!(executors::value(&plan), 7);
    assert_eq!(executors::value(&workflow! { a = parse("3"); => a }), Ok(3));
}

#[test]
fn one_question_mark_makes_the_whole_workflow_fallible() {
    let plan = workflow! { par { a = parse("6")?; b = parse("x") } => (a, b.is_err()) };
    assert_eq!(success(&plan), (6, true));
}

#[test]
fn nothing_behind_a_failure_is_started() {
    let plan = workflow! {
        a = parse("x")?;
        b = unreachable_agent(a);
        => b
    };
    assert_eq!(failure(&plan).agent(), "a");
}

fn unreachable_agent(n: u32) -> u32 {
    unreachable!("the agent that gives {n} has failed")
}

#[test]
fn a_question_mark_inside_of_a_block_belongs_to_that_block() {
    let plan = workflow! { a = (|| Some(parse("6").ok()? * 7))(); => a };
    assert_eq!(executors::value(&plan), Some(42));
}
