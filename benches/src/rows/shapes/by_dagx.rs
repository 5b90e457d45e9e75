//! dagx: tasks with typed handles.

use dagx::{DagRunner, Task, task};
use futures::FutureExt;

use super::{AFTER, ANSWER, FAST, MATH, SEARCH, SLOW, Way};
use crate::work::latency;

struct First(u64);

#[task]
impl First {
    async fn run(&self) -> u64 {
        latency(self.0).await
    }
}

struct Second(u64);

#[task]
impl Second {
    async fn run(&self, before: &u64) -> u64 {
        latency(self.0).await + before
    }
}

struct Answer2(u64);

#[task]
impl Answer2 {
    async fn run(&self, a: &u64, b: &u64) -> u64 {
        latency(self.0).await + a + b
    }
}

struct Answer4(u64);

#[task]
impl Answer4 {
    async fn run(&self, a: &u64, b: &u64, c: &u64, d: &u64) -> u64 {
        latency(self.0).await + a + b + c + d
    }
}

struct Answer8(u64);

#[task]
impl Answer8 {
    #[expect(clippy::too_many_arguments, reason = "dagx has an argument for each task that it waits for")]
    async fn run(&self, a: &u64, b: &u64, c: &u64, d: &u64, e: &u64, f: &u64, g: &u64, h: &u64) -> u64 {
        latency(self.0).await + a + b + c + d + e + f + g + h
    }
}

async fn run(dag: DagRunner) {
    let spawn = |future| drop(tokio::spawn(future));
    dag.run(spawn).await.expect("no task fails");
}

async fn two_way() {
    let dag = DagRunner::new();
    let (a, b) = (dag.add_task(First(SEARCH[0])), dag.add_task(First(SEARCH[1])));
    dag.add_task(Answer2(ANSWER)).depends_on((&a, &b));
    run(dag).await;
}

async fn eight_way() {
    let dag = DagRunner::new();
    let [a, b, c, d, e, f, g, h] = SEARCH.map(|ms| dag.add_task(First(ms)));
    dag.add_task(Answer8(ANSWER)).depends_on((&a, &b, &c, &d, &e, &f, &g, &h));
    run(dag).await;
}

async fn search_then_math() {
    let dag = DagRunner::new();
    let chain = |index: usize| {
        let search = dag.add_task(First(SEARCH[index]));
        dag.add_task(Second(MATH[index])).depends_on(&search)
    };
    let (a, b, c, d) = (chain(0), chain(1), chain(2), chain(3));
    dag.add_task(Answer4(ANSWER)).depends_on((&a, &b, &c, &d));
    run(dag).await;
}

async fn beside_a_slow_one() {
    let dag = DagRunner::new();
    let fast = dag.add_task(First(FAST));
    let after = dag.add_task(Second(AFTER)).depends_on(&fast);
    let slow = dag.add_task(First(SLOW));
    dag.add_task(Answer2(0)).depends_on((&after, &slow.into()));
    run(dag).await;
}

pub(super) const WAY: Way =
    [|| two_way().boxed(), || eight_way().boxed(), || search_then_math().boxed(), || beside_a_slow_one().boxed()];
