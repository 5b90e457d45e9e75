//! rig's pipelines, with `parallel!`.

use futures::FutureExt;
use rig_core::parallel;
use rig_core::pipeline::{Op, then};

use super::{AFTER, ANSWER, FAST, MATH, SEARCH, SLOW, Way};
use crate::work::latency;

fn agent(ms: u64) -> impl Op<Input = (), Output = u64> {
    then(move |()| latency(ms))
}

async fn two_way() {
    let (a, b) = (agent(SEARCH[0]), agent(SEARCH[1]));
    parallel!(a, b).chain(then(|_| latency(ANSWER))).call(()).await;
}

async fn eight_way() {
    let [a, b, c, d, e, f, g, h] = SEARCH.map(agent);
    parallel!(a, b, c, d, e, f, g, h).chain(then(|_| latency(ANSWER))).call(()).await;
}

async fn search_then_math() {
    let branch = |index: usize| agent(SEARCH[index]).then(move |_| latency(MATH[index]));
    let (a, b, c, d) = (branch(0), branch(1), branch(2), branch(3));
    parallel!(a, b, c, d).chain(then(|_| latency(ANSWER))).call(()).await;
}

async fn beside_a_slow_one() {
    let (fast, slow) = (agent(FAST).then(|_| latency(AFTER)), agent(SLOW));
    parallel!(fast, slow).call(()).await;
}

pub(super) const WAY: Way =
    [|| two_way().boxed(), || eight_way().boxed(), || search_then_math().boxed(), || beside_a_slow_one().boxed()];
