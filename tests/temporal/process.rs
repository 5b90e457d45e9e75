//! Workers in processes of their own, which can be killed: this test, started again with a role.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use agentflow::executor::{Temporal, Worker};
use agentflow::named::Registry;

use crate::agents::{LOG, ask, charge, compute, double, work};
use crate::budgets::in_turns;
use crate::kills::busy;
use crate::server::Server;

const ADDRESS: &str = "AGENTFLOW_TEMPORAL_ADDRESS";
const QUEUE: &str = "AGENTFLOW_TEMPORAL_QUEUE";
const ROLE: &str = "AGENTFLOW_TEMPORAL_ROLE";

/// What the processes do that are killed. Called for itself, there is no role.
#[test]
fn a_process_that_works() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let set = |variable| std::env::var(variable).unwrap();
    let registry = match &*role {
        "plans" => Registry::new().plan::<busy>().plan::<in_turns>(),
        "agents" => Registry::new().agent::<work>().agent::<compute>().agent::<ask>(),
        "effects" => Registry::new().agent::<charge>().agent::<double>(),
        _ => panic!("there is no role `{role}`"),
    };
    let temporal = Temporal::connect(&set(ADDRESS)).unwrap().queue(set(QUEUE));
    Worker::new(registry).start(&temporal).unwrap().wait().unwrap();
}

/// A process, until this is dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Its agents write to `log` that they begin.
    pub(crate) fn start(role: &str, queue: &str, server: &Server, log: &Path) -> Self {
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["process::a_process_that_works", "--exact", "--nocapture", "--test-threads=1"])
            .envs([(ROLE, role), (QUEUE, queue), (ADDRESS, &server.address())])
            .env(LOG, log)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Process(process.unwrap())
    }

    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
