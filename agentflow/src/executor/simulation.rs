//! One thread, a clock that jumps, and an order that a seed chooses: plans under test.

mod agenda;
mod around;
mod clock;
mod one_thread;

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;

use super::signal::{Signal, Signalling};
use super::{BoxFuture, Executor, Plan};
use agenda::Agenda;
use clock::Clock;
use one_thread::OneThread;

pub(crate) use around::Around;

/// Runs a plan on this thread in virtual time, in an order that a seed chooses: for tests (feature `simulation`).
///
/// - **The same seed gives the same run**: which job is taken, which future is polled and which side of a join goes first
///   is drawn from the seed, and so is the jitter of a retry. Another seed tries another order. A plan whose result hangs
///   on the order shows it under some seed, and again under that seed.
/// - **Waiting takes no time.** The clock stands still while there is anything to do, and then jumps to the next timer. That is
///   tokio's paused clock, so async agents that use tokio's timers work as they are, and a flow of half an hour is tested in
///   milliseconds. Computing takes no time on this clock.
/// - **A plan that waits for ever ends.** Where nothing is left to do and no timer is set, the run is cancelled, and
///   [`try_run_on`](crate::AgentTask::try_run_on) says so.
///
/// What an agent runs inside of itself is simulated, too: [`await_result`](crate::AgentTask::await_result) by a simulation of
/// its own, whose clock starts anew, and `task.await` by this one.
///
/// Out of its reach is what agents do by themselves: threads that they start (a wait for one looks as if nothing were left to
/// do), the time of the operating system, the order of a `HashMap`, and the branch that `tokio::select!` looks at first, unless
/// it is `biased`.
///
/// ```
/// use std::time::Duration;
/// use agentflow::executor::Simulation;
/// use agentflow::{lazy_task, timer};
///
/// let slow = timer(Duration::from_secs(30 * 60)).map(|()| "slow");
/// let plan = slow.timeout(Duration::from_secs(60)).map(|late| late.is_err());
///
/// let simulation = Simulation::seeded(7);
/// assert!(plan.run_on(&simulation));
/// assert_eq!(simulation.elapsed(), Duration::from_secs(60));
/// ```
#[derive(Debug, Default)]
pub struct Simulation {
    seed: u64,
    elapsed: Mutex<Duration>,
}

impl Simulation {
    /// The order that belongs to this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Simulation { seed, elapsed: Mutex::default() }
    }

    /// The virtual time that its last run took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for Simulation {
    /// # Panics
    /// If the system refuses what a tokio runtime needs.
    fn block_on(&self, plan: &mut Plan<'_>) {
        let (agenda, clock) = (Agenda::seeded(self.seed), Clock::new());
        let _end = AtEnd(&agenda, &clock);
        let rest = clock.within(|| {
            let _around = Around::enter(&agenda);
            plan(OneThread::workers(&agenda))
        });
        let elapsed = rest.map(|rest| on_a_thread_that_may_block(|| run_to_the_end(&clock, &agenda, rest)));
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner) = elapsed.unwrap_or_default();
    }
}

/// What is cancelled goes with the run.
struct AtEnd<'a>(&'a Agenda, &'a Clock);

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.1.within(|| self.0.end());
    }
}

/// Does what there is to do until `last` is done, or until nothing will ever happen. Gives the time that it took.
fn run_to_the_end(clock: &Clock, agenda: &Arc<Agenda>, last: BoxFuture<()>) -> Duration {
    let _around = Around::enter(agenda);
    let signal = Signal::for_this_thread();
    // Cancelled when it is dropped.
    let _last = agenda.start(Box::pin(Signalling::new(last, &signal)));
    let mut elapsed = Duration::ZERO;
    let work = async {
        let start = tokio::time::Instant::now();
        poll_fn(|cx| {
            while agenda.do_next_or_wake(cx.waker()) {
                elapsed = start.elapsed();
                if signal.is_done() {
                    return Poll::Ready(());
                }
            }
            Poll::Pending
        })
        .await;
    };
    clock.run(work);
    elapsed
}

/// tokio refuses to block a thread that works for another runtime.
fn on_a_thread_that_may_block<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    if Handle::try_current().is_err() {
        return f();
    }
    thread::scope(|scope| scope.spawn(f).join()).unwrap_or_else(|panic| resume_unwind(panic))
}
