//! A plan without threads, clocks or sockets: an engine drives it.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use super::queue::Queue;
use super::{BoxFuture, CallId, Class, Engine, Job, Recorded, Workers};
use crate::AgentTask;
use crate::error::{BoxError, RunError};
use crate::sync::atomic::{AtomicBool, Ordering};

mod desk;

use desk::Desk;
pub use desk::{Request, SleepId};

/// A plan that an engine drives: it hands out what it wants to have done and takes what came of it, on the thread of whoever
/// asks, and knows nothing of networks and clocks.
///
/// A backend is one short loop around it. What the plan asks for, and with which [`CallId`]s, depends on the plan and on the
/// values that it is given, and not on the order in which they come: so a plan can be built anew in another process and be given
/// all over again what is known already.
///
/// What is between agents runs in these calls: merges, `=>`, conditions, the closures of planners. It must be pure. An agent
/// without a name ends the run with an error that names it. Dropping the driver cancels the run.
///
/// ```
/// use agentflow::executor::{Driver, Request};
/// use agentflow::{Codec, call_agent, completed_task, join_results};
///
/// let codec = Codec {
///     encode: |text: &String| Ok(text.clone().into_bytes()),
///     encode_value: |length: &usize| Ok(length.to_string().into_bytes()),
///     decode: |bytes| Ok(std::str::from_utf8(bytes)?.parse()?),
///     failed: |_| false,
/// };
/// let length = |text: &str| call_agent("length", text.to_owned(), codec, |text| completed_task(text.len()));
///
/// let mut driver = Driver::new(join_results(length("one"), length("three"), |a, b| a + b));
/// while let Some(request) = driver.next_request() {
///     if let Request::Call(call) = request {
///         driver.complete(call.id, Ok(call.input.len().to_string().into_bytes().into()));
///     }
/// }
/// assert_eq!(driver.take_output().unwrap().unwrap(), 8);
/// ```
pub struct Driver<A> {
    /// Until it has ended.
    run: Option<BoxFuture<Result<A, RunError>>>,
    output: Option<Result<A, RunError>>,
    woken: Arc<Woken>,
    queue: Arc<Queue>,
    desk: Arc<Desk>,
}

impl<A: Send + 'static> Driver<A> {
    /// Runs `plan` until it waits for something, or to its end.
    #[must_use]
    pub fn new(plan: AgentTask<A>) -> Self {
        let (queue, desk) = (Arc::<Queue>::default(), Arc::<Desk>::default());
        let workers = Arc::new(OnEngine { queue: Arc::clone(&queue), desk: Arc::clone(&desk) });
        let run: BoxFuture<_> = Box::pin(plan.outcome_on(workers));
        let mut driver = Driver { run: Some(run), output: None, woken: Arc::default(), queue, desk };
        driver.woken.0.store(true, Ordering::Relaxed);
        driver.go_on();
        driver
    }

    /// Does all that can be done now.
    fn go_on(&mut self) {
        loop {
            self.queue.run_ready();
            if !self.woken.0.swap(false, Ordering::Relaxed) {
                return;
            }
            let Some(run) = &mut self.run else { return };
            let waker = Waker::from(Arc::clone(&self.woken));
            if let Poll::Ready(output) = run.as_mut().poll(&mut Context::from_waker(&waker)) {
                (self.run, self.output) = (None, Some(output));
            }
        }
    }

    /// What the plan wants next, in the order in which it came to want it; `None` if there is nothing until one of the other
    /// wishes is fulfilled.
    pub fn next_request(&mut self) -> Option<Request> {
        self.desk.next_request()
    }

    /// What a call gave and spent, or why it gave nothing, which ends the run. What nobody waits for is ignored.
    ///
    /// What it spent is paid by the budgets around the call, before its value is used. If they have not got that much, or the agent
    /// was [refused](Recorded::refused) a charge, they are out, and what runs within them is cancelled.
    pub fn complete(&mut self, call: CallId, recorded: Result<Recorded, BoxError>) {
        self.desk.complete(call, recorded);
        self.go_on();
    }

    /// A sleep is over. What nobody waits for is ignored.
    pub fn wake(&mut self, sleep: SleepId) {
        self.desk.wake(sleep);
        self.go_on();
    }

    /// So much time has gone by since the beginning: the plan has no other clock.
    pub fn set_elapsed(&mut self, elapsed: Duration) {
        self.desk.set_elapsed(elapsed);
    }

    /// The value of the plan, or how its run ended without one; `None` until then, and once it was taken.
    pub fn take_output(&mut self) -> Option<Result<A, RunError>> {
        self.output.take()
    }
}

impl<A> Drop for Driver<A> {
    fn drop(&mut self) {
        self.run = None;
        // What is cancelled is still to be dropped by its tasks.
        self.queue.end();
    }
}

/// Whether the run is to be polled.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The workers of one thread, which is that of whoever drives.
struct OnEngine {
    queue: Arc<Queue>,
    desk: Arc<Desk>,
}

impl Workers for OnEngine {
    fn spawn(&self, _class: Class, job: Job) {
        self.queue.spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.queue.spawn_async(future);
    }

    fn engine(&self) -> Option<&dyn Engine> {
        Some(&self.desk)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(self.desk.sleep(duration))
    }

    fn now(&self) -> Instant {
        self.desk.now()
    }

    fn overlaps(&self) -> bool {
        false
    }
}
