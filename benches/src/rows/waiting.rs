//! Row 17: agents that compute, on one thread, and wait in the middle for an async one.

use agentflow::executor::Pool;
use agentflow::{AgentTask, async_task, workflow};

use crate::line::{Line, Seconds};
use crate::measure::Contest;
use crate::setup::Setup;
use crate::work::latency;

const MILLISECONDS: u64 = 100;

fn plan(pool: &Pool, agents: u64) -> AgentTask<u64> {
    fn waits(n: u64, pool: &Pool) -> u64 {
        async_task(move || latency(MILLISECONDS)).run_on(pool) + n
    }
    let pool = pool.clone();
    workflow! {
        values = par for n in 0..agents { waits(n, &pool) };
        => values.into_iter().sum::<u64>()
    }
}

pub(crate) fn nested_waits(setup: &Setup) -> Vec<Line> {
    let one = Pool::with_threads(1).expect("the system has a thread");
    let few = setup.size(1_000) as u64;
    let many = few * 20;
    let times = Contest::ours(|| plan(&one, few).run_on(&one)).run(setup.rounds(11));
    let ideal = MILLISECONDS as f64 / 1000.0;
    let took = Seconds(times.ours()).to_string();
    let first = Line::new(format!("{few} agents, over the latency"), took, times.over(ideal), "x").bar(1.3, 1.05);

    let linear = times.ours() * 20.0;
    let times = Contest::ours(|| plan(&one, many).run_on(&one)).run(setup.rounds(1));
    let took = Seconds(times.ours()).to_string();
    let second = Line::new(format!("{many} agents, over 20 times the time of {few}"), took, times.over(linear), "x");

    // What the guide says to write instead.
    let planned = workflow! {
        values = par for n in 0..many { waited = latency(MILLISECONDS); => waited + n };
        => values.into_iter().sum::<u64>()
    };
    let times = Contest::ours(|| planned.clone().run_on(&one)).run(setup.rounds(3));
    let took = Seconds(times.ours()).to_string();
    let third =
        Line::new(format!("{many} agents that are planned instead, over the latency"), took, times.over(ideal), "x");
    vec![first, second.at_most(1.0), third]
}
