//! A fault, and what comes of it everywhere.

use std::panic::{catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use agentflow::{AgentError, AgentTask};

use crate::place::{Ending, Place};
use crate::scene::Scene;

/// What all plans yield that end well.
pub(crate) const RIGHT: u32 = 7;

/// What all agents are called that something happens to.
pub(crate) const CULPRIT: &str = "culprit";

/// How a run with a fault ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// With the right value.
    Value,
    /// With a `RunError` that names the agent.
    Panicked,
    /// With a `RunError` that holds the panic of a value, which no agent dropped.
    NoAgent,
    /// With the panic of the agent, which goes on where the run is awaited.
    Resumed,
    /// With an `AgentError` that names the agent.
    Failed,
    /// With a `RunError` that says that the run was cancelled.
    Cancelled,
    /// The caller has dropped it, and nothing of it is left.
    Gone,
    /// The process is aborted: so Rust wants it.
    Aborted,
    /// The system's refusal comes back as an `io::Error`.
    Refused,
    /// It can't happen here.
    Never,
}

impl Outcome {
    pub(crate) const ALL: [Outcome; 10] = [
        Outcome::Value,
        Outcome::Panicked,
        Outcome::NoAgent,
        Outcome::Resumed,
        Outcome::Failed,
        Outcome::Cancelled,
        Outcome::Gone,
        Outcome::Aborted,
        Outcome::Refused,
        Outcome::Never,
    ];

    /// As the page has it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Outcome::Value => "value",
            Outcome::Panicked => "error",
            Outcome::NoAgent => "error, no agent",
            Outcome::Resumed => "panic",
            Outcome::Failed => "failure",
            Outcome::Cancelled => "cancelled",
            Outcome::Gone => "gone",
            Outcome::Aborted => "abort",
            Outcome::Refused => "refused",
            Outcome::Never => "–",
        }
    }
}

/// What comes of a fault in each column of the page.
pub(crate) type Outcomes = [Outcome; 6];

/// Far longer than any fault takes, even on a machine that is busy.
const LIMIT: Duration = Duration::from_mins(2);

/// Faults hold all workers of a pool, which other faults want as well.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Brings the fault about on every executor.
pub(crate) fn on_every_executor(fault: fn(Place) -> Outcome, expected: Outcomes) {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    for place in Place::ALL {
        let outcome = watched(place, fault);
        assert_eq!(outcome, expected[place.column()], "on {place:?}");
    }
}

fn watched(place: Place, fault: fn(Place) -> Outcome) -> Outcome {
    let (ends, end) = mpsc::channel();
    thread::spawn(move || ends.send(catch_unwind(|| fault(place))));
    let ended = end.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("it hangs on {place:?}"));
    ended.unwrap_or_else(|panic| resume_unwind(panic))
}

/// Runs a plan with a fault in it, and looks at what is left of it.
pub(crate) fn outcome(place: Place, plan: impl FnOnce(&Scene) -> AgentTask<u32>) -> Outcome {
    let scene = Scene::default();
    let result = place.run(plan(&scene));
    scene.is_over(place);
    match result {
        Ok(value) => of_value(value),
        Err(ending) => of_ending(ending),
    }
}

/// The same for a plan that can fail.
pub(crate) fn outcome_or_failure(
    place: Place,
    plan: impl FnOnce(&Scene) -> AgentTask<Result<u32, AgentError>>,
) -> Outcome {
    let scene = Scene::default();
    let result = place.run(plan(&scene));
    scene.is_over(place);
    match result {
        Ok(Ok(value)) => of_value(value),
        Ok(Err(error)) => {
            assert_eq!(error.agent(), CULPRIT, "{error}");
            Outcome::Failed
        }
        Err(ending) => of_ending(ending),
    }
}

/// The outcome of several forms of one fault, which has to be the same.
pub(crate) fn same(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let outcomes: Vec<_> = outcomes.into_iter().collect();
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    outcomes[0]
}

fn of_value(value: u32) -> Outcome {
    assert_eq!(value, RIGHT, "the wrong value");
    Outcome::Value
}

fn of_ending(ending: Ending) -> Outcome {
    match ending {
        Ending::Error(error) if error.is_cancelled() => Outcome::Cancelled,
        Ending::Error(error) => {
            let agent = error.agent().map(str::to_owned);
            assert!(agent.as_deref().is_none_or(|name| name == CULPRIT), "{error}");
            // Its payload may be one that panics when it is dropped.
            std::mem::forget(error.into_panic());
            if agent.is_some() { Outcome::Panicked } else { Outcome::NoAgent }
        }
        Ending::Panic(payload) => {
            let text = payload.downcast_ref::<String>().cloned();
            std::mem::forget(payload);
            match text {
                Some(text) if text.starts_with("the run was cancelled") => Outcome::Cancelled,
                _ => Outcome::Resumed,
            }
        }
    }
}
