//! Made by `generate.rs`.

use agentflow::{AgentTask, workflow};

use crate::agent;

pub(crate) fn plan() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(79, []);
            a1 = agent(1780, []);
            a2 = agent(58, [&a0, &a1]);
            a3 = agent(49, []);
            a4 = agent(55, [&a3]);
            a5 = agent(58, []);
            a6 = agent(440, []);
            a7 = agent(72, [&a5, &a6]);
            a8 = agent(3, [&a7]);
            a9 = agent(56, [&a8]);
            a10 = agent(85, [&a9]);
            a11 = agent(94, [&a9]);
            a12 = agent(82, [&a11]);
            a13 = agent(88, [&a11]);
            a14 = agent(25, [&a10, &a12, &a13]);
            a15 = agent(48, [&a9]);
            a16 = agent(37, [&a14, &a15]);
            a17 = agent(1680, [&a14, &a15]);
            a18 = agent(88, [&a14, &a15]);
            a19 = agent(95, [&a18]);
            a20 = agent(96, [&a18]);
            a21 = agent(90, []);
            a22 = agent(100, [&a21]);
            a23 = agent(81, [&a21]);
            a24 = agent(32, [&a22, &a23]);
            a25 = agent(13, [&a22, &a23]);
            a26 = agent(54, [&a22, &a23]);
            a27 = agent(81, []);
            a28 = agent(72, [&a27]);
            a29 = agent(1800, []);
            a30 = agent(32, [&a2, &a4, &a16, &a17, &a19, &a20, &a24, &a25, &a26, &a28, &a29]);
            a31 = agent(340, [&a30]);
            a32 = agent(100, [&a31]);
            a33 = agent(79, [&a32]);
            a34 = agent(84, [&a33]);
            a35 = agent(34, [&a34]);
            a36 = agent(71, [&a35]);
            a37 = agent(17, [&a36]);
            a38 = agent(8, [&a34]);
            a39 = agent(51, [&a34]);
            a40 = agent(1380, [&a34]);
            a41 = agent(46, [&a34]);
            a42 = agent(77, [&a34]);
            a43 = agent(22, [&a34]);
            a44 = agent(73, [&a37, &a38, &a39, &a40, &a41, &a42, &a43]);
            a45 = agent(62, [&a34]);
            a46 = agent(97, [&a34]);
            a47 = agent(23, [&a34]);
            a48 = agent(32, [&a45, &a46, &a47]);
            a49 = agent(9, [&a44, &a48]);
            a50 = agent(87, [&a49]);
            a51 = agent(92, [&a50]);
            a52 = agent(680, [&a51]);
            a53 = agent(51, [&a51]);
            a54 = agent(90, [&a52, &a53]);
            a55 = agent(74, [&a54]);
            a56 = agent(26, [&a54]);
            a57 = agent(43, [&a55, &a56]);
            a58 = agent(62, [&a54]);
            a59 = agent(15, [&a54]);
            a60 = agent(1160, [&a59]);
            a61 = agent(41, [&a54]);
            a62 = agent(4, [&a61]);
            a63 = agent(62, [&a62]);
            a64 = agent(56, [&a62]);
            a65 = agent(44, [&a63, &a64]);
            a66 = agent(3, [&a54]);
            a67 = agent(78, [&a54]);
            a68 = agent(54, [&a57, &a58, &a60, &a65, &a66, &a67]);
            a69 = agent(900, [&a57, &a58, &a60, &a65, &a66, &a67]);
            a70 = agent(78, [&a68, &a69]);
            a71 = agent(75, [&a70]);
            a72 = agent(15, [&a57, &a58, &a60, &a65, &a66, &a67]);
            a73 = agent(6, [&a71, &a72]);
            a74 = agent(86, [&a71, &a72]);
            a75 = agent(79, [&a71, &a72]);
            a76 = agent(48, [&a73, &a74, &a75]);
            a77 = agent(30, [&a73, &a74, &a75]);
            a78 = agent(22, [&a73, &a74, &a75]);
            a79 = agent(23, [&a73, &a74, &a75]);
        }
        => [a76, a77, a78, a79].into_iter().max().unwrap_or(0)
    }
}
