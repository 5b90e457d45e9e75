//! Row 18: what a unit of work costs at sizes from a hundred to a million.

use crate::line::{Line, Seconds};
use crate::measure::{Contest, Spread};
use crate::rows::{chains, collections, fan_out, joins, limited};
use crate::setup::Setup;

const SIZES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// The least work of a round: small sizes are repeated.
const ROUND: usize = 100_000;

/// A number whose recursion takes about so many joins.
fn fib_of(size: usize) -> u32 {
    (2..64).find(|n| joins::joins(*n) >= size as f64 * 0.9).unwrap_or(2)
}

pub(crate) fn flatness(setup: &Setup) -> Vec<Line> {
    let Setup { pool, rayon, .. } = setup;
    let flat = |work: &str, rival: &str, ours: &dyn Fn(usize), theirs: &dyn Fn(usize)| {
        let units = |size: usize| if work.starts_with("row 1,") { joins::joins(fib_of(size)) } else { size as f64 };
        line(work, &costs(setup, ours, units), rival, &costs(setup, theirs, units))
    };
    vec![
        flat(
            "row 1, a tree of joins",
            "rayon::join",
            &|size| _ = joins::by_workflow(fib_of(size)).run_on(pool),
            &|size| _ = rayon.install(|| joins::by_rayon(fib_of(size))),
        ),
        flat(
            "row 5, async agents that yield",
            "JoinSet",
            &|size| _ = collections::par_for_yielding(size as u64).run_on(pool),
            &|size| _ = setup.on_worker(collections::by_join_set_yielding(size as u64)),
        ),
        flat(
            "row 6, async agents that do nothing",
            "JoinSet",
            &|size| _ = fan_out::by_workflow(size as u64).run_on(pool),
            &|size| _ = setup.on_worker(fan_out::by_join_set(size as u64)),
        ),
        flat(
            "row 7, a chain built left",
            "loop over boxed closures",
            &|size| _ = chains::built_left(size as u64).run_on(pool),
            &|size| _ = chains::by_loop(size as u64),
        ),
        flat(
            "row 16, 64 at once",
            "buffer_unordered(64)",
            &|size| _ = limited::by_par_for(size as u64).run_on(pool),
            &|size| _ = setup.on_worker(limited::by_buffer_unordered(size as u64)),
        ),
    ]
}

/// The median cost of a unit at each size, in seconds.
fn costs(setup: &Setup, work: &dyn Fn(usize), units: impl Fn(usize) -> f64) -> Vec<f64> {
    let at = |size: &usize| {
        let size = setup.size(*size);
        let times = (setup.size(ROUND) / size).max(1);
        let contest = Contest::ours(|| (0..times).for_each(|_| work(size)));
        contest.run(setup.rounds(7)).ours() / (units(size) * times as f64)
    };
    SIZES.iter().map(at).collect()
}

/// The largest cost over the smallest.
fn line(work: &str, ours: &[f64], rival: &str, theirs: &[f64]) -> Line {
    let growth = |costs: &[f64]| {
        let smallest = costs.iter().copied().fold(f64::INFINITY, f64::min);
        costs.iter().copied().fold(0.0, f64::max) / smallest
    };
    let shown = |costs: &[f64]| costs.iter().map(|cost| Seconds(*cost).to_string()).collect::<Vec<_>>().join(", ");
    let line =
        Line::new(format!("{work}, at 10² .. 10⁶"), shown(ours), Spread::exactly(growth(ours)), "x").at_most(1.5);
    line.rival(rival, format!("{} ({:.1} x)", shown(theirs), growth(theirs)))
}
