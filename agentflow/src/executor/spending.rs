//! What a call of a named agent may spend, and what it has spent: plain data, which goes where the call goes.

use std::collections::BTreeMap;

/// What the budgets around a call have left for it: an agent that runs elsewhere may spend so much there.
///
/// Of several budgets the one with the least counts. It is what was left when the call was made: calls that are under way at once
/// are told of the same rest, and what they spend is added up when their values come back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allowance {
    /// What the agent may be [charged](crate::charge) for, of each unit with a limit.
    pub charges: BTreeMap<String, u64>,
    /// What it may [note](crate::watch::note), of each unit of which
    /// [notes are charged](crate::policy::Budget::limit_noted).
    pub notes: BTreeMap<String, u64>,
}

/// What an agent has spent in one call, by unit. The budgets around the call pay it where its value is known and the agent does
/// not run: so that a run which is taken up, or whose agents run elsewhere, has spent what it would have spent here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spent {
    /// What it was [charged](crate::charge) for, also where nothing was limited.
    pub charges: BTreeMap<String, u64>,
    /// What it [noted](crate::watch::note), if a budget charges that.
    pub notes: BTreeMap<String, u64>,
}

/// A charge that was not made, because it was more than what was left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The unit.
    pub what: String,
    /// How much was asked for.
    pub amount: u64,
}
