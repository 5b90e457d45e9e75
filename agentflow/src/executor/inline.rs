//! This thread, left to right: the reference meaning of a plan.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::queue::Queue;
use super::{BoxFuture, Class, Executor, Job, Plan, Workers, reactor};

/// Runs everything on the calling thread, left to right: the reference meaning of a plan, and the easiest to debug.
///
/// Async agents are polled in the order in which they started, so that two of them still wait at the same time; their
/// timers and sockets are those of the tokio runtime around this thread, or of a small one that is kept for this.
/// Blocking agents run one after the other.
///
/// There is one place where this thread must not poll: inside the async code of a current-thread tokio runtime or of a
/// `LocalSet`, whose other tasks it would keep from going on. What follows the first async agent runs on a thread made for
/// it there, while this one waits.
///
/// ```
/// use agentflow::{executor::Inline, join_results, lazy_task};
///
/// let plan = join_results(lazy_task(|| 6), lazy_task(|| 7), |a, b| a * b);
/// assert_eq!(plan.run_on(&Inline), 42);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Inline;

impl Executor for Inline {
    fn block_on(&self, plan: &mut Plan<'_>) {
        let queue = Arc::new(Queue::default());
        let _end = AtEnd(&queue);
        if let Some(rest) = plan(Arc::new(ThisThread(Arc::clone(&queue)))) {
            reactor::within(|| queue.run_until(rest));
        }
    }
}

/// What is cancelled goes with the run. Left in the queue, it would hold the queue that holds it.
struct AtEnd<'a>(&'a Queue);

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

struct ThisThread(Arc<Queue>);

impl Workers for ThisThread {
    fn spawn(&self, _class: Class, job: Job) {
        self.0.spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.0.spawn_async(future);
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        reactor::sleep(duration)
    }

    fn now(&self) -> Instant {
        reactor::now()
    }

    fn overlaps(&self) -> bool {
        false
    }
}
