//! Testing plans: many orders, virtual time, and faults (feature `simulation`).
//!
//! [`simulate`] runs a plan once for each seed and each fault, on [`Simulation`], and looks
//! whether what comes out is what the test says.

mod fault;
mod faults;
mod outcome;
mod record;
mod report;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::AgentTask;
use crate::error::panic_message;
use crate::executor::Simulation;
use crate::run::Watch;
use crate::watch::around;

pub use fault::Fault;
pub use faults::{Faults, each_agent_in_turn};
pub use outcome::Outcome;

use faults::Armed;
use record::Record;

/// Begins a test of `plan`: see [`Simulated`].
///
/// ```
/// use std::time::Duration;
/// use agentflow::simulation::{Fault, each_agent_in_turn, simulate};
/// use agentflow::{AgentError, workflow};
///
/// async fn search(topic: &str) -> Result<String, std::io::Error> {
///     tokio::time::sleep(Duration::from_secs(2)).await;
///     Ok(topic.to_uppercase())
/// }
///
/// let plan = workflow! {
///     par {
///         #[fallback(String::from("no news"))]
///         #[timeout(10s)]
///         news = search("news");
///         web = search("web")?;
///     }
///     => format!("{web}, {news}")
/// };
///
/// // Whatever the order is, and however late the agents are:
/// simulate(plan.clone()).seeds(0..20).check(|outcome| {
///     assert_eq!(outcome.value().as_ref().unwrap(), "WEB, NEWS");
///     assert_eq!(outcome.elapsed(), Duration::from_secs(2));
/// });
///
/// // One agent waits for ever (its fallback has the same name):
/// simulate(plan.clone()).faults(Fault::stalls().at("news").nth(1)).check(|outcome| {
///     assert_eq!(outcome.value().as_ref().unwrap(), "WEB, no news");
/// });
///
/// // Each agent fails, panics, stalls, is slow or comes late, one after the other: no wrong answer comes out.
/// simulate(plan).seeds(0..3).faults(each_agent_in_turn()).check(|outcome| match outcome.result() {
///     Ok(Ok(text)) => assert!(text.starts_with("WEB")),
///     Ok(Err(error)) => assert_eq!(error.agent(), "web"),
///     Err(error) => assert!(error.is_panic() || error.is_cancelled()),
/// });
/// ```
pub fn simulate<A: Send + 'static>(plan: AgentTask<A>) -> Simulated<A> {
    Simulated { plan, seeds: 0..100, faults: Faults::default() }
}

/// A plan under test, made by [`simulate`].
///
/// Without [`seeds`](Simulated::seeds) it is run with 100, without [`faults`](Simulated::faults) with none.
#[must_use = "nothing is run before `check`"]
pub struct Simulated<A> {
    plan: AgentTask<A>,
    seeds: Range<u64>,
    faults: Faults,
}

impl<A: Send + 'static> Simulated<A> {
    /// Runs the plan once with each of these seeds: each chooses another order.
    pub fn seeds(self, seeds: Range<u64>) -> Self {
        Simulated { seeds, ..self }
    }

    /// Runs the plan with these faults: one [`Fault`], several at once (`[fault, fault]`), or [`each_agent_in_turn`].
    pub fn faults(self, faults: impl Into<Faults>) -> Self {
        Simulated { faults: faults.into(), ..self }
    }

    /// Runs the plan, and has `check` look at what came out of each run. Gives the number of runs.
    ///
    /// # Panics
    /// If `check` panics; the message tells the seed, the faults, what happened in the run, and how to run it again. Also if a
    /// fault finds no agent in any run, as a test with a misspelt name would not test anything.
    pub fn check(self, check: impl Fn(&Outcome<A>)) -> u64 {
        let mut runs = 0;
        for seed in self.seeds.clone() {
            if self.faults.are_in_turn() {
                let usual = self.run(seed, Vec::new());
                looked_at(&usual, &check);
                runs += 1;
                for fault in faults::in_turn(usual.record()) {
                    looked_at(&self.run(seed, vec![fault]), &check);
                    runs += 1;
                }
            } else {
                let outcome = self.run(seed, self.faults.chosen().to_vec());
                looked_at(&outcome, &check);
                self.faults.note_hits(&outcome);
                runs += 1;
            }
        }
        self.faults.all_hit();
        runs
    }

    fn run(&self, seed: u64, faults: Vec<Fault>) -> Outcome<A> {
        let record = Arc::new(Record::default());
        let armed: Arc<Armed> = Arc::new(Armed::new(faults.clone(), Arc::clone(&record)));
        let watching = Arc::clone(&record);
        let plan = around(self.plan.clone(), move |cx| {
            watching.begins(cx.workers().now());
            Watch::with_faults(Arc::clone(&watching) as _, Arc::clone(&armed) as _)
        });
        let simulation = Simulation::seeded(seed);
        let result = plan.try_run_on(&simulation);
        Outcome::new(result, seed, faults, simulation.elapsed(), record)
    }
}

/// Looks at an outcome; if it is not as it should be, says what it was.
fn looked_at<A>(outcome: &Outcome<A>, check: &impl Fn(&Outcome<A>)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(outcome))) {
        panic!("{}", report::of(outcome, &panic_message(&*panic)));
    }
}
