//! Check, repair, check again: each round is planned from what the one before has left.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::ControlFlow::{self, Break, Continue};

use agentflow::error::BoxError;
use agentflow::{AgentError, AgentTask, workflow};

use crate::support::crate_copy::Copy;
use crate::support::model::Model;
use crate::support::repair::{Repair, apply, propose};

/// A crate that needs more rounds is going in circles.
const ROUNDS: usize = 8;

/// Repairs the copy until a round has nothing to change.
pub(crate) fn repair(copy: Copy, model: Option<Model>) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        outcome = loop(report = Report::default()) max ROUNDS {
            errors  = blocking { copy.check() }?;
            repairs = par for error in errors { propose(error, &copy, model.as_ref()) }; // an agent for each error
            => blocking { report.with_round(&copy, repairs) }?
        };
        => outcome.unwrap_or_else(|out_of_turns| out_of_turns.into_state().given_up())
    }
}

/// What was done up to now.
#[derive(Clone, Default)]
pub(crate) struct Report {
    rounds: usize,
    /// The errors of each round, and what became of them.
    pub text: String,
    /// The files that are no longer what they were.
    pub changed: BTreeSet<String>,
    /// How many errors the last round has found.
    pub errors: usize,
}

impl Report {
    /// Makes the changes of one more round. The last one is that which changes nothing.
    fn with_round(mut self, copy: &Copy, mut repairs: Vec<Repair>) -> Result<ControlFlow<Self, Self>, BoxError> {
        let changed = apply(copy, &mut repairs)?;
        self.rounds += 1;
        self.errors = repairs.len();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "round {}, errors: {}", self.rounds, self.errors);
        for repair in &repairs {
            let _ = writeln!(self.text, "{repair}");
        }
        let is_last = changed.is_empty();
        self.changed.extend(changed);
        Ok(if is_last { Break(self) } else { Continue(self) })
    }

    /// Nobody has looked at what the last round has changed.
    fn given_up(mut self) -> Self {
        let _ = writeln!(self.text, "given up after {} rounds", self.rounds);
        self
    }
}
