//! What working at once has gained.

use std::fmt;
use std::time::{Duration, Instant};

/// Does the work and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// The agents' own times against the time that passed.
#[derive(Debug, Clone, Copy)]
pub struct Speedup {
    /// How many agents worked.
    pub agents: usize,
    /// The sum of their own times: what they would have taken one after another.
    pub worked: Duration,
    /// The time that passed from the first start to the last end.
    pub passed: Duration,
}

impl fmt::Display for Speedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (worked, passed) = (self.worked.as_secs_f64(), self.passed.as_secs_f64());
        let times = if passed > 0.0 { worked / passed } else { 1.0 };
        write!(
            f,
            "{} agents worked {worked:.2} s in {passed:.2} s: {times:.1} times as fast as one after another",
            self.agents
        )
    }
}
