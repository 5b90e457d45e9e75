//! Which faults there are in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Outcome;
use super::fault::{Fault, called};
use super::record::{Record, Start};
use crate::run::watch::fault::{Fault as Effect, Faults as OfAgents};
use crate::watch::Event;

/// What goes wrong in the runs of a test.
#[derive(Default)]
pub struct Faults {
    chosen: Vec<Fault>,
    in_turn: bool,
    /// Those that have found an agent.
    hit: Mutex<BTreeSet<usize>>,
}

/// For each agent of the plan, and each thing that can go wrong with it, a run in which that and nothing else goes wrong:
/// it panics, fails if it can, waits for ever, begins an hour later, or comes an hour late whether it was cancelled or not.
///
/// The agents are those that start if nothing goes wrong. That run is checked, too.
#[must_use]
pub fn each_agent_in_turn() -> Faults {
    Faults { in_turn: true, ..Faults::default() }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Faults::from([fault])
    }
}

impl<const N: usize> From<[Fault; N]> for Faults {
    fn from(faults: [Fault; N]) -> Self {
        Faults::from(Vec::from(faults))
    }
}

impl From<Vec<Fault>> for Faults {
    fn from(chosen: Vec<Fault>) -> Self {
        Faults { chosen, ..Faults::default() }
    }
}

impl Faults {
    pub(super) fn are_in_turn(&self) -> bool {
        self.in_turn
    }

    pub(super) fn chosen(&self) -> &[Fault] {
        &self.chosen
    }

    pub(super) fn note_hits<A>(&self, outcome: &Outcome<A>) {
        self.hit.lock().unwrap_or_else(PoisonError::into_inner).extend(outcome.record().hits());
    }

    /// # Panics
    /// If one has found no agent.
    pub(super) fn all_hit(&self) {
        let hit = self.hit.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fault)) = self.chosen.iter().enumerate().find(|(index, _)| !hit.contains(index)) {
            panic!("no agent for {fault}: is the name right?");
        }
    }
}

/// The longest that a sensible test waits for an agent.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Each fault of each agent of a run.
pub(super) fn in_turn(usual: &Record) -> Vec<Fault> {
    let faults = [
        Fault::panics("an injected panic"),
        Fault::fails("an injected failure"),
        Fault::stalls(),
        Fault::slow(HOUR),
        Fault::late(HOUR),
    ];
    let mut all = Vec::new();
    for Start { agent, nth, can_fail } in usual.starts() {
        let possible = faults.iter().filter(|fault| can_fail || !matches!(fault.effect, Effect::Fails(_)));
        all.extend(possible.map(|fault| fault.clone().at(agent.clone()).nth(nth)));
    }
    all
}

/// The faults of one run.
pub(super) struct Armed {
    faults: Vec<Fault>,
    record: Arc<Record>,
    /// How many agents there were that a fault fits.
    fitting: Mutex<BTreeMap<usize, u64>>,
}

impl Armed {
    pub(super) fn new(faults: Vec<Fault>, record: Arc<Record>) -> Self {
        Armed { faults, record, fitting: Mutex::default() }
    }
}

impl OfAgents for Armed {
    fn of(&self, agent: &Event, can_fail: bool) -> Option<Effect> {
        let agent = called(agent);
        let mut fitting = self.fitting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut effect = None;
        for (index, fault) in self.faults.iter().enumerate().filter(|(_, fault)| fault.fits(&agent)) {
            let n = fitting.entry(index).or_default();
            *n += 1;
            if effect.is_none() && fault.is_at_start(*n) {
                self.record.hit(index);
                effect = Some(fault.effect.clone());
            }
        }
        self.record.start(agent, can_fail);
        effect
    }
}
