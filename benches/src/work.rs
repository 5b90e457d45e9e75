//! What agents do in the benchmarks: compute for so long, or take so long.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Computes for so many microseconds on an idle core. It is counted out, not timed, so that a core that is taken away
/// meanwhile does not count as work.
pub(crate) fn compute(micros: u32) {
    static A_MICROSECOND: OnceLock<u32> = OnceLock::new();
    let turns = A_MICROSECOND.get_or_init(|| {
        const TRIAL: u32 = 1_000_000;
        let trial = || {
            let start = Instant::now();
            turn(TRIAL);
            start.elapsed()
        };
        let shortest = (0..5).map(|_| trial()).min().unwrap_or_default();
        TRIAL / u32::try_from(shortest.as_micros()).unwrap_or(1).max(1)
    });
    turn(micros * turns);
}

/// Not inlined: a loop that is compiled anew at each place takes another time at each.
#[inline(never)]
fn turn(times: u32) {
    let mut state = black_box(1_u32);
    for _ in 0..times {
        state = black_box(state ^ (state << 5));
    }
}

/// Takes so many milliseconds, as a call of a model does. tokio's timer would round each latency up to the next
/// millisecond, which is more than any scheduler here takes.
pub(crate) async fn latency(ms: u64) -> u64 {
    futures_timer::Delay::new(Duration::from_millis(ms)).await;
    ms
}
