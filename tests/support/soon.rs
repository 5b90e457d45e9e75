//! What other threads still have to do.

use std::thread;
use std::time::{Duration, Instant};

/// Waits for it; gives up when it takes far too long.
pub(crate) fn comes_true(is_so: impl Fn() -> bool) -> bool {
    const LIMIT: Duration = Duration::from_mins(1);
    let start = Instant::now();
    while !is_so() {
        if start.elapsed() > LIMIT {
            return false;
        }
        thread::yield_now();
    }
    true
}
