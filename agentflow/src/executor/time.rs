//! The operating system's time, for executors that have no other.

use std::time::{Duration, Instant};

use futures_timer::Delay;

use super::BoxFuture;

pub(super) fn sleep(duration: Duration) -> BoxFuture<()> {
    Box::pin(async move { Delay::new(duration).await })
}

pub(super) fn now() -> Instant {
    Instant::now()
}
