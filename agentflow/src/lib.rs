//! Parallel agent workflows as pure descriptions.
//!
//! A workflow asks several agents at once, goes on with the first values while others are still on their way, and merges
//! the rest. An agent is any function: one that computes, one that waits, an async one, or a whole plan of its own.
//! [`workflow!`] writes it as one block; what comes out is a description that runs nothing until it is told where.
//!
//! ```
//! use agentflow::workflow;
//!
//! async fn search(topic: &str) -> Vec<String> {
//!     vec![format!("a note on {topic}")]
//! }
//!
//! fn merge(a: Vec<String>, b: Vec<String>) -> String {
//!     [a, b].concat().join(", ")
//! }
//!
//! let (x, y) = (String::from("Rc"), String::from("Arc"));
//! let plan = workflow! { par { a = search(&x); b = search(&y) } => merge(a, b) };
//!
//! assert_eq!(plan.clone().await_result(), "a note on Rc, a note on Arc");
//! assert_eq!(plan.await_result(), "a note on Rc, a note on Arc"); // the same plan, run again
//! ```
//!
//! The primary type is [`AgentTask`]: it says how plans are run. A block is never needed; each one stands for calls of
//! the functions below.
//!
//! # A map of this page
//!
//! | to | see |
//! |---|---|
//! | write a plan as a block | [`workflow!`] |
//! | make a task | [`completed_task`], [`lazy_task`], [`async_task`], [`blocking_task`], [`async_function`], [`call_agent`], [`timer`] |
//! | run tasks at once | [`join_results`], [`try_join_results`], [`sequence_tasks`], [`try_sequence_tasks`], [`sequence_limited`], [`try_sequence_limited`], [`parallel_filter`] |
//! | take the first, or some, of several | [`race`], [`first_success`], [`quorum`] |
//! | choose what comes next, or take turns | [`dynamic_planner`], [`router`], [`loop_task`] |
//! | say where a task runs, or how often | [`spawn_agent`], [`share`], [`cached`](AgentTask::cached), [`cached_in`](AgentTask::cached_in) a [`Store`](policy::Store), and their `try_` forms |
//! | say what happens when an agent is slow or fails | [`policy`]: [`timeout`](AgentTask::timeout), [`retry`](AgentTask::retry) as a [`Retry`](policy::Retry) says, [`fallback`](AgentTask::fallback), [`hedge`](AgentTask::hedge), and their `try_` forms |
//! | bound how many run, or what they spend | [`limit`](AgentTask::limit) with a [`Limit`](policy::Limit); [`within`](AgentTask::within), [`try_within`](AgentTask::try_within) a [`Budget`](policy::Budget), and [`charge`] |
//! | chain methods | [`map`](AgentTask::map), [`zip`](AgentTask::zip), [`and_then`](AgentTask::and_then), [`flatten`](AgentTask::flatten), [`named`](AgentTask::named) |
//! | run a plan | [`await_result`](AgentTask::await_result), `task.await` ([`RunFuture`]), [`run_on`](AgentTask::run_on) and their `try_` forms |
//! | choose where it runs, or write an executor | [`executor`]; when to use which, and what each asks of a plan: `docs/engines.md` in the repository |
//! | give agents names, for engines and other processes | [`agent`](https://docs.rs/agentflow/latest/agentflow/attr.agent.html), [`plan`](https://docs.rs/agentflow/latest/agentflow/attr.plan.html) (feature `named`) |
//! | test it, in many orders and with faults | [`simulate`](https://docs.rs/agentflow/latest/agentflow/fn.simulate.html) (feature `simulation`) |
//! | see what it will do, before it runs | [`graph`](AgentTask::graph), [`graph`](mod@graph) |
//! | watch what its agents do | [`watched`](AgentTask::watched), [`watch`] |
//! | handle what goes wrong | [`AgentError`] for an agent that fails, [`RunError`] for one that panics, and the causes in [`error`]: [`TimedOut`](error::TimedOut), [`AllFailed`](error::AllFailed), [`OutOfTurns`](error::OutOfTurns), [`OutOfBudget`](error::OutOfBudget) |
//! | know what comes of a panic, a stall, or a run that is dropped | a table of all faults on all executors: `docs/faults.md` in the repository |
//! | understand a compile error | [`require`]; each mistake with its message and its fix: `docs/mistakes.md` in the repository |
//!
//! # Features
//!
//! - `tokio` (on by default): async agents are polled inside a tokio runtime, so that its timers and sockets work. Without
//!   it they are polled by one thread, and whatever wakes them must come with them; [`timer`] and the policies do.
//! - `journal`: `executor::Journal`, runs that go on after a crash.
//! - `temporal`: `executor::Temporal`, runs on a cluster. It builds the SDK of Temporal, which takes minutes, and needs Rust 1.92.
//! - `simulation`: `executor::Simulation` and `simulate`, to test plans.
//! - `named`: `#[agent]`, `#[plan]` and the module `named`, for engines and other processes.
//! - `report-json`: reports of runs as JSON, and as traces for Perfetto.
//! - `tracing`: agents as spans.
//! - `graph-svg`: the graph of a plan as a picture; without it, as text for Mermaid and Graphviz.

mod derived;
pub mod error;
pub mod executor;
pub mod graph;
#[cfg(doctest)]
mod guide;
#[cfg(feature = "named")]
pub mod named;
pub mod policy;
mod primitive;
#[doc(hidden)]
pub mod private;
pub mod require;
mod run;
#[cfg(feature = "simulation")]
pub mod simulation;
mod site;
mod sync;
mod task;
pub mod watch;

/// Gives an ordinary function a name by which engines and other processes find it. Calling it makes a task.
///
/// `async fn search(topic: &str) -> Page` becomes a function that returns an `AgentTask<Page>`; in this process that is an agent
/// as any other, and nothing is encoded. Beside it there is a type of the same name, for a [`Registry`](named::Registry).
///
/// | option | meaning |
/// |---|---|
/// | `name = "files.read"` | the name, instead of that of the function: it stays when the function is renamed |
/// | `blocking` | it waits on its thread, as in [`blocking_task`] |
/// | `pure`, `idempotent` (if nothing is said), `effect` | what a second run would come to: see [`Nature`](named::Nature). A call of an `effect` is an [`Effect`](named::Effect), which can't be raced, hedged, retried or cached |
/// | `crate = path` | where this crate is, if not at `::agentflow` |
///
/// # Compile errors
///
/// If it has generics, `self`, patterns for arguments, or borrows inside of them, and if what it is given or yields can't go to
/// another process: that is [`ReadByAgents`](require::ReadByAgents) and [`ReadByCallers`](require::ReadByCallers).
///
/// ```
/// use agentflow::{AgentTask, agent, workflow};
///
/// #[agent(name = "text.count", pure)]
/// fn count(text: &str) -> usize {
///     text.split_whitespace().count()
/// }
///
/// let task: AgentTask<usize> = count("three words here");
/// assert_eq!(task.await_result(), 3);
///
/// let plan = workflow! { par { a = count("one"); b = count("two words") } => a + b };
/// assert_eq!(plan.await_result(), 3);
/// ```
#[cfg(feature = "named")]
pub use agentflow_macros::agent;
/// Gives a function that builds a plan a name, by which an engine finds it and builds it anew. The function stays as it is.
///
/// The options are `name` and `crate`, as for [`agent`]; so are the rules for its arguments, and for what its task yields.
///
/// ```
/// use agentflow::{AgentTask, agent, named::Registry, plan, workflow};
///
/// #[agent]
/// fn double(n: u32) -> u32 {
///     n * 2
/// }
///
/// #[plan]
/// fn doubled(numbers: Vec<u32>) -> AgentTask<Vec<u32>> {
///     workflow! { => par for n in numbers { twice = double(n); => twice } }
/// }
///
/// assert_eq!(doubled(vec![1, 2]).await_result(), [2, 4]);
///
/// let registry = Registry::new().plan::<doubled>();
/// assert_eq!(registry.run_plan("doubled", b"[[3]]").await_result().unwrap().value, b"[6]");
/// ```
#[cfg(feature = "named")]
pub use agentflow_macros::plan;
pub use derived::{async_function, parallel_filter, router};
pub use error::{AgentError, RunError};
pub use policy::{charge, first_success, quorum, timer};
pub use primitive::{
    Codec, async_task, blocking_task, call_agent, completed_task, dynamic_planner, join_results, lazy_task, loop_task,
    race, sequence_limited, sequence_tasks, share, spawn_agent, try_join_results, try_sequence_limited,
    try_sequence_tasks,
};
pub use run::RunFuture;
#[cfg(feature = "simulation")]
pub use simulation::simulate;
pub use task::AgentTask;

/// Writes a plan as one block: an expression of type [`AgentTask`].
///
/// ```
/// use agentflow::{AgentTask, lazy_task, workflow};
///
/// fn count(text: &str) -> usize { text.len() }
/// fn look_up(word: &'static str) -> AgentTask<String> { lazy_task(move || word.repeat(2)) }
/// async fn fetch(word: &'static str) -> String { word.to_uppercase() }
///
/// let plan: AgentTask<String> = workflow! {
///     par {
///         a = look_up("map");     // these two run at once
///         b = fetch("reduce");
///         n = count(&b);          // starts when `b` is there
///     }
///     line = format!("{a} {b} {n}");
///     => line
/// };
/// assert_eq!(plan.await_result(), "mapmap REDUCE 6");
/// ```
///
/// # Grammar
///
/// ```text
/// workflow   := statement* "=>" step
/// statement  := binding ";" | par-block
/// par-block  := "par" "{" binding (";" binding)* ";"? "}"
/// binding    := (doc-comment | policy)* "let"? pattern (":" type)? "=" step
/// step       := expression | "blocking" block | step "?"
///             | "if" expression body ("else" "if" expression body)* ("else" body)?
///             | "match" expression "{" (pattern ("if" expression)? "=>" (body | step ","))* "}"
///             | "par" ("(" limit ")")? "for" pattern "in" expression ("if" step)? body
///             | "race" "{" racer (";" racer)* ";"? "}"
///             | "loop" "(" pattern "=" expression ")" "max" expression body
/// racer      := body | step
/// body       := "{" statement* "=>"? step "}"
/// policy     := "#[" "retry" "(" (expression | retry-argument) ("," retry-argument)* ")" "]"
///             | "#[" ("timeout" | "hedge") "(" time ")" "]"
///             | "#[" "fallback" "(" (step | body) ")" "]"
///             | "#[" ("limit" | "within") "(" expression ")" "]"
///             | "#[" "cached" ("(" cached-argument ("," cached-argument)* ")")? "]"
/// retry-argument  := "times" "=" expression | "backoff" "=" backoff | "jitter" | "when" "=" expression
/// backoff         := "constant" "(" time ")" | "exponential" "(" time ("," "max" "=" time)? ")"
/// cached-argument := "key" "=" expression | "store" "=" expression
/// time            := a number with a unit, as 500ms, 5s, 2m or 1h | expression
/// ```
///
/// A pattern must match every value. A name is bound once in a block.
///
/// # Steps
///
/// The type of a step decides what is run and what is bound:
///
/// | type | what runs | bound |
/// |---|---|---|
/// | [`AgentTask<A>`](AgentTask) | the task | `A` |
/// | a [`Future`](std::future::Future) | the future, whether `.await` is written behind it or not | its output |
/// | anything else | the expression, as an agent that computes | its value |
/// | `blocking { .. }` | the block, on a thread that may wait | its value |
///
/// Inside a larger expression `.await` has to be written: `fetch(x).await.len()`. Where the type is still open, as in
/// `numbers.collect()`, it has to be written too: `name: Vec<_> = numbers.collect()`. In a generic function, what is known
/// only as `T` is a value. The result is a step as well, so a function that ends in `=> f(x)` with a task from `f` is a tail
/// call.
///
/// # Choices and collections
///
/// The bodies of `if`, `match` and `par for` are workflows of their own. Only the chosen arm starts anything, and the
/// arms may be of different kinds. `par for` runs its body for all items at once, or with a limit for so many at once,
/// and yields a `Vec` in their order. A `?` in a body ends the whole workflow.
///
/// ```
/// use agentflow::workflow;
///
/// fn guess(word: &str) -> usize { word.len() }
/// async fn look_up(word: &'static str) -> usize { word.len() * 10 }
///
/// let plan = workflow! {
///     hits = par(2) for word in ["a", "map", "of", "agents"] if word.len() > 1 {
///         hit = if word.len() > 2 { look_up(word) } else { guess(word) };
///         => (word, hit)
///     };
///     => hits
/// };
/// assert_eq!(plan.await_result(), [("map", 30), ("of", 2), ("agents", 60)]);
/// ```
///
/// # Races, loops and policies
///
/// `race` runs several steps at once and yields the value of the first that finishes; with a `?` in any of them, that of the
/// first that succeeds. The others are cancelled. `loop` takes turns until one of them yields
/// [`Break`](std::ops::ControlFlow::Break). It yields a `Result`, since the turns may run out: see
/// [`OutOfTurns`](error::OutOfTurns).
///
/// Attributes of a binding are [policies](policy) of its step, whatever that is. The first one is the outermost. `retry`,
/// `timeout` and `within` yield a `Result` with an [`AgentError`], which a `?` asks for. A step that may run more than once
/// gets a copy of what it takes, and shares what it looks at.
///
/// ```
/// use agentflow::{policy::Limit, workflow};
/// use std::ops::ControlFlow::{Break, Continue};
///
/// async fn ask(mirror: &str) -> Result<u32, String> {
///     if mirror == "far" { Ok(1) } else { Err(format!("{mirror} is down")) }
/// }
///
/// let limit = Limit::at_once(4);
/// let plan = workflow! {
///     #[retry(times = 3, backoff = exponential(1ms, max = 1s), jitter)]
///     #[timeout(5s)]
///     #[limit(&limit)]
///     seed = race { ask("near")?; ask("far")? }?;
///     #[fallback(0)]
///     power = loop(n = seed) max 20 {
///         twice = n * 2;
///         => if twice > 100 { Break(twice) } else { Continue(twice) }
///     };
///     => power
/// };
/// assert_eq!(plan.await_result().unwrap(), 128);
/// ```
///
/// # Order
///
/// Statements run one after the other, as they are written. In a `par` block order means nothing: each binding starts when
/// the names of the block that it uses are bound, and waits for nothing else. A `par` block has finished when all its
/// bindings have. Two bindings that wait for each other are a compile error.
///
/// # Names
///
/// Variables from outside move into the plan, which can run more than once: used as `&x`, all runs share them; used by
/// value, each run gets a clone. A value that the block binds moves to the agent that uses it. If several do, it is
/// borrowed where it is written `&x`, and cloned where it is written `x`, except for its last use.
///
/// Comparisons, `x[i]`, the arguments of `format!`, and methods count as `&x`, unless the method has a name that takes its
/// receiver in the standard library (`into_..`, `unwrap..`, `map`, `sum`, `push`, ..). Where that guess is wrong,
/// `(&x).method()` borrows, and `Type::method(x)` takes.
///
/// All of these values are `'static` and `Send`; what several agents use is `Sync` as well. The traits in [`require`] say
/// what is required of which.
///
/// ```
/// use agentflow::workflow;
///
/// struct Page(String); // not Clone
/// fn count(page: &Page) -> usize { page.0.len() }
/// fn keep(page: Page) -> String { page.0 }
///
/// let plan = workflow! {
///     page = Page(String::from("text"));
///     par { length = count(&page); lines = page.0.lines().count() }
///     text = keep(page); // the last use: it moves
///     => (length, lines, text)
/// };
/// assert_eq!(plan.await_result(), (4, 1, String::from("text")));
/// ```
///
/// # Failure
///
/// A step that ends in `?` ends the whole block when it fails: the other agents are cancelled, and the plan yields an
/// [`AgentError`] that says which agent it was. A block with a `?` in it is an `AgentTask<Result<T, AgentError>>`, and its
/// result is wrapped in `Ok`. Without `?`, the name is bound to the `Result`. A `?` further inside a step is a compile
/// error, and so is a `return` or `break` that would leave it.
///
/// ```
/// use agentflow::{AgentError, AgentTask, workflow};
///
/// fn parse(text: &'static str) -> Result<i32, std::num::ParseIntError> { text.parse() }
///
/// let plan: AgentTask<Result<i32, AgentError>> = workflow! {
///     par { a = parse("6")?; b = parse("seven")?; c = parse("eight") }
///     => a * b + c.unwrap_or(0)
/// };
/// assert_eq!(plan.await_result().unwrap_err().agent(), "b");
/// ```
///
/// A panic in a step ends the run, as it does in any [`AgentTask`].
///
/// # What it stands for
///
/// | written | stands for |
/// |---|---|
/// | `a = f(x);`, `f` an ordinary function | [`lazy_task`]`(move \|\| f(x))` |
/// | `a = f(x);`, `f` returns a task | [`spawn_agent`]`(move \|\| f(x))` |
/// | `a = f(x);`, `f` an async function | [`async_task`]`(move \|\| f(x))` |
/// | `a = blocking { .. };` | [`blocking_task`]`(move \|\| { .. })` |
/// | a statement, then the rest | [`dynamic_planner`]`(statement, move \|a\| rest)` |
/// | bindings of a `par` that do not use each other | [`join_results`]`(a, b, ..)`; with `?`, [`try_join_results`] |
/// | a binding that uses another one of its `par` | [`dynamic_planner`] on that one alone |
/// | a name with several users | [`share`] |
/// | `if`, `match` | [`dynamic_planner`] with a plan for each arm, as in [`router`] |
/// | `par for x in items { .. }` | [`sequence_tasks`] of the plans of all items; with `?`, [`try_sequence_tasks`] |
/// | `par(n) for x in items { .. }` | [`sequence_limited`]; with `?`, [`try_sequence_limited`] |
/// | `race { a; b }` | [`race`](fn@race)`(vec![a, b])`; with `?` in a racer, [`first_success`] |
/// | `loop(s = seed) max n { .. }` | [`loop_task`]`(n, seed, move \|s\| ..)` |
/// | `#[retry(3)]`, `#[hedge(1s)]` | [`task.retry(3)`](AgentTask::retry), [`task.hedge(..)`](AgentTask::hedge) |
/// | `#[timeout(5s)]`, `#[within(&budget)]` | [`task.timeout(..)`](AgentTask::timeout), [`task.within(&budget)`](AgentTask::within); around what can fail, [`try_timeout`](AgentTask::try_timeout), [`try_within`](AgentTask::try_within) |
/// | `#[fallback(other)]` | [`task.fallback(other)`](AgentTask::fallback); with `?` in it, [`try_fallback`](AgentTask::try_fallback) |
/// | `#[limit(&limit)]` | [`task.limit(&limit)`](AgentTask::limit) |
/// | `#[cached]`, `#[cached(key = k, store = s)]` | [`task.cached(..)`](AgentTask::cached), [`task.cached_in(s, k)`](AgentTask::cached_in); around what can fail, [`try_cached`](AgentTask::try_cached), [`try_cached_in`](AgentTask::try_cached_in) |
///
/// The expansion calls a hidden module, which does the same with fewer allocations: a block whose agents do not depend on
/// each other is one node, and any other block is one graph in which each agent counts what it still waits for.
#[macro_export]
macro_rules! workflow {
    ($($tokens:tt)*) => { $crate::private::workflow! { $crate $($tokens)* } };
}
