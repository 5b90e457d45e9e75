//! Row 11: the shapes of the workloads with which LLMCompiler was measured, latencies scaled to a hundredth: how much longer
//! than the critical path?

#[cfg(feature = "rivals")]
mod by_dagx;
#[cfg(feature = "rivals")]
mod by_graph_flow;
mod by_hand;
#[cfg(feature = "rivals")]
mod by_rig;
mod in_sequence;

use agentflow::{AgentTask, workflow};
use futures::future::BoxFuture;

use crate::line::{Digits, Line};
use crate::measure::{Contest, Spread};
use crate::rivals::langgraph::LangGraph;
use crate::setup::Setup;
use crate::work::latency;

/// A way to run each of the shapes.
type Way = [fn() -> BoxFuture<'static, ()>; 4];

/// Milliseconds of each search, of the arithmetic after it, and of the answer that ends a workload.
const SEARCH: [u64; 8] = [14, 26, 11, 18, 40, 13, 22, 16];
const MATH: [u64; 8] = [12, 8, 30, 10, 9, 14, 8, 11];
const ANSWER: u64 = 20;
/// One quick agent and another after it, beside a slow one. Layers would wait for the slow one before the second starts.
const FAST: u64 = 10;
const AFTER: u64 = 50;
const SLOW: u64 = 120;

/// The two names of a comparison are looked up, and an answer compares what was found.
fn two_way() -> AgentTask<u64> {
    workflow! {
        par { a = latency(SEARCH[0]); b = latency(SEARCH[1]) }
        answer = latency(ANSWER);
        => a + b + answer
    }
}

/// The same with eight films, of which one is recommended.
fn eight_way() -> AgentTask<u64> {
    workflow! {
        found = par for ms in SEARCH { latency(ms) };
        answer = latency(ANSWER);
        => found.into_iter().sum::<u64>() + answer
    }
}

/// Each of four searches is followed by arithmetic of its own; arithmetic with all of them is the answer.
fn search_then_math() -> AgentTask<u64> {
    workflow! {
        computed = par for index in 0..4 {
            found = latency(SEARCH[index]);
            computed = latency(MATH[index]);
            => found + computed
        };
        answer = latency(ANSWER);
        => computed.into_iter().sum::<u64>() + answer
    }
}

fn beside_a_slow_one() -> AgentTask<u64> {
    async fn after(_fast: u64) -> u64 {
        latency(AFTER).await
    }
    workflow! {
        par { fast = latency(FAST); then = after(fast); slow = latency(SLOW) }
        => then + slow
    }
}

/// Each with its critical path in milliseconds.
fn shapes() -> [(&'static str, AgentTask<u64>, u64); 4] {
    let longest = |times: &[u64]| times.iter().copied().max().unwrap_or(0);
    let chained: Vec<u64> = SEARCH.iter().zip(MATH).map(|(search, math)| search + math).collect();
    [
        ("2-way", two_way(), longest(&SEARCH[..2]) + ANSWER),
        ("8-way", eight_way(), longest(&SEARCH) + ANSWER),
        ("4 times search then math, then math", search_then_math(), longest(&chained[..4]) + ANSWER),
        ("fast, then another, beside slow", beside_a_slow_one(), SLOW.max(FAST + AFTER)),
    ]
}

/// LangGraph's graphs: `name:milliseconds:needs`.
fn by_langgraph() -> [String; 4] {
    let searches = |count: usize| (0..count).map(|n| format!("s{n}:{}:", SEARCH[n])).collect::<Vec<_>>().join(" ");
    let answer = |needs: &str, count: usize| {
        let needs = (0..count).map(|n| format!("{needs}{n}")).collect::<Vec<_>>().join(",");
        format!("answer:{ANSWER}:{needs}")
    };
    let maths = (0..4).map(|n| format!("m{n}:{}:s{n}", MATH[n])).collect::<Vec<_>>().join(" ");
    [
        format!("latencies {} {}", searches(2), answer("s", 2)),
        format!("latencies {} {}", searches(8), answer("s", 8)),
        format!("latencies {} {maths} {}", searches(4), answer("m", 4)),
        format!("latencies fast:{FAST}: after:{AFTER}:fast slow:{SLOW}: join:0:after,slow"),
    ]
}

const BY_HAND: [(&str, Way); 2] = [("in sequence", in_sequence::WAY), ("join! by hand", by_hand::WAY)];

#[cfg(feature = "rivals")]
const BY_OTHERS: &[(&str, Way)] =
    &[("dagx", by_dagx::WAY), ("graph-flow", by_graph_flow::WAY), ("rig parallel!", by_rig::WAY)];

#[cfg(not(feature = "rivals"))]
const BY_OTHERS: &[(&str, Way)] = &[];

pub(crate) fn workloads(setup: &Setup) -> Vec<Line> {
    let mut langgraph = LangGraph::start(setup);
    let mut lines = Vec::new();
    let shapes = shapes().into_iter().zip(by_langgraph());
    for (index, ((name, plan, milliseconds), graph)) in shapes.enumerate() {
        let seconds = milliseconds as f64 / 1000.0;
        let mut contest = Contest::ours(|| plan.clone().run_on(&setup.pool));
        for (rival, way) in BY_HAND.iter().chain(BY_OTHERS) {
            contest = contest.against(rival, move || setup.on_worker(way[index]()));
        }
        if let Ok(langgraph) = &mut langgraph {
            contest = contest.told("LangGraph", || langgraph.time(&graph));
        }
        let times = contest.run(setup.rounds(21));
        let work = format!("{name}, over the critical path of {milliseconds} ms");
        let over = times.over(seconds);
        let line = Line::new(work, format!("{} x", Digits(over.median)), over, "x").bar(1.03, 1.01);
        let shown = |line: Line, (rival, theirs, _): (&str, f64, Spread)| {
            line.rival(rival, format!("{} x", Digits(theirs / seconds)))
        };
        lines.push(times.rivals().fold(line, shown));
    }
    if let Err(why) = langgraph {
        lines.push(Line::missing("LangGraph", &why));
    }
    lines
}
