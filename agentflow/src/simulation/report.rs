//! What is said of a run that was not as it should be.

use std::fmt::Write as _;

use super::Outcome;

pub(super) fn of<A>(outcome: &Outcome<A>, why: &str) -> String {
    let (seed, after) = (outcome.seed(), outcome.seed() + 1);
    let ended = match outcome.result() {
        Ok(_) => "with a value".to_owned(),
        Err(error) => format!("without a value: {error}"),
    };
    let mut again = format!("simulate(plan).seeds({seed}..{after})");
    // Writing to a text can't fail.
    let _ = match outcome.faults() {
        [] => Ok(()),
        [fault] => write!(again, ".faults({fault})"),
        faults => write!(again, ".faults({faults:?})"),
    };
    let log = outcome.log();
    format!(
        "{why}\n\nthis was seed {seed}, in a run that took {:?} and ended {ended}:\n{log}to run it again: {again}.check(..)",
        outcome.elapsed()
    )
}
