//! The smallest one.

use agentflow::executor::Worker;
use agentflow::named::Registry;
use agentflow::{AgentTask, agent, plan, workflow};

use crate::server::Server;

#[agent]
fn count(text: String) -> usize {
    text.split_whitespace().count()
}

#[plan]
fn compare(a: String, b: String) -> AgentTask<bool> {
    workflow! { par { x = count(a); y = count(b) } => x == y }
}

#[test]
fn two_agents_and_their_plan() {
    let server = Server::shared();
    let temporal = server.connect("first");
    let registry = Registry::new().agent::<count>().plan::<compare>();
    let _serving = Worker::new(registry).start(&temporal).unwrap();
    let run = temporal.submit::<compare>("two-agents", ("one two".into(), "three four".into())).unwrap();
    assert!(run.result().unwrap());
}
