//! Made by `src/bin/graphs.rs`.

use agentflow::{AgentTask, workflow};

use super::{Node, agent};

pub(super) fn layered() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(39, []);
            a1 = agent(40, []);
            a2 = agent(38, []);
            a3 = agent(17, []);
            a4 = agent(37, []);
            a5 = agent(31, []);
            a6 = agent(47, [&a1, &a4, &a5]);
            a7 = agent(41, [&a1]);
            a8 = agent(28, [&a4]);
            a9 = agent(13, [&a1, &a5]);
            a10 = agent(20, [&a0, &a3, &a4]);
            a11 = agent(232, [&a0, &a2, &a5]);
            a12 = agent(45, [&a7]);
            a13 = agent(27, [&a9]);
            a14 = agent(24, [&a10]);
            a15 = agent(48, [&a7, &a10]);
            a16 = agent(18, [&a9, &a10]);
            a17 = agent(11, [&a11]);
            a18 = agent(19, [&a14]);
            a19 = agent(37, [&a12, &a14, &a16]);
            a20 = agent(49, [&a15, &a16]);
            a21 = agent(39, [&a15]);
            a22 = agent(44, [&a14]);
            a23 = agent(28, [&a12, &a17]);
            a24 = agent(37, [&a20, &a23]);
            a25 = agent(39, [&a18, &a21, &a23]);
            a26 = agent(29, [&a20, &a21, &a23]);
            a27 = agent(15, [&a18, &a21]);
            a28 = agent(20, [&a23]);
            a29 = agent(30, [&a20]);
            a30 = agent(32, [&a25]);
            a31 = agent(38, [&a27]);
            a32 = agent(43, [&a26]);
            a33 = agent(30, [&a28]);
            a34 = agent(23, [&a25, &a29]);
            a35 = agent(38, [&a28]);
            a36 = agent(45, [&a32]);
            a37 = agent(13, [&a34, &a35]);
            a38 = agent(47, [&a31]);
            a39 = agent(368, [&a34]);
            a40 = agent(47, [&a30]);
            a41 = agent(25, [&a30, &a31, &a34]);
            a42 = agent(21, [&a41]);
            a43 = agent(25, [&a41]);
            a44 = agent(15, [&a39]);
            a45 = agent(13, [&a39]);
            a46 = agent(43, [&a39]);
            a47 = agent(32, [&a37, &a41]);
        }
        => [a6, a8, a13, a19, a22, a24, a33, a36, a38, a40, a42, a43, a44, a45, a46, a47].into_iter().max().unwrap_or(0)
    }
}

pub(super) const LAYERED: &[Node] = &[
    Node { ms: 39, needs: &[] },
    Node { ms: 40, needs: &[] },
    Node { ms: 38, needs: &[] },
    Node { ms: 17, needs: &[] },
    Node { ms: 37, needs: &[] },
    Node { ms: 31, needs: &[] },
    Node { ms: 47, needs: &[1, 4, 5] },
    Node { ms: 41, needs: &[1] },
    Node { ms: 28, needs: &[4] },
    Node { ms: 13, needs: &[1, 5] },
    Node { ms: 20, needs: &[0, 3, 4] },
    Node { ms: 232, needs: &[0, 2, 5] },
    Node { ms: 45, needs: &[7] },
    Node { ms: 27, needs: &[9] },
    Node { ms: 24, needs: &[10] },
    Node { ms: 48, needs: &[7, 10] },
    Node { ms: 18, needs: &[9, 10] },
    Node { ms: 11, needs: &[11] },
    Node { ms: 19, needs: &[14] },
    Node { ms: 37, needs: &[12, 14, 16] },
    Node { ms: 49, needs: &[15, 16] },
    Node { ms: 39, needs: &[15] },
    Node { ms: 44, needs: &[14] },
    Node { ms: 28, needs: &[12, 17] },
    Node { ms: 37, needs: &[20, 23] },
    Node { ms: 39, needs: &[18, 21, 23] },
    Node { ms: 29, needs: &[20, 21, 23] },
    Node { ms: 15, needs: &[18, 21] },
    Node { ms: 20, needs: &[23] },
    Node { ms: 30, needs: &[20] },
    Node { ms: 32, needs: &[25] },
    Node { ms: 38, needs: &[27] },
    Node { ms: 43, needs: &[26] },
    Node { ms: 30, needs: &[28] },
    Node { ms: 23, needs: &[25, 29] },
    Node { ms: 38, needs: &[28] },
    Node { ms: 45, needs: &[32] },
    Node { ms: 13, needs: &[34, 35] },
    Node { ms: 47, needs: &[31] },
    Node { ms: 368, needs: &[34] },
    Node { ms: 47, needs: &[30] },
    Node { ms: 25, needs: &[30, 31, 34] },
    Node { ms: 21, needs: &[41] },
    Node { ms: 25, needs: &[41] },
    Node { ms: 15, needs: &[39] },
    Node { ms: 13, needs: &[39] },
    Node { ms: 43, needs: &[39] },
    Node { ms: 32, needs: &[37, 41] },
];

pub(super) fn sparse() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(12, []);
            a1 = agent(280, []);
            a2 = agent(48, [&a0]);
            a3 = agent(24, []);
            a4 = agent(31, []);
            a5 = agent(38, [&a3]);
            a6 = agent(43, []);
            a7 = agent(17, []);
            a8 = agent(44, []);
            a9 = agent(24, [&a3]);
            a10 = agent(47, [&a3, &a7]);
            a11 = agent(10, [&a1]);
            a12 = agent(26, [&a11]);
            a13 = agent(24, [&a8]);
            a14 = agent(41, [&a11]);
            a15 = agent(25, [&a4]);
            a16 = agent(288, []);
            a17 = agent(264, []);
            a18 = agent(17, [&a9, &a13]);
            a19 = agent(27, [&a9, &a11]);
            a20 = agent(23, [&a8]);
            a21 = agent(17, []);
            a22 = agent(42, [&a5]);
            a23 = agent(22, [&a17, &a19]);
            a24 = agent(28, [&a16, &a21]);
            a25 = agent(23, [&a15]);
            a26 = agent(33, [&a13, &a22]);
            a27 = agent(18, [&a2, &a12]);
            a28 = agent(38, []);
            a29 = agent(31, []);
            a30 = agent(22, [&a24, &a26]);
            a31 = agent(10, []);
            a32 = agent(15, [&a10, &a11]);
            a33 = agent(48, [&a7]);
            a34 = agent(19, []);
            a35 = agent(23, [&a14, &a21]);
            a36 = agent(45, []);
            a37 = agent(26, [&a21, &a23]);
            a38 = agent(29, [&a17]);
            a39 = agent(10, []);
            a40 = agent(49, [&a7, &a16]);
            a41 = agent(38, [&a0, &a33]);
            a42 = agent(44, [&a11, &a17]);
            a43 = agent(36, []);
            a44 = agent(12, [&a13]);
            a45 = agent(20, [&a35]);
            a46 = agent(41, [&a34]);
            a47 = agent(24, [&a11]);
        }
        => [a6, a18, a20, a25, a27, a28, a29, a30, a31, a32, a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47].into_iter().max().unwrap_or(0)
    }
}

pub(super) const SPARSE: &[Node] = &[
    Node { ms: 12, needs: &[] },
    Node { ms: 280, needs: &[] },
    Node { ms: 48, needs: &[0] },
    Node { ms: 24, needs: &[] },
    Node { ms: 31, needs: &[] },
    Node { ms: 38, needs: &[3] },
    Node { ms: 43, needs: &[] },
    Node { ms: 17, needs: &[] },
    Node { ms: 44, needs: &[] },
    Node { ms: 24, needs: &[3] },
    Node { ms: 47, needs: &[3, 7] },
    Node { ms: 10, needs: &[1] },
    Node { ms: 26, needs: &[11] },
    Node { ms: 24, needs: &[8] },
    Node { ms: 41, needs: &[11] },
    Node { ms: 25, needs: &[4] },
    Node { ms: 288, needs: &[] },
    Node { ms: 264, needs: &[] },
    Node { ms: 17, needs: &[9, 13] },
    Node { ms: 27, needs: &[9, 11] },
    Node { ms: 23, needs: &[8] },
    Node { ms: 17, needs: &[] },
    Node { ms: 42, needs: &[5] },
    Node { ms: 22, needs: &[17, 19] },
    Node { ms: 28, needs: &[16, 21] },
    Node { ms: 23, needs: &[15] },
    Node { ms: 33, needs: &[13, 22] },
    Node { ms: 18, needs: &[2, 12] },
    Node { ms: 38, needs: &[] },
    Node { ms: 31, needs: &[] },
    Node { ms: 22, needs: &[24, 26] },
    Node { ms: 10, needs: &[] },
    Node { ms: 15, needs: &[10, 11] },
    Node { ms: 48, needs: &[7] },
    Node { ms: 19, needs: &[] },
    Node { ms: 23, needs: &[14, 21] },
    Node { ms: 45, needs: &[] },
    Node { ms: 26, needs: &[21, 23] },
    Node { ms: 29, needs: &[17] },
    Node { ms: 10, needs: &[] },
    Node { ms: 49, needs: &[7, 16] },
    Node { ms: 38, needs: &[0, 33] },
    Node { ms: 44, needs: &[11, 17] },
    Node { ms: 36, needs: &[] },
    Node { ms: 12, needs: &[13] },
    Node { ms: 20, needs: &[35] },
    Node { ms: 41, needs: &[34] },
    Node { ms: 24, needs: &[11] },
];

pub(super) fn pipelines() -> AgentTask<u64> {
    workflow! {
        par {
            a0 = agent(49, []);
            a1 = agent(22, []);
            a2 = agent(19, []);
            a3 = agent(38, []);
            a4 = agent(22, []);
            a5 = agent(112, []);
            a6 = agent(96, [&a0]);
            a7 = agent(10, [&a1, &a0]);
            a8 = agent(40, [&a2]);
            a9 = agent(45, [&a3]);
            a10 = agent(304, [&a4]);
            a11 = agent(392, [&a5]);
            a12 = agent(15, [&a6, &a0]);
            a13 = agent(21, [&a7]);
            a14 = agent(42, [&a8, &a7]);
            a15 = agent(38, [&a9]);
            a16 = agent(28, [&a10, &a3]);
            a17 = agent(29, [&a11]);
            a18 = agent(16, [&a12]);
            a19 = agent(34, [&a13]);
            a20 = agent(38, [&a14]);
            a21 = agent(144, [&a15]);
            a22 = agent(25, [&a16, &a6]);
            a23 = agent(46, [&a17]);
            a24 = agent(31, [&a18, &a4]);
            a25 = agent(27, [&a19]);
            a26 = agent(25, [&a20]);
            a27 = agent(30, [&a21]);
            a28 = agent(192, [&a22, &a17]);
            a29 = agent(48, [&a23, &a1]);
            a30 = agent(352, [&a24]);
            a31 = agent(27, [&a25]);
            a32 = agent(42, [&a26]);
            a33 = agent(40, [&a27, &a12]);
            a34 = agent(26, [&a28]);
            a35 = agent(19, [&a29, &a10]);
            a36 = agent(23, [&a30]);
            a37 = agent(32, [&a31]);
            a38 = agent(41, [&a32, &a31]);
            a39 = agent(27, [&a33]);
            a40 = agent(16, [&a34, &a2]);
            a41 = agent(80, [&a35, &a33]);
            a42 = agent(41, [&a36]);
            a43 = agent(368, [&a37]);
            a44 = agent(17, [&a38]);
            a45 = agent(44, [&a39]);
            a46 = agent(49, [&a40, &a6]);
            a47 = agent(31, [&a41]);
        }
        => [a42, a43, a44, a45, a46, a47].into_iter().max().unwrap_or(0)
    }
}

pub(super) const PIPELINES: &[Node] = &[
    Node { ms: 49, needs: &[] },
    Node { ms: 22, needs: &[] },
    Node { ms: 19, needs: &[] },
    Node { ms: 38, needs: &[] },
    Node { ms: 22, needs: &[] },
    Node { ms: 112, needs: &[] },
    Node { ms: 96, needs: &[0] },
    Node { ms: 10, needs: &[1, 0] },
    Node { ms: 40, needs: &[2] },
    Node { ms: 45, needs: &[3] },
    Node { ms: 304, needs: &[4] },
    Node { ms: 392, needs: &[5] },
    Node { ms: 15, needs: &[6, 0] },
    Node { ms: 21, needs: &[7] },
    Node { ms: 42, needs: &[8, 7] },
    Node { ms: 38, needs: &[9] },
    Node { ms: 28, needs: &[10, 3] },
    Node { ms: 29, needs: &[11] },
    Node { ms: 16, needs: &[12] },
    Node { ms: 34, needs: &[13] },
    Node { ms: 38, needs: &[14] },
    Node { ms: 144, needs: &[15] },
    Node { ms: 25, needs: &[16, 6] },
    Node { ms: 46, needs: &[17] },
    Node { ms: 31, needs: &[18, 4] },
    Node { ms: 27, needs: &[19] },
    Node { ms: 25, needs: &[20] },
    Node { ms: 30, needs: &[21] },
    Node { ms: 192, needs: &[22, 17] },
    Node { ms: 48, needs: &[23, 1] },
    Node { ms: 352, needs: &[24] },
    Node { ms: 27, needs: &[25] },
    Node { ms: 42, needs: &[26] },
    Node { ms: 40, needs: &[27, 12] },
    Node { ms: 26, needs: &[28] },
    Node { ms: 19, needs: &[29, 10] },
    Node { ms: 23, needs: &[30] },
    Node { ms: 32, needs: &[31] },
    Node { ms: 41, needs: &[32, 31] },
    Node { ms: 27, needs: &[33] },
    Node { ms: 16, needs: &[34, 2] },
    Node { ms: 80, needs: &[35, 33] },
    Node { ms: 41, needs: &[36] },
    Node { ms: 368, needs: &[37] },
    Node { ms: 17, needs: &[38] },
    Node { ms: 44, needs: &[39] },
    Node { ms: 49, needs: &[40, 6] },
    Node { ms: 31, needs: &[41] },
];
