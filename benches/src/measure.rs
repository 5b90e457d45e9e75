//! Measuring several ways to do the same work, by turns, so that a busy machine slows all of them alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// A contest that takes longer than this ends with the rounds that it has, if they are enough for a median.
const LONG: Duration = Duration::from_secs(20);
const ENOUGH: usize = 5;

/// The ways to do one work. The first is ours.
#[must_use = "nothing runs before `run`"]
#[derive(Default)]
pub(crate) struct Contest<'a> {
    sides: Vec<(String, Box<dyn FnMut() -> Duration + 'a>)>,
}

impl<'a> Contest<'a> {
    pub(crate) fn ours<R>(go: impl FnMut() -> R + 'a) -> Self {
        Contest::default().against("agentflow", go)
    }

    /// A rival, timed from outside.
    pub(crate) fn against<R>(self, name: &str, mut go: impl FnMut() -> R + 'a) -> Self {
        self.told(name, move || {
            let start = Instant::now();
            black_box(go());
            start.elapsed()
        })
    }

    /// A rival that tells its time itself.
    pub(crate) fn told(mut self, name: &str, go: impl FnMut() -> Duration + 'a) -> Self {
        self.sides.push((name.to_owned(), Box::new(go)));
        self
    }

    /// Each round runs each side once, each time beginning with another one. A first round is not counted, unless it is the
    /// only one. On a slow machine there are fewer rounds than asked for: no row may take for ever.
    pub(crate) fn run(mut self, rounds: usize) -> Times {
        let mut seconds: Vec<Vec<f64>> = self.sides.iter().map(|_| Vec::with_capacity(rounds)).collect();
        let count = self.sides.len();
        let warm_ups = usize::from(rounds > 1);
        let start = Instant::now();
        for round in 0..rounds + warm_ups {
            if round >= ENOUGH + warm_ups && start.elapsed() > LONG {
                break;
            }
            for turn in 0..count {
                let side = (round + turn) % count;
                let took = (self.sides[side].1)();
                if round >= warm_ups {
                    seconds[side].push(took.as_secs_f64());
                }
            }
        }
        Times { sides: self.sides.into_iter().map(|(name, _)| name).zip(seconds).collect() }
    }
}

/// What each side took in each round, in seconds.
pub(crate) struct Times {
    sides: Vec<(String, Vec<f64>)>,
}

impl Times {
    /// The median of our times.
    pub(crate) fn ours(&self) -> f64 {
        Spread::of(self.sides[0].1.clone()).median
    }

    /// The rivals with their median times, and how many times as long as theirs ours took in the same round.
    pub(crate) fn rivals(&self) -> impl Iterator<Item = (&str, f64, Spread)> {
        let ours = &self.sides[0].1;
        self.sides[1..].iter().map(|(name, theirs)| {
            let ratios = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
            (&**name, Spread::of(theirs.clone()).median, Spread::of(ratios.collect()))
        })
    }

    /// How many times as long as `ideal` seconds each of our rounds took.
    pub(crate) fn over(&self, ideal: f64) -> Spread {
        Spread::of(self.sides[0].1.iter().map(|seconds| seconds / ideal).collect())
    }
}

/// A median, with what half of the values lie between.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let at = |quarter: usize| values[(values.len() - 1) * quarter / 4];
        Spread { low: at(1), median: at(2), high: at(3) }
    }

    /// What was counted, not timed.
    pub(crate) fn exactly(value: f64) -> Self {
        Spread { low: value, median: value, high: value }
    }
}
