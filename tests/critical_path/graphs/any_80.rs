//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(20, []);
            a1 = agent(68, []);
            a2 = agent(27, [&a0]);
            a3 = agent(69, [&a2]);
            a4 = agent(81, []);
            a5 = agent(1860, []);
            a6 = agent(40, [&a3, &a5]);
            a7 = agent(25, []);
            a8 = agent(43, [&a0, &a5, &a7]);
            a9 = agent(32, []);
            a10 = agent(680, [&a2]);
            a11 = agent(59, [&a6, &a7]);
            a12 = agent(54, []);
            a13 = agent(84, [&a1, &a8]);
            a14 = agent(40, []);
            a15 = agent(31, []);
            a16 = agent(85, []);
            a17 = agent(77, [&a1, &a2, &a8]);
            a18 = agent(97, [&a6, &a7, &a11]);
            a19 = agent(71, [&a11, &a15]);
            a20 = agent(44, []);
            a21 = agent(36, [&a2, &a10]);
            a22 = agent(15, [&a14, &a15]);
            a23 = agent(13, [&a5, &a6, &a19]);
            a24 = agent(27, [&a0, &a9, &a14]);
            a25 = agent(10, []);
            a26 = agent(14, [&a14, &a16]);
            a27 = agent(27, [&a22]);
            a28 = agent(78, [&a0, &a19, &a23]);
            a29 = agent(35, [&a4]);
            a30 = agent(65, [&a0, &a26]);
            a31 = agent(49, [&a10, &a11, &a19]);
            a32 = agent(27, [&a6, &a25, &a26]);
            a33 = agent(2, [&a3, &a22]);
            a34 = agent(2, [&a12, &a15, &a19]);
            a35 = agent(1780, [&a6]);
            a36 = agent(74, [&a2, &a8, &a10]);
            a37 = agent(65, [&a11, &a27]);
            a38 = agent(5, [&a3, &a23, &a32]);
            a39 = agent(44, [&a10, &a23]);
            a40 = agent(64, [&a17]);
            a41 = agent(98, []);
            a42 = agent(5, []);
            a43 = agent(21, [&a3]);
            a44 = agent(60, [&a8, &a13, &a25]);
            a45 = agent(33, [&a27]);
            a46 = agent(120, [&a4]);
            a47 = agent(6, [&a31]);
            a48 = agent(45, [&a14, &a17]);
            a49 = agent(67, []);
            a50 = agent(55, [&a16, &a35]);
            a51 = agent(71, [&a8, &a35]);
            a52 = agent(29, []);
            a53 = agent(14, []);
            a54 = agent(34, []);
            a55 = agent(90, []);
            a56 = agent(72, [&a9, &a20]);
            a57 = agent(41, [&a9, &a17]);
            a58 = agent(1640, []);
            a59 = agent(12, [&a16]);
            a60 = agent(920, [&a6, &a27, &a30]);
            a61 = agent(840, [&a58]);
            a62 = agent(42, [&a0, &a18]);
            a63 = agent(90, []);
            a64 = agent(53, [&a57]);
            a65 = agent(55, [&a18, &a53, &a62]);
            a66 = agent(300, [&a34, &a40]);
            a67 = agent(700, []);
            a68 = agent(65, []);
            a69 = agent(740, [&a24, &a44]);
            a70 = agent(55, []);
            a71 = agent(20, [&a3, &a63, &a69]);
            a72 = agent(54, [&a10, &a17]);
            a73 = agent(11, [&a8, &a27, &a67]);
            a74 = agent(16, [&a25, &a27, &a68]);
            a75 = agent(53, [&a48]);
            a76 = agent(60, [&a20, &a54]);
            a77 = agent(41, [&a14]);
            a78 = agent(97, []);
            a79 = agent(68, [&a14, &a56]);
        }
        => [a21, a28, a29, a33, a36, a37, a38, a39, a41, a42, a43, a45, a46, a47, a49, a50, a51, a52, a55, a59, a60, a61, a64, a65, a66, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79].into_iter().max().unwrap_or(0)
    }
}
