//! One thread, and a clock that jumps to the next timer whenever there is nothing else to do: waiting takes no time, and
//! computing takes none on this clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentflow::AgentTask;
use agentflow::executor::{BoxFuture, Class, Executor, Job, Plan, Workers};
use tokio::runtime::{Builder, Handle};
use tokio::time::Instant;

/// What a plan yields, and how long it takes on that clock.
pub(crate) fn run<A: Send + 'static>(plan: &AgentTask<A>) -> (A, Duration) {
    let executor = VirtualTime { took: Mutex::default() };
    let value = plan.clone().run_on(&executor);
    let took = *executor.took.lock().expect("no test panics while it holds this");
    (value, took)
}

struct VirtualTime {
    took: Mutex<Duration>,
}

impl Executor for VirtualTime {
    fn block_on(&self, plan: &mut Plan<'_>) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
        let _inside = runtime.enter();
        if let Some(rest) = plan(Arc::new(OneThread(runtime.handle().clone()))) {
            runtime.block_on(async {
                let start = Instant::now();
                rest.await;
                *self.took.lock().expect("no test panics while it holds this") = start.elapsed();
            });
        }
    }
}

struct OneThread(Handle);

impl Workers for OneThread {
    fn spawn(&self, _class: Class, job: Job) {
        drop(self.0.spawn(async { job() }));
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        drop(self.0.spawn(future));
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }

    fn now(&self) -> std::time::Instant {
        Instant::now().into_std()
    }
}
