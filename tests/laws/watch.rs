//! Work on all cores, of which one hears if it hangs.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

/// What takes longer hangs: a plan takes some milliseconds on each executor.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A number from the environment.
pub(crate) fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

/// Calls `work` for each seed; none of them is 0. If one does not come to its end, it calls `hangs` with it and ends the
/// process, as nothing else would.
pub(crate) fn on_all_cores(seeds: impl Iterator<Item = u64> + Send, work: impl Fn(u64) + Sync, hangs: impl Fn(u64)) {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let under_way: Vec<AtomicU64> = (0..workers).map(|_| AtomicU64::new(0)).collect();
    let seeds = Mutex::new(seeds);
    let next = || seeds.lock().expect("numbers do not panic").next();
    let work_on = |at: &AtomicU64| {
        while let Some(seed) = next() {
            at.store(seed, Ordering::Relaxed);
            work(seed);
        }
        at.store(0, Ordering::Relaxed);
    };
    thread::scope(|scope| {
        let all: Vec<_> = under_way.iter().map(|at| scope.spawn(|| work_on(at))).collect();
        let mut since = vec![(0, Instant::now()); workers];
        while !all.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(20));
            for (at, since) in under_way.iter().zip(&mut since) {
                let seed = at.load(Ordering::Relaxed);
                if since.0 != seed || seed == 0 {
                    *since = (seed, Instant::now());
                } else if since.1.elapsed() > PATIENCE {
                    hangs(seed);
                    process::exit(1);
                }
            }
        }
    });
}
