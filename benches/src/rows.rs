//! The rows of the table, a topic a file: our way and the rivals' side by side.

mod build_cost;
pub(crate) mod chains;
pub(crate) mod collections;
mod errors;
pub(crate) mod fan_out;
mod graphs;
mod growth;
pub(crate) mod joins;
mod journal;
pub(crate) mod limited;
mod shapes;
pub(crate) mod small;
mod waiting;
mod wakes;
pub(crate) mod watching;

use crate::line::Line;
use crate::setup::Setup;

pub(crate) struct Row {
    pub(crate) number: u8,
    pub(crate) title: &'static str,
    pub(crate) run: fn(&Setup) -> Vec<Line>,
    /// Why it misses a bar, if it does.
    pub(crate) remark: Option<&'static str>,
}

const fn row(number: u8, title: &'static str, run: fn(&Setup) -> Vec<Line>) -> Row {
    Row { number, title, run, remark: None }
}

impl Row {
    /// Says why it misses a bar.
    const fn because(self, remark: &'static str) -> Self {
        Row { remark: Some(remark), ..self }
    }
}

const JOINS: &str = "Of 580 to 600 instructions a join, some 160 allocate and free its node, which can be run again, and 165 to 195 are \
    rayon's: `rayon::join` between two sides that are called through pointers, where by hand it is 150 to 175 with its sides, as rustc \
    inlines more of it in one program than in another. The rest: some 165 call both steps, build the nodes below, ask of each whether \
    it is cancelled, too deep, or low on stack, call it and keep its value; 90 take both sides and call the result. Three calls are \
    three nodes a join: some 465 of 1,240 allocate and free them, 98 build and 98 call them, 151 ask the same.";

const LEAVES: &str = "A join is some 50 ns of row 1, beside leaves of 5 µs; half of the rounds lie so far apart that the machine decides.";

const CHAINS: &str = "An asynchronous step is three pieces of memory: two nodes, and the agent's future with what follows it. To allocate and \
    free them takes some 420 of its 980 to 1,020 instructions; the loop takes 333 for all of a step. Of joins that are nested left, \
    one that is 400 deep becomes a job of its own, and the joins around it wait for that: 2,500 instructions a step, where a join that \
    need not wait takes 580; half of the rounds lie far apart, as the jobs go from one thread to another.";

const NESTED_LEFT: &str = "Nested left, all levels live at once: to allocate and free them takes some 380 of 700 instructions a step, \
    where nested right takes 330 for all, as one level lives and its memory is used again. Where all steps yield it is 1,240 against \
    860. What waits is a list of levels, which is built without the stack; a wake polls one level only. To build 100,000 nodes \
    before the first of them runs is what is left.";

const RUN_AGAIN: &str = "Of some 215 instructions a node, 96 are `rayon::join`, 57 ask whether it is cancelled, too deep, or low on \
    stack, call it and keep its value, 50 share out both sides and put their values together, and 7 call an agent. A clone and its \
    drop are 26 instructions where those of an `Arc` are 11: before it is let go, a node is looked at for whether others hold it, as \
    the last one drops it without the stack.";

const COLD: &str = "Of the CPU seconds of release a third are the library itself, a sixth tokio, a ninth each its macros and syn, which \
    reads the whole language. Without the threads of tokio's runtime, which poll async agents, tokio would take a quarter less; without \
    what walks through its tree, syn would take as long. Of 226,000 lines of LLVM's that the library makes, a seventh are reports and \
    what they are made of, a tenth budgets, and a twelfth what rayon, tokio and async-task leave for their users to compile.";

const BUILD: &str = "Of the 60 KiB that a flow takes, more than half are machine code, and the rest what is known of it when a panic passes, and addresses in \
    tables. A quarter of that code is compiled for the type of the value of the flow, and more than half for its agents, \
    their futures among them. The 20 async functions by themselves, one after the other, take 14 KiB.";

const WAKES: &str = "A wake polls a task that 8 agents share, and the joins between them, where one of JoinSet polls one agent: 5,900 \
    instructions an agent against 4,300. With 4 agents a task it would be more, as a task is 6 pieces of memory.";

const FAN_OUT: &str = "By itself a run of a thousand took 116 µs where that of JoinSet took 652. The first agents \
    run where the run is waited for; what is left to wake is one thread that may help.";

const LIMITED: &str = "By hand, one task polls all 64 and needs no lock. Here two threads share the iterator, so that agents \
    may use both, and an item has a future of its own: on 1 thread 1,260 instructions instead of 770.";

const GROWTH: &str = "At 10² and 10³ it is a thread that has to be woken, for joins and for agents that yield; what \
    is compared with grows there, too. At 10⁶ the work does not grow: an agent of row 5 takes 1,625 instructions, 8.4 \
    misses of the first cache and 1.8 of the last one, and 1,708, 9.6 and 2.6 at 10⁴ (callgrind, on 1 thread); page \
    faults are 2 in 1,000 agents.";

/// All rows, in the order of the table.
pub(crate) const ALL: &[Row] = &[
    row(1, "A tree of joins with empty leaves, 2 threads", joins::empty_leaves).because(JOINS),
    row(2, "Instructions of a join", joins::instructions).because(JOINS),
    row(3, "The same tree with leaves that compute", joins::leaves_that_compute).because(LEAVES),
    row(4, "The same tree beside `tokio::spawn` of one branch", joins::beside_spawn),
    row(5, "100,000 async agents, built, run and dropped", collections::many),
    row(6, "Fan-out of 1,000 async agents that do nothing, and gather", fan_out::thousand).because(FAN_OUT),
    row(7, "Chains of a million steps, built, run and dropped", chains::million).because(CHAINS),
    row(8, "A chain of 100,000 steps, nested left, that turns async halfway", chains::turning_async)
        .because(NESTED_LEFT),
    row(9, "4,096 agents that wake one another one by one", wakes::one_by_one).because(WAKES),
    row(10, "Random graphs with heavy-tailed latencies", graphs::makespans),
    row(11, "LLMCompiler's shapes, latencies scaled to a hundredth", shapes::workloads),
    row(12, "One agent fails at 10 ms, another takes 800 ms", errors::until_the_error),
    row(13, "Small runs", small::runs).because(RUN_AGAIN),
    row(14, "Build cost of one more workflow of 20 agents, release", build_cost::one_more_flow).because(BUILD),
    row(15, "Build of the library from nothing", build_cost::from_nothing).because(COLD),
    row(16, "A million items, 64 at once", limited::million).because(LIMITED),
    row(17, "Agents that compute and wait, on 1 thread", waiting::nested_waits),
    row(18, "Growth of the cost of a unit", growth::flatness).because(GROWTH),
    row(
        19,
        "Agents that do nothing and are watched, as a multiple of what they cost when nobody watches",
        watching::overhead,
    ),
    row(20, "Agents with names that do nothing, in a journal and without one", journal::overhead),
];

/// What callgrind counts: runs it once at a size, if there is something of that name.
pub(crate) fn once(what: &str, size: u32) -> Option<()> {
    let setup = || Setup::new(1, crate::setup::Scale::Full);
    match what {
        "fib by workflow!" => _ = joins::by_workflow(size).run_on(&setup().pool),
        "fib by rayon" => _ = setup().rayon.install(|| joins::by_rayon(size)),
        "run again" => {
            let pool = setup().pool;
            small::inside(&pool, size as usize).run_on(&pool);
        }
        "loop" => _ = chains::by_loop(size.into()),
        chain => {
            let (_, chain, _) = chains::CHAINS.iter().find(|(name, ..)| *name == chain)?;
            chain(size.into()).run_on(&setup().pool);
        }
    }
    Some(())
}
