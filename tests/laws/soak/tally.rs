//! What was run, what went wrong in it as it should, and what did as it should not.

use std::fmt;

use super::flow::Ran;
use crate::plan::{Agent, End, Shape, Way};

#[derive(Default)]
pub(super) struct Tally {
    runs: u64,
    agents: u64,
    panics: u64,
    failures: u64,
    slow: u64,
    stalls: u64,
    dropped: u64,
    leaks: u64,
    pub(super) hangs: u64,
    wrong: u64,
}

impl Tally {
    pub(super) fn count(&mut self, seed: u64, run: &Ran) {
        self.runs += 1;
        let wrong = run.came_to.as_ref().and_then(|came_to| run.meaning.wrong_outcome(came_to));
        if run.came_to.is_none() {
            self.dropped += 1;
        }
        if let Some(wrong) = wrong {
            println!("SOAK_SEED={seed}: {wrong}\n{:?}", run.shape);
            self.wrong += 1;
        }
    }

    /// Whether nobody holds anything of the run any more. Then all is counted that it did.
    pub(super) fn settles(&mut self, run: &Ran) -> bool {
        if run.world.held() > 0 {
            return false;
        }
        let starts = run.world.starts();
        self.agents += starts.iter().copied().map(u64::from).sum::<u64>();
        self.count_faults(&run.shape, &starts);
        for (id, (allowed, starts)) in run.meaning.starts.iter().zip(&starts).enumerate() {
            if *starts > allowed.max {
                println!("agent {id} started {starts} times, which should be {allowed:?}\n{:?}", run.shape);
                self.wrong += 1;
            }
        }
        true
    }

    pub(super) fn leaks(&mut self, run: &Ran) {
        println!("{} captures are still held of\n{:?}", run.world.held(), run.shape);
        self.leaks += 1;
    }

    fn count_faults(&mut self, shape: &Shape, starts: &[u32]) {
        if let Shape::Agent(Agent { id, way, end }) = shape {
            let starts = u64::from(starts[*id]);
            match (way, end) {
                (Way::Stalls, _) => self.stalls += starts,
                (Way::Slow, _) => self.slow += starts,
                (_, End::Panics) => self.panics += starts,
                (_, End::Fails(_)) => self.failures += starts,
                (_, End::FailsFirst(times, _)) => self.failures += starts.min(u64::from(*times)),
                (_, End::Ok(_) | End::Charges(_)) => {}
            }
        }
        for part in shape.parts() {
            self.count_faults(part, starts);
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.leaks == 0 && self.wrong == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { runs, agents, panics, failures, slow, stalls, dropped, leaks, hangs, wrong } = self;
        let faults = panics + failures + slow + stalls;
        write!(
            f,
            "{runs} runs of {agents} agents; {faults} faults ({panics} panics, {failures} failures, {slow} slow, {stalls} \
             that wait for ever); {dropped} runs cancelled; {leaks} leaks, {hangs} hangs, {wrong} wrong results"
        )
    }
}
