//! What a plan may come to, where timing decides: a set.

use std::collections::BTreeSet;

use super::{Failure, Value};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Value(Value),
    /// Some value or failure; they are too many to be listed.
    Unknown,
    Panic,
    /// It never ends.
    Stall,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcomes(BTreeSet<Outcome>);

/// More values than this are too many.
const LISTED: usize = 32;

impl Outcome {
    pub(super) fn may_succeed(&self) -> bool {
        matches!(self, Outcome::Value(Ok(_)) | Outcome::Unknown)
    }

    pub(super) fn may_fail(&self) -> bool {
        matches!(self, Outcome::Value(Err(_)) | Outcome::Unknown)
    }

    pub(super) fn is_value(&self) -> bool {
        matches!(self, Outcome::Value(_) | Outcome::Unknown)
    }

    fn map(self, f: impl FnOnce(Value) -> Value) -> Self {
        match self {
            Outcome::Value(value) => Outcome::Value(f(value)),
            other => other,
        }
    }
}

impl Outcomes {
    pub(super) fn one(value: Value) -> Self {
        Outcomes::from(Outcome::Value(value))
    }

    pub(super) fn failure(failure: Failure) -> Self {
        Outcomes::one(Err(failure))
    }

    pub(crate) fn allow(&self, outcome: &Outcome) -> bool {
        self.0.contains(outcome) || (outcome.is_value() && self.0.contains(&Outcome::Unknown))
    }

    pub(crate) fn only_one(&self) -> Option<&Outcome> {
        self.0.first().filter(|first| self.0.len() == 1 && **first != Outcome::Unknown)
    }

    pub(super) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn may(&self, be: impl Fn(&Outcome) -> bool) -> bool {
        self.0.iter().any(be)
    }

    pub(super) fn must(&self, be: impl Fn(&Outcome) -> bool) -> bool {
        self.0.iter().all(be)
    }

    pub(super) fn may_panic(&self) -> bool {
        self.0.contains(&Outcome::Panic)
    }

    pub(super) fn may_stall(&self) -> bool {
        self.0.contains(&Outcome::Stall)
    }

    pub(super) fn only(&self, which: impl Fn(&Outcome) -> bool) -> Self {
        Outcomes(self.0.iter().filter(|outcome| which(outcome)).cloned().collect())
    }

    pub(super) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self.listed()
    }

    pub(super) fn or_if(self, may_be: bool, other: Outcome) -> Self {
        if may_be { self.or(other.into()) } else { self }
    }

    pub(super) fn map(self, f: impl Fn(Value) -> Value) -> Self {
        Outcomes(self.0.into_iter().map(|outcome| outcome.map(&f)).collect())
    }

    /// Of two plans, both of which are waited for.
    pub(super) fn and(&self, other: &Self, merge: impl Fn(Value, Value) -> Value) -> Self {
        let mut both = BTreeSet::new();
        for left in &self.0 {
            for right in &other.0 {
                both.insert(match (left, right) {
                    (Outcome::Panic, _) | (_, Outcome::Panic) => Outcome::Panic,
                    (Outcome::Stall, _) | (_, Outcome::Stall) => Outcome::Stall,
                    (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
                    (Outcome::Value(left), Outcome::Value(right)) => Outcome::Value(merge(left.clone(), right.clone())),
                });
            }
        }
        Outcomes(both).listed()
    }

    fn listed(self) -> Self {
        if self.0.len() <= LISTED {
            return self;
        }
        let mut rest = self.only(|outcome| !outcome.is_value());
        rest.0.insert(Outcome::Unknown);
        rest
    }
}

impl From<Outcome> for Outcomes {
    fn from(outcome: Outcome) -> Self {
        Outcomes(BTreeSet::from([outcome]))
    }
}
