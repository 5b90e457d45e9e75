//! By hand, in one task.

use futures::future::join_all;
use futures::{FutureExt, join};

use super::{AFTER, ANSWER, FAST, MATH, SEARCH, SLOW, Way};
use crate::work::latency;

async fn two_way() {
    join!(latency(SEARCH[0]), latency(SEARCH[1]));
    latency(ANSWER).await;
}

async fn eight_way() {
    join_all(SEARCH.map(latency)).await;
    latency(ANSWER).await;
}

async fn search_then_math() {
    let branch = |index: usize| async move {
        latency(SEARCH[index]).await;
        latency(MATH[index]).await
    };
    join_all((0..4).map(branch)).await;
    latency(ANSWER).await;
}

async fn beside_a_slow_one() {
    let branch = async {
        latency(FAST).await;
        latency(AFTER).await
    };
    join!(branch, latency(SLOW));
}

pub(super) const WAY: Way =
    [|| two_way().boxed(), || eight_way().boxed(), || search_then_math().boxed(), || beside_a_slow_one().boxed()];
