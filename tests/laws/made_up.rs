//! Law 6, for plans with every construct in which agents fail, panic and wait for ever: on every executor a plan comes to
//! what it means, starts the agents that it says, and leaves nothing behind.
//!
//! `LAWS_PLANS` says how many there are, and `LAWS_SEED` where to begin: a plan is made of its seed alone.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::arbitrary::{any_shape, config};
use crate::executors::{CURRENT_THREAD, runs};
use crate::plan::{Meaning, Outcome, Planned, Shape, Value, World};
use crate::watch::{PATIENCE, on_all_cores, setting};

thread_local! {
    static ANY: BoxedStrategy<Shape> = any_shape().boxed();
}

/// So many orders of a simulation are tried.
const SIMULATED: u64 = 10;

#[test]
fn made_up_plans_mean_the_same_everywhere() {
    let (first, count) = (setting("LAWS_SEED", 1), setting("LAWS_PLANS", 10_000));
    let mistakes = Mutex::new(Vec::new());
    let try_out = |seed| {
        let plan = any(seed);
        if let Some(mistake) = mistake_in(&plan) {
            println!("LAWS_SEED={seed} {mistake}\n{plan:?}");
            mistakes.lock().unwrap().push(plan);
        }
    };
    let hangs = |seed| println!("LAWS_SEED={seed} hangs:\n{:?}", any(seed));
    on_all_cores(first..first + count, try_out, hangs);
    let mistakes = mistakes.into_inner().unwrap();
    if let Some(smallest) = mistakes.iter().min_by_key(|plan| plan.size()) {
        println!("made smaller: {}", smallest_mistake(smallest.clone()));
    }
    assert_eq!(mistakes.len(), 0, "of {count} plans");
}

fn any(seed: u64) -> Shape {
    ANY.with(|any| made(seed, any))
}

/// What is made of a seed.
pub(crate) fn made<S: Strategy>(seed: u64, strategy: &S) -> S::Value {
    // Neighbours would begin alike.
    let spread = u128::from(seed).wrapping_mul(0x2545_F491_4F6C_DD1D_9E37_79B9_7F4A_7C15);
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &spread.to_le_bytes());
    strategy.new_tree(&mut TestRunner::new_with_rng(config(1), rng)).expect("nothing is rejected").current()
}

/// The smallest plan with a mistake like that in this one, as far as it can be seen again.
fn smallest_mistake(mut plan: Shape) -> String {
    let mut mistake = "once".to_owned();
    // Another order of things may be needed to see it again.
    let again = |plan: Shape| (0..5).find_map(|_| mistake_in(&plan)).map(|mistake| (mistake, plan.clone()));
    while let Some(smaller) = plan.smaller().into_iter().map(|plan| plan.ending().numbered()).find_map(again) {
        (mistake, plan) = smaller;
    }
    format!("{mistake}\n{plan:?}")
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
        let mistake = meaning.mistake_in(&run_to(run), &world.starts()).or_else(|| leak_in(&world))?;
        Some(format!("on {executor}: {mistake}"))
    })
}

/// Workers let go of what they ran a moment after its value is known; what is held for long is leaked.
fn leak_in(world: &World) -> Option<String> {
    let since = Instant::now();
    while world.held() != 0 {
        if since.elapsed() > PATIENCE / 4 {
            return Some(format!("{} captures are still held", world.held()));
        }
        CURRENT_THREAD.block_on(tokio::task::yield_now());
    }
    None
}

/// What a run came to; a panic that is not a part of the plan is a mistake.
pub(crate) fn run_to(run: thread::Result<Value>) -> Result<Outcome, String> {
    match run {
        Ok(value) => Ok(Outcome::Value(value)),
        Err(panic) if panic.is::<Planned>() => Ok(Outcome::Panic),
        Err(panic) => Err(panic.downcast::<String>().map_or_else(|_| "a panic".to_owned(), |text| *text)),
    }
}

impl Meaning {
    /// What a run did that the plan does not say.
    fn mistake_in(&self, run: &Result<Outcome, String>, starts: &[u32]) -> Option<String> {
        self.wrong_outcome(run).or_else(|| {
            self.starts.iter().zip(starts).enumerate().find_map(|(id, (allowed, starts))| {
                let wrong = !(allowed.min..=allowed.max).contains(starts);
                wrong.then(|| format!("agent {id} started {starts} times, which should be {allowed:?}"))
            })
        })
    }

    pub(crate) fn wrong_outcome(&self, run: &Result<Outcome, String>) -> Option<String> {
        match run {
            Ok(outcome) if self.outcomes.allow(outcome) => None,
            run => Some(format!("it came to {run:?}, not to one of {:?}", self.outcomes)),
        }
    }
}

#[test]
fn what_is_made_up_has_every_construct_and_mostly_one_meaning() {
    let plans: Vec<Shape> = (1..2000).map(any).collect();
    let text = format!("{plans:?}");
    let words: HashSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let missing: Vec<&str> = CONSTRUCTS.split_whitespace().filter(|construct| !words.contains(construct)).collect();
    assert_eq!(missing, [""; 0]);
    assert!(plans.iter().any(|plan| plan.size() > 200) && plans.iter().any(|plan| plan.depth() > 100));
    let exact = |plan: &&Shape| {
        let Meaning { outcomes, starts } = plan.all_meanings();
        outcomes.only_one().is_some() && starts.iter().all(|starts| starts.min == starts.max)
    };
    assert!(plans.iter().filter(exact).count() > plans.len() / 2);
}

const CONSTRUCTS: &str = "Completed Agent Filter Timer \
    Lazy Blocking Slow Called Later Sleeps Stalls Ok Fails Panics FailsFirst Charges \
    Block Spawn Named Map Tool Flatten Share Cached TryCached CachedIn TryCachedIn Retry Timeout TryTimeout Hedge Within \
    TryWithin WithinTime Loop Nested None Constant Exponential Tiny Never Blocks Tries Awaits \
    Join Zip TryJoin Fallback TryFallback Flow Planner Router \
    Sequence TrySequence Limited TryLimited AtOnce PerTime Race FirstSuccess Quorum";
