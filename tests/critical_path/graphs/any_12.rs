//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(90, []);
            a1 = agent(66, [&a0]);
            a2 = agent(42, [&a0, &a1]);
            a3 = agent(84, [&a1]);
            a4 = agent(98, []);
            a5 = agent(8, [&a2]);
            a6 = agent(64, [&a3, &a4]);
            a7 = agent(96, [&a6]);
            a8 = agent(1900, [&a4, &a5]);
            a9 = agent(93, [&a8]);
            a10 = agent(96, [&a1, &a8]);
            a11 = agent(760, [&a1]);
        }
        => [a7, a9, a10, a11].into_iter().max().unwrap_or(0)
    }
}
