//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(62, []);
            a1 = agent(34, [&a0]);
            a2 = agent(40, [&a1]);
            a3 = agent(54, []);
            a4 = agent(26, [&a0, &a1, &a3]);
        }
        => [a2, a4].into_iter().max().unwrap_or(0)
    }
}
