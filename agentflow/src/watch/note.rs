//! What agents say of themselves.

use std::borrow::Cow;
use std::fmt;

use super::What;
use crate::policy::charge_note;
use crate::run::Ambient;

/// Tells whoever watches something of the agent that calls this, such as how many tokens it has used. It costs next to
/// nothing where nobody does. Budgets can [limit](crate::policy::Budget::limit_noted) what is noted.
///
/// It is to be called in the agent itself: in its closure, or wherever its future is polled.
///
/// ```
/// use std::sync::mpsc;
/// use agentflow::watch::{Event, What, note};
/// use agentflow::lazy_task;
///
/// let (notes, heard) = mpsc::channel();
/// let ask = lazy_task(|| { note("tokens", 812_u64); note("model", "small"); "an answer" });
/// let ask = ask.watched(move |event: &Event| {
///     if let What::Noted { key, value } = &event.what {
///         let _ = notes.send(format!("{key}: {value}"));
///     }
/// });
/// ask.await_result();
/// assert_eq!(heard.iter().collect::<Vec<_>>(), ["tokens: 812", "model: small"]);
/// ```
pub fn note(key: impl Into<Cow<'static, str>>, value: impl Into<Note>) {
    let Some(agent) = Ambient::current() else { return };
    let (key, value) = (key.into(), value.into());
    if let Note::Count(amount) = value {
        charge_note(&agent, &key, amount);
    }
    agent.scope.tell(|| What::Noted { key, value });
}

/// The value of a [`note`].
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Note {
    /// How many.
    Count(u64),
    /// How much.
    Amount(f64),
    /// What.
    Text(Cow<'static, str>),
}

impl From<u64> for Note {
    fn from(count: u64) -> Self {
        Note::Count(count)
    }
}

impl From<u32> for Note {
    fn from(count: u32) -> Self {
        Note::Count(count.into())
    }
}

impl From<usize> for Note {
    fn from(count: usize) -> Self {
        Note::Count(count as u64)
    }
}

impl From<f64> for Note {
    fn from(amount: f64) -> Self {
        Note::Amount(amount)
    }
}

impl From<&'static str> for Note {
    fn from(text: &'static str) -> Self {
        Note::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Note::Text(Cow::Owned(text))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Count(count) => fmt::Display::fmt(count, f),
            Note::Amount(amount) => fmt::Display::fmt(amount, f),
            Note::Text(text) => f.write_str(text),
        }
    }
}
