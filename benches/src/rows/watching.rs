//! Row 19: what it costs that somebody watches, beside the same plan that nobody watches.

use agentflow::watch::{Event, Observer, Recording, Spans};
use agentflow::{AgentTask, workflow};

use super::joins;
use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

/// Does nothing with what it hears.
struct Deaf;

impl Observer for Deaf {
    fn event(&self, _: &Event) {}
}

fn plus_one(n: u64) -> u64 {
    n + 1
}

/// Eight agents, of which most wait for others.
fn graph() -> AgentTask<u64> {
    workflow! {
        par {
            a = plus_one(0);
            b = plus_one(a);
            c = plus_one(a);
            d = plus_one(b + c);
            e = plus_one(c);
            f = plus_one(d + e);
            g = plus_one(e);
            h = plus_one(f + g);
        }
        => h
    }
}

fn graphs(many: u64) -> AgentTask<u64> {
    workflow! { values = par for _ in 0..many { graph() }; => values.len() as u64 }
}

fn list(agents: u64) -> AgentTask<u64> {
    workflow! { values = par for n in 0..agents { plus_one(n) }; => values.len() as u64 }
}

type MakePlan = Box<dyn Fn() -> AgentTask<u64>>;
type WatchPlan = fn(AgentTask<u64>) -> AgentTask<u64>;

pub(crate) fn overhead(setup: &Setup) -> Vec<Line> {
    let n: u32 = if setup.rounds(2) > 1 { 16 } else { 6 };
    let (graphs_at_once, agents) = (setup.size(200) as u64, setup.size(2_000) as u64);
    // Each join has two agents, a graph has eight, and is one itself.
    let plans: [(&str, f64, MakePlan); 3] = [
        ("a tree of joins", 2.0 * joins::joins(n), Box::new(move || joins::by_workflow(n))),
        ("a list of graphs", 9.0 * graphs_at_once as f64, Box::new(move || graphs(graphs_at_once))),
        ("a list", agents as f64, Box::new(move || list(agents))),
    ];
    plans.iter().flat_map(|(work, agents, plan)| watched(setup, work, *agents, plan)).collect()
}

fn watched(setup: &Setup, work: &str, agents: f64, plan: &dyn Fn() -> AgentTask<u64>) -> Vec<Line> {
    let observers: [(&str, WatchPlan); 3] = [
        ("an observer that does nothing", |plan| plan.watched(Deaf)),
        ("a recording", |plan| plan.watched(Recording::default())),
        ("spans, and no subscriber", |plan| plan.watched(Spans::here())),
    ];
    let against_nobody = |(by, watched): (&str, WatchPlan)| {
        let contest = Contest::ours(|| watched(plan()).run_on(&setup.pool));
        let contest = contest.against("nobody", || plan().run_on(&setup.pool));
        ratios(&format!("{work}, {by}"), &contest.run(setup.rounds(21)), agents, "an agent")
    };
    observers.into_iter().flat_map(against_nobody).collect()
}
