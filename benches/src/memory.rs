//! Memory, counted by an allocator in a process of its own (`src/bin/memory.rs`), as counting would slow all else down.

use std::future::poll_fn;
use std::hint::black_box;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use peak_alloc::PeakAlloc;

use crate::line::{Digits, Line};
use crate::measure::Spread;
use crate::rows::{chains, collections, limited};
use crate::setup::{Scale, Setup, THREADS};

/// The counting program.
pub(crate) static PROGRAM: OnceLock<&str> = OnceLock::new();

/// How many bytes `what` takes at its peak, for each of `units`.
///
/// # Errors
/// If the counting program fails.
pub(crate) fn ask(what: &str, units: u64) -> Result<f64, String> {
    let program = PROGRAM.get().ok_or("the counting program is not there")?;
    let output = Command::new(program).args([what, &units.to_string()]).output().map_err(|error| error.to_string())?;
    let bytes: Option<f64> = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
    let failed = || format!("{what} can't be counted: {}", String::from_utf8_lossy(&output.stderr));
    Ok(bytes.ok_or_else(failed)? / units as f64)
}

/// A line of bytes for each of `units`, beside those of a rival: its name, and what to count.
pub(crate) fn line(work: &str, ours: &str, theirs: Option<(&str, &str)>, units: u64) -> Line {
    match ask(ours, units) {
        Ok(bytes) => {
            let line = Line::new(work, format!("{} B", Digits(bytes)), Spread::exactly(bytes), "B");
            let cost = |rival| ask(rival, units).map_or_else(|why| why, |bytes| format!("{} B", Digits(bytes)));
            theirs.into_iter().fold(line, |line, (name, rival)| line.rival(name, cost(rival)))
        }
        Err(why) => Line::missing(work, &why),
    }
}

/// The counting program: runs `what` once, and gives its peak.
pub(crate) fn count(what: &str, units: u64) -> Option<usize> {
    let setup = Setup::new(THREADS, Scale::Full);
    // Threads and runtimes are there before anything is counted.
    agentflow::async_task(|| async {}).run_on(&setup.pool);
    setup.on_worker(async {});
    PeakAlloc.reset_peak_usage();
    let before = PeakAlloc.current_usage();
    let mut own = 0;
    match what {
        "par(64) for" => drop(limited::by_par_for(units).run_on(&setup.pool)),
        "buffer_unordered(64)" => drop(setup.on_worker(limited::by_buffer_unordered(units))),
        pending if pending.starts_with("pending") => {
            own = size_of_val(&waiting(0, 0)) * usize::try_from(units).ok()?;
            match pending {
                "pending, par for" => drop(collections::par_for_waiting(units).run_on(&setup.pool)),
                "pending, sequence_tasks" => drop(collections::sequence_waiting(units).run_on(&setup.pool)),
                _ => drop(setup.on_worker(collections::by_join_set(units, move |n| waiting(n, units)))),
            }
        }
        chain => {
            let (_, chain, _) = chains::CHAINS.iter().find(|(name, ..)| *name == chain)?;
            chain(units).run_on(&setup.pool);
        }
    }
    (PeakAlloc.peak_usage() - before).checked_sub(own)
}

/// An agent with some state of its own, which waits until all others do, too.
pub(crate) async fn waiting(n: u64, agents: u64) -> u64 {
    static STARTED: AtomicU64 = AtomicU64::new(0);
    let state = black_box([n; 20]);
    STARTED.fetch_add(1, Ordering::Relaxed);
    poll_fn(|cx| {
        if STARTED.load(Ordering::Relaxed) >= agents {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    black_box(state)[0]
}
