//! Random flows on all cores for as long as one likes, with faults and cancellations at random: nothing leaks, nothing
//! hangs, and no value is wrong.
//!
//! `SOAK_SECONDS` says how long, and `SOAK_SEED` where to begin. A seed makes some flows that run at the same time.

mod flow;
mod tally;

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::Strategy;

use crate::made_up::made;
use crate::watch::{PATIENCE, on_all_cores, setting};
use flow::{Flow, flow};
use tally::Tally;

fn flows() -> impl Strategy<Value = Vec<Flow>> {
    vec(flow(), 1..16)
}

#[test]
fn random_flows_with_faults_and_cancellations() {
    let (seconds, first) = (setting("SOAK_SECONDS", 3), setting("SOAK_SEED", 1));
    let end = Instant::now() + Duration::from_secs(seconds);
    let (tally, unsettled) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    let run = |seed| {
        let mut runs = flow::run_at_once(made(seed, &flows()));
        let (mut tally, mut unsettled) = (tally.lock().unwrap(), unsettled.lock().unwrap());
        for run in &runs {
            tally.count(seed, run);
        }
        unsettled.append(&mut runs);
        // What somebody still holds may be a moment behind.
        unsettled.retain(|run| !tally.settles(run));
    };
    let hangs = |seed| {
        let mut tally = tally.lock().unwrap();
        tally.hangs += 1;
        println!("SOAK_SEED={seed} hangs:\n{:?}\n{tally}", made(seed, &flows()));
    };
    on_all_cores((first..).take_while(|_| Instant::now() < end), run, hangs);

    let (mut tally, mut unsettled) = (tally.into_inner().unwrap(), unsettled.into_inner().unwrap());
    let until = Instant::now() + PATIENCE;
    while !unsettled.is_empty() && Instant::now() < until {
        thread::sleep(Duration::from_millis(1));
        unsettled.retain(|run| !tally.settles(run));
    }
    for run in &unsettled {
        tally.leaks(run);
    }
    println!("{seconds} s: {tally}");
    assert!(tally.is_clean(), "{tally}");
}
