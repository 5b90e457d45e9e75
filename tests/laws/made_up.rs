//! Law 6, for plans with every construct in which agents fail, panic and wait for ever: on every executor a plan comes to
//! what it means, and starts the agents that it says.
//!
//! `LAWS_PLANS` says how many there are, and `LAWS_SEED` where to begin: a plan is made of its seed alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::arbitrary::{any_shape, config};
use crate::executors::runs;
use crate::plan::{Meaning, Outcome, Planned, Shape, Value, World};

/// What takes longer hangs: a plan takes some milliseconds on each executor.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// So many orders of a simulation are tried.
const SIMULATED: u64 = 10;

pub(crate) fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

#[test]
fn made_up_plans_mean_the_same_everywhere() {
    let (first, count) = (setting("LAWS_SEED", 1), setting("LAWS_PLANS", 10_000));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let under_way: Vec<AtomicU64> = (0..workers).map(|_| AtomicU64::new(0)).collect();
    thread::scope(|scope| {
        let spawn = |(worker, at)| {
            let seeds = (first..first + count).skip(worker).step_by(workers);
            scope.spawn(move || seeds.filter(|seed| !is_well(*seed, at)).count())
        };
        let all: Vec<_> = under_way.iter().enumerate().map(spawn).collect();
        let mut since = vec![(0, Instant::now()); workers];
        while !all.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(20));
            for (at, since) in under_way.iter().zip(&mut since) {
                let seed = at.load(Ordering::Relaxed);
                if since.0 != seed || seed == 0 {
                    *since = (seed, Instant::now());
                } else if since.1.elapsed() > PATIENCE {
                    println!("LAWS_SEED={seed} hangs:\n{:#?}", made(seed).current());
                    process::exit(1);
                }
            }
        }
        let failures: usize = all.into_iter().map(|worker| worker.join().expect("a worker catches panics")).sum();
        assert_eq!(failures, 0, "of {count} plans");
    });
}

/// The plan of a seed, which can be made smaller.
pub(crate) fn made(seed: u64) -> impl ValueTree<Value = Shape> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    any_shape().new_tree(&mut TestRunner::new_with_rng(config(1), rng)).expect("nothing is rejected")
}

/// Whether all is well with the plan of a seed. Says which one it is if not, and makes it as small as can be.
fn is_well(seed: u64, under_way: &AtomicU64) -> bool {
    under_way.store(seed, Ordering::Relaxed);
    let mut plan = made(seed);
    let mistake = mistake_in(&plan.current());
    under_way.store(0, Ordering::Relaxed);
    let Some(mut mistake) = mistake else { return true };
    let mut smallest = plan.current();
    let mut goes_on = plan.simplify();
    while goes_on {
        // Another order of things may be needed to see it again.
        if let Some(again) = (0..5).find_map(|_| mistake_in(&plan.current())) {
            (mistake, smallest) = (again, plan.current());
            goes_on = plan.simplify();
        } else {
            goes_on = plan.complicate();
        }
    }
    println!("LAWS_SEED={seed} {mistake}\n{smallest:#?}");
    false
}

/// Runs the plan everywhere. What is wrong, if anything is.
fn mistake_in(plan: &Shape) -> Option<String> {
    let meaning = plan.all_meanings();
    let mut worlds = Vec::new();
    let runs = runs(SIMULATED, || {
        let world = World::new(plan.size());
        worlds.push(Arc::clone(&world));
        plan.plan_in(&world)
    });
    runs.into_iter().zip(worlds).find_map(|((executor, run), world)| {
        let mistake = meaning.mistake_in(&run_to(run), &world.starts())?;
        Some(format!("on {executor}: {mistake}"))
    })
}

/// What a run came to; a panic that is not a part of the plan is one of its own.
pub(crate) fn run_to(run: thread::Result<Value>) -> Result<Outcome, String> {
    match run {
        Ok(value) => Ok(Outcome::Value(value)),
        Err(panic) if panic.is::<Planned>() => Ok(Outcome::Panic),
        Err(panic) => Err(match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(_) => "a panic of another kind".to_owned(),
        }),
    }
}

impl Meaning {
    /// What a run did that the plan does not say.
    pub(crate) fn mistake_in(&self, run: &Result<Outcome, String>, starts: &[u32]) -> Option<String> {
        match run {
            Ok(outcome) if self.outcomes.allow(outcome) => {}
            run => return Some(format!("it came to {run:?}, not to one of {:?}", self.outcomes)),
        }
        self.starts.iter().zip(starts).enumerate().find_map(|(id, (allowed, starts))| {
            let wrong = !(allowed.min..=allowed.max).contains(starts);
            wrong.then(|| format!("agent {id} started {starts} times, which should be {allowed:?}"))
        })
    }
}
