//! What goes along with a call, and what comes back with its value: beside them, so that they stay what they are.

use std::collections::BTreeMap;

use temporalio_common::data_converters::RawValue;

use super::super::{Allowance, Recorded, Refused, Spent};
use super::payload;
use crate::error::BoxError;

const ALLOWANCE: &str = "agentflow.allowance";
const SPENT: &str = "agentflow.spent";

type Units = BTreeMap<String, u64>;

/// What an agent is given, with what it may spend.
pub(super) fn with_allowance(input: Vec<u8>, allowance: &Allowance) -> RawValue {
    let Allowance { charges, notes } = allowance;
    payload::beside(input, ALLOWANCE, (*allowance != Allowance::default()).then(|| json(&(charges, notes))))
}

pub(super) fn allowance(given: &RawValue) -> serde_json::Result<Allowance> {
    let Some(allowance) = payload::what_is_beside(given, ALLOWANCE) else { return Ok(Allowance::default()) };
    let (charges, notes): (Units, Units) = serde_json::from_str(allowance)?;
    Ok(Allowance { charges, notes })
}

/// What an agent gave, with what it spent.
pub(super) fn written(recorded: Recorded) -> RawValue {
    let spending = of(&recorded);
    payload::beside(recorded.value, SPENT, spending)
}

pub(super) fn read(value: RawValue) -> Result<Recorded, BoxError> {
    let spending = payload::what_is_beside(&value, SPENT).map(str::to_owned);
    recorded(payload::bytes(value), spending.as_deref())
}

/// What stands beside the value of an agent, if it spent something.
pub(super) fn of(Recorded { spent, refused, .. }: &Recorded) -> Option<String> {
    let is_nothing = *spent == Spent::default() && refused.is_none();
    let refused = refused.as_ref().map(|refused| (&refused.what, refused.amount));
    (!is_nothing).then(|| json(&(&spent.charges, &spent.notes, refused)))
}

/// The other way round.
pub(super) fn recorded(value: Vec<u8>, spending: Option<&str>) -> Result<Recorded, BoxError> {
    let Some(spending) = spending else { return Ok(value.into()) };
    let (charges, notes, refused): (Units, Units, Option<(String, u64)>) = serde_json::from_str(spending)?;
    let refused = refused.map(|(what, amount)| Refused { what, amount });
    Ok(Recorded { spent: Spent { charges, notes }, refused, ..value.into() })
}

fn json(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).expect("numbers and strings can be written")
}
