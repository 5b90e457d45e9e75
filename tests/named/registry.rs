//! A registry runs by name what another process asks for.

use std::collections::BTreeMap;

use agentflow::executor::{Driver, Request};
use agentflow::named::{Nature, Registry};
use agentflow::policy::Budget;
use agentflow::{AgentTask, agent, charge, plan, workflow};

#[agent(pure)]
fn length(text: &str) -> usize {
    text.len()
}

#[agent(effect)]
async fn pay(cents: u32) -> Result<u32, String> {
    std::future::ready(if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }).await
}

#[agent]
fn unwritable(_n: u8) -> BTreeMap<(u8, u8), u8> {
    BTreeMap::from([((1, 2), 3)])
}

#[plan]
fn buy(what: String) -> AgentTask<Result<String, String>> {
    workflow! {
        cents = length(&what);
        paid = pay(u32::try_from(cents).unwrap_or(0));
        => paid.map(|cents| format!("{what} for {cents}"))
    }
}

fn registry() -> Registry {
    Registry::new().agent::<length>().agent::<pay>().agent::<unwritable>().plan::<buy>()
}

#[test]
fn it_runs_agents_and_plans_by_name() {
    let registry = registry();
    let run = |name, input: &str| {
        let recorded = registry.run_agent(name, input.as_bytes()).await_result().unwrap();
        (String::from_utf8(recorded.value).unwrap(), recorded.failed)
    };
    assert_eq!(run("length", r#"["four"]"#), ("4".into(), false));
    assert_eq!(run("pay", "[3]"), (r#"{"Ok":3}"#.into(), false));
    assert_eq!(run("pay", "[0]"), (r#"{"Err":"nothing to pay"}"#.into(), true));
    let bought = registry.run_plan("buy", br#"["tea"]"#).await_result().unwrap();
    assert_eq!(bought.value, br#"{"Ok":"tea for 3"}"#);
}

#[test]
fn it_knows_what_it_has() {
    let registry = registry();
    assert!(registry.agents().eq(["length", "pay", "unwritable"]));
    assert!(registry.plans().eq(["buy"]));
    assert_eq!(registry.nature("pay"), Some(Nature::Effect));
    assert_eq!(registry.nature("buy"), None);
    assert_eq!(format!("{registry:?}"), r#"Registry { agents: ["length", "pay", "unwritable"], plans: ["buy"] }"#);
}

#[test]
fn what_goes_wrong_names_the_agent() {
    let says = |task: AgentTask<_>| {
        let task: AgentTask<Result<agentflow::executor::Recorded, agentflow::error::BoxError>> = task;
        task.await_result().unwrap_err().to_string()
    };
    let registry = registry();
    assert_eq!(
        says(registry.run_agent("lenght", b"[]")),
        "no agent is called `lenght` here: there are `length`, `pay`, `unwritable`"
    );
    assert_eq!(says(registry.run_plan("length", b"[]")), "no plan is called `length` here: there are `buy`");
    assert_eq!(says(Registry::new().run_plan("buy", b"[]")), "no plan is called `buy` here: there are none");
    let error = says(registry.run_agent("pay", br#"["three"]"#));
    assert!(error.starts_with("the input of `pay` can't be read: invalid type: string \"three\""), "{error}");
    let error = says(registry.run_agent("unwritable", b"[1]"));
    assert_eq!(error, "the value of `unwritable` can't be written: key must be a string");
}

mod other {
    #[agentflow::agent]
    pub(super) fn length(text: &str) -> usize {
        text.len()
    }
}

#[test]
#[should_panic(
    expected = "two agents are called `length`, `named::registry::length` and `named::registry::other::length`"
)]
fn two_agents_of_one_name_are_refused() {
    let _ = registry().agent::<other::length>();
}

#[test]
#[should_panic(expected = "`named::registry::buy` is registered twice")]
fn one_is_registered_once() {
    let _ = registry().plan::<buy>();
}

/// A worker on the other side of an engine: what the plan wants is run by name, as bytes.
#[test]
fn an_engine_passes_calls_to_it() {
    let registry = registry();
    let mut driver = Driver::new(buy("coffee".into()));
    let mut asked = Vec::new();
    while let Some(request) = driver.next_request() {
        let Request::Call(call) = request else { panic!("nothing sleeps") };
        asked.push((call.agent, call.nature, String::from_utf8(call.input.clone()).unwrap()));
        let answer = registry.run_agent(call.agent, &call.input).await_result();
        driver.complete(call.id, answer);
    }
    assert_eq!(driver.take_output().unwrap().unwrap(), Ok("coffee for 6".into()));
    let length = ("length", Nature::Pure, r#"["coffee"]"#.to_owned());
    assert_eq!(asked, [length, ("pay", Nature::Effect, "[6]".to_owned())]);
}

#[agent]
fn ask(question: &str) -> Result<usize, String> {
    charge("tokens", question.len() as u64).map_err(|out| out.to_string())?;
    Ok(question.len())
}

/// A worker spends what the budgets of the plan have left, wherever it is, and the plan pays for that.
#[test]
fn what_is_left_goes_with_a_call_and_what_was_spent_comes_back() {
    let registry = Registry::new().agent::<ask>();
    let spent = |limit| {
        let budget = Budget::new().limit("tokens", limit);
        let plan = workflow! { a = ask("one"); b = ask("three"); => (a, b) };
        let mut driver = Driver::new(plan.within(&budget));
        while let Some(request) = driver.next_request() {
            let Request::Call(call) = request else { continue };
            let ran = registry.run_agent_within(&call.allowance, call.agent, &call.input).await_result();
            driver.complete(call.id, ran);
        }
        let value = driver.take_output().unwrap().unwrap();
        (value.map_err(|error| error.cause().to_string()), budget.spent("tokens"))
    };
    assert_eq!(spent(8), (Ok((Ok(3), Ok(5))), 8));
    assert_eq!(spent(7), (Err("out of tokens: 3 of 7 spent, and 5 more were asked for".into()), 3));
}

/// An engine refuses what has no name, and must not take this message for such.
#[test]
fn an_engine_is_told_of_a_plan_that_is_not_there() {
    let mut driver = agentflow::executor::Driver::new(Registry::new().run_plan("buy", b"[]"));
    let error = driver.take_output().unwrap().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "no plan is called `buy` here: there are none");
}
