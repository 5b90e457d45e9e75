//! What the agents of a plan yield, and what is done with it.

use std::fmt;

use agentflow::AgentError;
use agentflow::error::{AllFailed, OutOfBudget};

pub(crate) type Value = Result<i64, Failure>;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    Code(u8),
    /// A charge was refused.
    Refused,
    TimedOut,
    OutOfBudget,
    OutOfTurns,
    AllFailed(Vec<Failure>),
    /// Of a quorum: so many failed.
    TooFew(usize),
    /// A run inside of an agent.
    Panicked,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// What an error of a policy says of the failures in it.
    pub(crate) fn of(error: &AgentError) -> Self {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            failure.clone()
        } else if let Some(all) = error.downcast_ref::<AllFailed>() {
            Failure::AllFailed(all.errors().iter().map(Failure::of).collect())
        } else if error.downcast_ref::<OutOfBudget>().is_some() {
            Failure::OutOfBudget
        } else {
            assert!(error.is_timeout(), "an unknown error: {error}");
            Failure::TimedOut
        }
    }
}

/// A pure function.
#[derive(Clone, Debug)]
pub(crate) enum Fun {
    Add(i64),
    Times(i64),
    Xor(i64),
    Always(i64),
    /// Makes a failure of each value with this remainder.
    Refuse(u8),
}

impl Fun {
    pub(crate) fn call(&self, value: Value) -> Value {
        let n = value?;
        Ok(match self {
            Fun::Add(m) => n.wrapping_add(*m),
            Fun::Times(m) => n.wrapping_mul(*m),
            Fun::Xor(m) => n ^ m,
            Fun::Always(m) => *m,
            Fun::Refuse(m) if n.rem_euclid(3) == i64::from(*m) => return Err(Failure::Code(*m)),
            Fun::Refuse(_) => n,
        })
    }
}

pub(crate) fn is_even(value: &Value) -> bool {
    value.as_ref().is_ok_and(|n| n % 2 == 0)
}

pub(crate) fn merge_numbers(a: i64, b: i64) -> i64 {
    a.wrapping_mul(31).wrapping_add(b)
}

/// The first failure, or a number that tells of both and of their order.
pub(crate) fn merge(a: Value, b: Value) -> Value {
    Ok(merge_numbers(a?, b?))
}

pub(crate) fn merge_all(all: impl IntoIterator<Item = Value>) -> Value {
    all.into_iter().fold(Ok(7), merge)
}
