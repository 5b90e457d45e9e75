//! Fibonacci's recursion in four forms, which make the same joins, and what a join costs in each.
//!
//! The recursion does next to nothing but join: it is the worst case for a scheduler.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use agentflow::executor::Pool;
use agentflow::{AgentTask, completed_task, join_results, spawn_agent, workflow};

/// Both calls are agents: they run at once where a core is free.
pub(crate) fn by_workflow(n: u32) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n.into());
    }
    workflow! { par { a = by_workflow(n - 1); b = by_workflow(n - 2) } => a + b }
}

/// The same without the macro.
fn by_functions(n: u32) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n.into());
    }
    join_results(spawn_agent(move || by_functions(n - 1)), spawn_agent(move || by_functions(n - 2)), |a, b| a + b)
}

/// The same by hand.
fn by_rayon(n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let (a, b) = rayon::join(|| by_rayon(n - 1), || by_rayon(n - 2));
    a + b
}

/// No join at all. Without the black box, the compiler would unroll half of it away.
fn sequential(n: u32) -> u64 {
    if n < 2 { n.into() } else { sequential(black_box(n - 1)) + sequential(black_box(n - 2)) }
}

/// Median times of the four forms.
pub(crate) struct Comparison {
    joins: u32,
    threads: usize,
    rounds: usize,
    forms: [(&'static str, Duration); 4],
}

/// Runs each form `rounds` times, by turns, so that a busy machine slows all of them alike.
///
/// # Errors
/// If the system refuses the threads.
pub(crate) fn compare(n: u32, threads: usize, rounds: usize) -> std::io::Result<Comparison> {
    let pool = Pool::with_threads(threads)?;
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(std::io::Error::other)?;
    let forms: [(&str, &dyn Fn() -> u64); 4] = [
        ("a sequential call", &|| sequential(black_box(n))),
        ("rayon::join by hand", &|| rayon.install(|| by_rayon(n))),
        ("workflow!", &|| by_workflow(n).run_on(&pool)),
        ("join_results", &|| by_functions(n).run_on(&pool)),
    ];
    let mut times = forms.map(|_| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for ((_, form), times) in forms.iter().zip(&mut times) {
            let start = Instant::now();
            black_box(form());
            times.push(start.elapsed());
        }
    }
    let mut names = forms.iter().map(|(name, _)| *name);
    let forms = times.map(|times| (names.next().unwrap_or_default(), median(times)));
    Ok(Comparison { joins: joins(n), threads: rayon.current_num_threads(), rounds, forms })
}

/// How many joins the `n`th number takes: one less than the next number.
pub(crate) fn joins(n: u32) -> u32 {
    let (mut this, mut next) = (0, 1);
    for _ in 0..n {
        (this, next) = (next, this + next);
    }
    next - 1
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { joins, threads, rounds, forms } = self;
        write!(f, "{joins} joins, threads: {threads}, medians of {rounds} runs by turns")?;
        let nanoseconds = |time: &Duration| time.as_secs_f64() * 1e9 / f64::from(*joins);
        let by_hand = nanoseconds(&forms[1].1);
        for (name, time) in forms {
            let join = nanoseconds(time);
            write!(f, "\n{name:>20} {time:>10.2?} {join:>7.1} ns a join, {:>6.2} times rayon::join", join / by_hand)?;
        }
        Ok(())
    }
}
