//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(5, []);
            a1 = agent(45, []);
            a2 = agent(23, [&a1]);
            a3 = agent(73, []);
            a4 = agent(18, []);
        }
        => [a0, a2, a3, a4].into_iter().max().unwrap_or(0)
    }
}
