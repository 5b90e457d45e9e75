//! What working at once has gained.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Adds up what the agents of one run have worked. Clones add to the same sum.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    start: Instant,
    sum: Arc<Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    agents: AtomicUsize,
    nanoseconds: AtomicU64,
}

impl Clock {
    /// The run begins now.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), sum: Arc::default() }
    }

    /// One more agent.
    pub(crate) fn count_agent(&self) {
        self.sum.agents.fetch_add(1, Ordering::Relaxed);
    }

    /// Does a piece of an agent's work, and adds the time that it took.
    pub(crate) fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add(start.elapsed());
        result
    }

    /// The same for work that waits.
    pub(crate) async fn timed_async<T>(&self, work: impl Future<Output = T>) -> T {
        let start = Instant::now();
        let result = work.await;
        self.add(start.elapsed());
        result
    }

    fn add(&self, took: Duration) {
        // 2^64 nanoseconds are 500 years.
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.sum.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Up to now.
    pub(crate) fn speedup(&self) -> Speedup {
        Speedup {
            agents: self.sum.agents.load(Ordering::Relaxed),
            worked: Duration::from_nanos(self.sum.nanoseconds.load(Ordering::Relaxed)),
            passed: self.start.elapsed(),
        }
    }
}

/// The agents' own times against the time that passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speedup {
    /// How many agents worked.
    agents: usize,
    /// The sum of their own times: what they would have taken one after another.
    worked: Duration,
    /// The time that passed from the first start to the last end.
    passed: Duration,
}

impl fmt::Display for Speedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (worked, passed) = (self.worked, self.passed);
        let times = if passed.is_zero() { 1.0 } else { worked.as_secs_f64() / passed.as_secs_f64() };
        let agents = self.agents;
        write!(f, "{agents} agents worked {worked:.2?} in {passed:.2?}: {times:.1} times as fast as one after another")
    }
}
