//! `#[plan]`: a function that builds a plan stays what it is, and has a name.

use agentflow::named::Named;
use agentflow::{AgentTask, agent, plan, workflow};

#[agent]
fn double(n: u32) -> u32 {
    n * 2
}

#[agent]
async fn parse(text: &str) -> Result<u32, String> {
    std::future::ready(text.parse().map_err(|_| format!("{text} is no number"))).await
}

/// Doubles a number.
#[plan(name = "numbers.doubled")]
fn doubled(text: &str, times: usize) -> AgentTask<Result<u32, String>> {
    let text = text.to_owned();
    workflow! {
        n = parse(&text);
        => match n {
            Ok(n) => { list = par for _ in 0..times { twice = double(n); => twice }; => Ok::<_, String>(list.iter().sum()) }
            Err(error) => Err(error),
        }
    }
}

#[plan]
fn empty() -> AgentTask<()> {
    workflow! { => () }
}

#[test]
fn it_is_called_as_it_was() {
    assert_eq!(doubled("3", 2).await_result(), Ok(12));
    assert_eq!(doubled("x", 2).await_result(), Err("x is no number".into()));
    empty().await_result();
}

#[test]
fn it_is_built_from_its_input() {
    assert_eq!(doubled::task(("4".into(), 1)).await_result(), Ok(8));
    assert_eq!((doubled::NAME, empty::NAME), ("numbers.doubled", "empty"));
}
