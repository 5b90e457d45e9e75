//! What working at once has gained.

use std::fmt;
use std::time::{Duration, Instant};

/// Does the work and says how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// The agents' own times against the time that passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speedup {
    /// How many agents worked.
    pub agents: usize,
    /// The sum of their own times: what they would have taken one after another.
    pub worked: Duration,
    /// The time that passed from the first start to the last end.
    pub passed: Duration,
}

impl fmt::Display for Speedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (worked, passed) = (self.worked, self.passed);
        let times = if passed.is_zero() { 1.0 } else { worked.as_secs_f64() / passed.as_secs_f64() };
        let agents = self.agents;
        write!(f, "{agents} agents worked {worked:.2?} in {passed:.2?}: {times:.1} times as fast as one after another")
    }
}
