//! Rows 1 to 4: Fibonacci's recursion, which does next to nothing but join; then the same with leaves that compute.

use std::pin::Pin;

use agentflow::{AgentTask, completed_task, join_results, lazy_task, spawn_agent, workflow};

use crate::callgrind;
use crate::line::{Line, ratios};
use crate::measure::{Contest, Spread};
use crate::setup::Setup;
use crate::work::compute;

pub(crate) fn by_workflow(n: u32) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n.into());
    }
    workflow! { par { a = by_workflow(n - 1); b = by_workflow(n - 2) } => a + b }
}

/// The chapter's spelling, with three calls.
pub(crate) fn by_functions(n: u32) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n.into());
    }
    join_results(spawn_agent(move || by_functions(n - 1)), spawn_agent(move || by_functions(n - 2)), |a, b| a + b)
}

pub(crate) fn by_rayon(n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let (a, b) = rayon::join(|| by_rayon(n - 1), || by_rayon(n - 2));
    a + b
}

#[cfg(feature = "rivals")]
fn by_chili(scope: &mut chili::Scope<'_>, n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let (a, b) = scope.join(|scope| by_chili(scope, n - 1), |scope| by_chili(scope, n - 2));
    a + b
}

/// How many joins the `n`th number takes: one less than the next number.
pub(crate) fn joins(n: u32) -> f64 {
    let (mut this, mut next) = (0.0, 1.0);
    for _ in 0..n {
        (this, next) = (next, this + next);
    }
    next - 1.0
}

pub(crate) fn empty_leaves(setup: &Setup) -> Vec<Line> {
    let Setup { pool, rayon, .. } = setup;
    let tree = |work: &str, ours: fn(u32) -> AgentTask<u64>, n: u32, rounds: usize, bar: f64| {
        let contest = Contest::ours(|| ours(n).run_on(pool));
        let contest = contest.against("rayon::join", || rayon.install(|| by_rayon(n)));
        let times = contest.run(setup.rounds(rounds));
        ratios(work, &times, joins(n), "a join").into_iter().map(move |line| line.bar(bar, 2.0))
    };
    let mut lines = Vec::new();
    lines.extend(tree("fib(20) by `workflow!`", by_workflow, 20, 401, 3.0));
    lines.extend(tree("fib(26) by `workflow!`", by_workflow, 26, 41, 5.0));
    lines.extend(tree("fib(20) by three calls", by_functions, 20, 401, 6.5));
    #[cfg(feature = "rivals")]
    {
        let heartbeat = chili::ThreadPool::with_config(chili::Config {
            thread_count: std::num::NonZero::new(crate::setup::THREADS),
            ..chili::Config::default()
        });
        let mut scope = heartbeat.scope();
        let contest = Contest::ours(|| by_workflow(20).run_on(pool)).against("chili", || by_chili(&mut scope, 20));
        lines.extend(ratios("fib(20) by `workflow!`", &contest.run(setup.rounds(101)), joins(20), "a join"));
    }
    lines
}

pub(crate) fn instructions(_: &Setup) -> Vec<Line> {
    const WORK: &str = "instructions a join, 1 thread";
    let each = |what| callgrind::difference(what, [12, 18]).map(|count| count / (joins(18) - joins(12)));
    match each("fib by workflow!").and_then(|ours| Ok((ours, each("fib by rayon")?))) {
        Ok((ours, theirs)) => {
            let line = Line::new(WORK, format!("{ours:.0}"), Spread::exactly(ours / theirs), "x");
            vec![line.rival("rayon::join", format!("{theirs:.0}")).bar(4.2, 2.5)]
        }
        Err(why) => vec![Line::missing(WORK, &why)],
    }
}

fn with_leaves(n: u32, micros: u32) -> AgentTask<u64> {
    if n < 2 {
        return lazy_task(move || leaf(n, micros));
    }
    workflow! { par { a = with_leaves(n - 1, micros); b = with_leaves(n - 2, micros) } => a + b }
}

fn with_leaves_by_rayon(n: u32, micros: u32) -> u64 {
    if n < 2 {
        return leaf(n, micros);
    }
    let (a, b) = rayon::join(|| with_leaves_by_rayon(n - 1, micros), || with_leaves_by_rayon(n - 2, micros));
    a + b
}

fn leaf(n: u32, micros: u32) -> u64 {
    compute(micros);
    n.into()
}

pub(crate) fn leaves_that_compute(setup: &Setup) -> Vec<Line> {
    const N: u32 = 15;
    let alone = Setup::new(1, setup.scale);
    let cases = [(&alone, 5, 1.05), (setup, 5, 1.15), (setup, 50, 1.05)];
    let lines = cases.into_iter().flat_map(|(threads, micros, bar)| {
        let Setup { pool, rayon, .. } = threads;
        let contest = Contest::ours(|| with_leaves(N, micros).run_on(pool));
        let contest = contest.against("rayon::join", || rayon.install(|| with_leaves_by_rayon(N, micros)));
        // The ratio of a round depends on the machine more than on us: only the median of many tells a few hundredths.
        let times = contest.run(setup.rounds(1001));
        let work = format!("leaves of {micros} µs, threads: {}", rayon.current_num_threads());
        ratios(&work, &times, joins(N), "a join").into_iter().map(move |line| line.bar(bar, 1.02))
    });
    lines.collect()
}

/// By hand: one branch is spawned, the other goes on here.
fn by_spawn(n: u32) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        if n < 2 {
            return n.into();
        }
        let a = tokio::spawn(by_spawn(n - 1));
        let b = by_spawn(n - 2).await;
        a.await.expect("no branch panics") + b
    })
}

pub(crate) fn beside_spawn(setup: &Setup) -> Vec<Line> {
    const N: u32 = 20;
    let contest = Contest::ours(|| by_workflow(N).run_on(&setup.pool));
    let times = contest.against("tokio::spawn", || setup.on_worker(by_spawn(N))).run(setup.rounds(51));
    let lines = ratios("fib(20), empty leaves", &times, joins(N), "a join");
    lines.into_iter().map(|line| line.bar(1.0 / 6.0, 1.0 / 15.0)).collect()
}
