//! One after the other: what a loop of thought and action takes.

use futures::FutureExt;

use super::{AFTER, ANSWER, FAST, MATH, SEARCH, SLOW, Way};
use crate::work::latency;

async fn each(milliseconds: &[u64]) {
    for ms in milliseconds {
        latency(*ms).await;
    }
}

async fn two_way() {
    each(&SEARCH[..2]).await;
    latency(ANSWER).await;
}

async fn eight_way() {
    each(&SEARCH).await;
    latency(ANSWER).await;
}

async fn search_then_math() {
    each(&SEARCH[..4]).await;
    each(&MATH[..4]).await;
    latency(ANSWER).await;
}

pub(super) const WAY: Way = [
    || two_way().boxed(),
    || eight_way().boxed(),
    || search_then_math().boxed(),
    || async { each(&[FAST, AFTER, SLOW]).await }.boxed(),
];
