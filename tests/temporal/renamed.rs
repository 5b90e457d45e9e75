//! Agents that have another name, or yield something else, than when a run began.

use agentflow::executor::{Serving, Temporal, Worker};
use agentflow::named::{Plan, Registry};
use agentflow::{AgentTask, agent, plan, workflow};

use crate::agents::{approve, double};
use crate::server::Server;
use crate::wait::{status_when, until};

/// Someone is asked in the middle of it, so that it can be changed meanwhile.
#[plan]
fn renamed(n: u64) -> AgentTask<u64> {
    workflow! { a = double(n); yes = approve("go on?"); b = double(a); => if yes { b } else { 0 } }
}

/// The agent is called otherwise now. Beside it, one that has kept its name.
mod later {
    use super::{AgentTask, agent, approve, plan, workflow};

    #[agent(pure)]
    pub(super) fn twice(n: u64) -> u64 {
        n * 2
    }

    #[plan(name = "renamed")]
    pub(super) fn gone(n: u64) -> AgentTask<u64> {
        workflow! { a = twice(n); yes = approve("go on?"); b = twice(a); => if yes { b } else { 0 } }
    }

    #[agent(name = "double", pure)]
    pub(super) fn twofold(n: u64) -> u64 {
        n * 2
    }

    #[plan(name = "renamed")]
    pub(super) fn kept(n: u64) -> AgentTask<u64> {
        workflow! { a = twofold(n); yes = approve("go on?"); b = twofold(a); => if yes { b } else { 0 } }
    }

    /// It asks for something else than a number, now.
    #[plan(name = "renamed")]
    pub(super) fn text(n: u64) -> AgentTask<String> {
        workflow! { a = twofold(n); => a.to_string() }
    }
}

fn plans<N: Plan<Value: Send>>(temporal: &Temporal) -> Serving {
    Worker::new(Registry::new().plan::<N>()).answered::<approve>().start(temporal).unwrap()
}

#[test]
fn an_agent_that_was_renamed_is_named_and_goes_on_under_its_old_name() {
    let server = Server::shared();
    let temporal = server.connect("renamed");
    let before = plans::<renamed>(&temporal);
    let _agents =
        Worker::new(Registry::new().agent::<double>().agent::<later::twice>()).start(&server.connect("renamed"));
    let run = temporal.submit::<renamed>("renamed", (10,)).unwrap();
    status_when(&run, |status| !status.asked.is_empty());
    drop(before);

    let without = plans::<later::gone>(&temporal);
    run.answer::<approve>(&true).unwrap();
    let error = run.result().unwrap_err();
    assert!(error.is_stuck(), "{error}");
    assert_eq!(
        error.to_string(),
        "the run `renamed` waits for a worker that can go on with it, and nothing is lost: the plan calls `twice` where it \
         called `double` before: an agent that is renamed keeps its name, `#[agent(name = \"double\")]`, and a plan that is \
         changed gets another one"
    );
    let status = run.status().unwrap();
    assert!(status.trouble.iter().any(|trouble| trouble.contains("`double`")), "{status:?}");
    drop(without);

    let _with = plans::<later::kept>(&temporal);
    let value = until("its value", || run.result().map_err(|error| assert!(error.is_stuck(), "{error}")).ok());
    assert_eq!(value, 40);
    let error = temporal.run::<later::text>("renamed").result().unwrap_err();
    assert!(error.to_string().starts_with("the value of the plan `renamed` can't be read: invalid type"), "{error}");
}
