//! A line of the table: one figure, and what it should be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::measure::{Spread, Times};

/// One figure of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) work: String,
    /// What it costs us, and what it costs others.
    pub(crate) ours: String,
    pub(crate) theirs: Vec<(String, String)>,
    /// `None` where it can't be measured.
    pub(crate) figure: Option<Figure>,
    /// What the figure may be at most, and what would make us proud.
    pub(crate) bar: Option<f64>,
    pub(crate) goal: Option<f64>,
    /// Why the bar is missed, where it is.
    pub(crate) remark: Option<String>,
}

/// What is held against the bar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) spread: Spread,
    pub(crate) unit: String,
}

impl Line {
    pub(crate) fn new(work: impl Into<String>, ours: String, spread: Spread, unit: &str) -> Self {
        let figure = Some(Figure { spread, unit: unit.to_owned() });
        Line { work: work.into(), ours, theirs: Vec::new(), figure, bar: None, goal: None, remark: None }
    }

    /// What could not be measured here, and why.
    pub(crate) fn missing(work: impl Into<String>, why: &str) -> Self {
        let line = Line::new(work, "not measured".to_owned(), Spread::exactly(0.0), "");
        Line { figure: None, remark: Some(why.to_owned()), ..line }
    }

    pub(crate) fn rival(mut self, name: &str, cost: String) -> Self {
        self.theirs.push((name.to_owned(), cost));
        self
    }

    pub(crate) fn bar(self, bar: f64, goal: f64) -> Self {
        Line { goal: Some(goal), ..self.at_most(bar) }
    }

    pub(crate) fn at_most(self, bar: f64) -> Self {
        Line { bar: Some(bar), ..self }
    }

    /// The bar of the rival that this line is about, if it has one.
    pub(crate) fn bar_of(self, bars: &[(&str, f64, f64)]) -> Self {
        let bar = bars.iter().find(|(name, ..)| self.theirs.iter().any(|(rival, _)| rival == name));
        match bar {
            Some((_, bar, goal)) => self.bar(*bar, *goal),
            None => self,
        }
    }

    pub(crate) fn is_missed(&self) -> bool {
        self.reaches(self.bar) == Some(false)
    }

    fn reaches(&self, limit: Option<f64>) -> Option<bool> {
        Some(self.figure.as_ref()?.spread.median <= limit?)
    }

    /// How the figure stands to its bar and its goal.
    pub(crate) fn verdict(&self) -> &'static str {
        match (self.reaches(self.bar), self.reaches(self.goal)) {
            (None, _) => "",
            (Some(false), _) => "missed",
            (Some(true), Some(true)) => "goal",
            (Some(true), _) => "bar",
        }
    }
}

/// A line for each rival: our time as a multiple of its time.
pub(crate) fn ratios(work: &str, times: &Times, units: f64, unit: &str) -> Vec<Line> {
    let cost = |seconds: f64| format!("{} {unit}", Seconds(seconds / units));
    let line = |(name, theirs, ratio): (&str, f64, Spread)| {
        Line::new(work, cost(times.ours()), ratio, "x").rival(name, cost(theirs))
    };
    times.rivals().map(line).collect()
}

/// A time with three digits, in the unit that fits it.
pub(crate) struct Seconds(pub(crate) f64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, unit) = match self.0 {
            s if s >= 1.0 => (s, "s"),
            s if s >= 1e-3 => (s * 1e3, "ms"),
            s if s >= 1e-6 => (s * 1e6, "µs"),
            s => (s * 1e9, "ns"),
        };
        write!(f, "{} {unit}", Digits(value))
    }
}

/// A number with three digits that count, or four just above a power of ten.
pub(crate) struct Digits(pub(crate) f64);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = match self.0.abs() {
            n if n >= 100.0 => 0,
            n if n >= 10.0 => 1,
            n if n >= 2.0 => 2,
            n if n >= 0.1 => 3,
            n if n >= 0.01 => 4,
            _ => 5,
        };
        write!(f, "{:.decimals$}", self.0)
    }
}
