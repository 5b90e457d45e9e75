//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(53, []);
            a1 = agent(7, []);
            a2 = agent(19, []);
            a3 = agent(760, [&a0, &a1, &a2]);
            a4 = agent(61, [&a0, &a1, &a2]);
            a5 = agent(48, [&a0, &a1, &a2]);
            a6 = agent(16, [&a0, &a1, &a2]);
            a7 = agent(41, [&a0, &a1, &a2]);
            a8 = agent(14, [&a0, &a1, &a2]);
            a9 = agent(17, [&a8]);
            a10 = agent(49, [&a4, &a5, &a6, &a7, &a9]);
            a11 = agent(50, [&a4, &a5, &a6, &a7, &a9]);
            a12 = agent(36, [&a10, &a11]);
            a13 = agent(62, [&a4, &a5, &a6, &a7, &a9]);
            a14 = agent(14, [&a13]);
            a15 = agent(59, [&a4, &a5, &a6, &a7, &a9]);
            a16 = agent(1840, [&a15]);
            a17 = agent(51, [&a16]);
            a18 = agent(71, [&a16]);
            a19 = agent(61, [&a12, &a14, &a17, &a18]);
            a20 = agent(60, [&a12, &a14, &a17, &a18]);
            a21 = agent(87, [&a19, &a20]);
            a22 = agent(16, [&a0, &a1, &a2]);
            a23 = agent(28, [&a0, &a1, &a2]);
            a24 = agent(70, [&a22, &a23]);
            a25 = agent(39, [&a24]);
            a26 = agent(77, [&a25]);
            a27 = agent(46, [&a26]);
            a28 = agent(9, [&a27]);
            a29 = agent(22, [&a28]);
        }
        => [a3, a21, a29].into_iter().max().unwrap_or(0)
    }
}
