//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(36, []);
            a1 = agent(81, []);
            a2 = agent(84, [&a0, &a1]);
            a3 = agent(35, [&a0, &a2]);
            a4 = agent(30, []);
            a5 = agent(74, []);
            a6 = agent(45, [&a2, &a4]);
            a7 = agent(51, [&a0]);
            a8 = agent(6, [&a1, &a2]);
            a9 = agent(12, [&a2]);
            a10 = agent(59, [&a5]);
            a11 = agent(85, [&a0]);
            a12 = agent(1400, [&a2]);
            a13 = agent(69, [&a6]);
            a14 = agent(77, [&a4, &a9]);
            a15 = agent(1980, [&a2, &a8, &a13]);
            a16 = agent(37, [&a1, &a2, &a4]);
            a17 = agent(43, [&a5, &a9, &a11]);
            a18 = agent(71, [&a14]);
            a19 = agent(88, [&a0, &a13]);
            a20 = agent(84, []);
            a21 = agent(48, [&a2, &a19]);
            a22 = agent(19, [&a4, &a5]);
            a23 = agent(60, [&a2, &a10, &a15]);
            a24 = agent(22, []);
            a25 = agent(9, [&a11, &a16, &a19]);
            a26 = agent(63, [&a6, &a7, &a11]);
            a27 = agent(42, []);
            a28 = agent(89, [&a4]);
            a29 = agent(320, []);
        }
        => [a3, a12, a17, a18, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29].into_iter().max().unwrap_or(0)
    }
}
