//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(61, []);
            a1 = agent(70, []);
            a2 = agent(9, []);
            a3 = agent(8, [&a2]);
            a4 = agent(19, []);
            a5 = agent(63, [&a4]);
            a6 = agent(68, []);
            a7 = agent(87, []);
            a8 = agent(99, [&a7]);
            a9 = agent(33, [&a8]);
            a10 = agent(61, [&a9]);
            a11 = agent(9, [&a9]);
        }
        => [a0, a1, a3, a5, a6, a10, a11].into_iter().max().unwrap_or(0)
    }
}
