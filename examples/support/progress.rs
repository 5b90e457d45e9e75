//! One line on the terminal for each agent, so that one sees them work at once, and the clock that adds
//! their work up.
//!
//! The lines go to stderr, and nowhere if that is no terminal: stdout is for the answer.
#![allow(dead_code, reason = "some examples only compute, and some say nothing in between")]

use std::fmt;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::timing::{Clock, Speedup};

/// The lines of all agents, and their clock. Clones share both.
#[derive(Clone)]
pub(crate) struct Watch {
    lines: MultiProgress,
    clock: Clock,
}

impl Watch {
    /// No lines yet; the clock runs.
    pub(crate) fn start() -> Self {
        Self { lines: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()), clock: Clock::start() }
    }

    /// Adds the line of an agent that has so many pieces to work through: documents, files, turns.
    pub(crate) fn agent(&self, name: &str, pieces: usize) -> AgentLine {
        self.clock.count_agent();
        let style = ProgressStyle::with_template("{prefix:>12} {bar:24} {pos:>4}/{len:<4} {msg}");
        let bar = ProgressBar::new(pieces as u64)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_prefix(name.to_owned());
        AgentLine { bar: self.lines.add(bar), clock: self.clock.clone() }
    }

    /// Counts an agent that has no line, and adds the time that its work takes.
    pub(crate) fn worked<T>(&self, agent: impl FnOnce() -> T) -> T {
        self.clock.count_agent();
        self.clock.timed(agent)
    }

    /// Counts an agent that has no line, and adds the time that its answer takes.
    pub(crate) async fn waited_for<T>(&self, agent: impl Future<Output = T>) -> T {
        self.clock.count_agent();
        self.clock.timed_async(agent).await
    }

    /// What working at once has gained up to now.
    pub(crate) fn speedup(&self) -> Speedup {
        self.clock.speedup()
    }
}

/// The line of one agent. Clones draw the same line, from any thread.
#[derive(Clone)]
pub(crate) struct AgentLine {
    bar: ProgressBar,
    clock: Clock,
}

impl AgentLine {
    /// Does a piece of this agent's work, and adds its time to the clock.
    pub(crate) fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        self.clock.timed(work)
    }

    /// One more piece is done.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
    }

    /// What this agent is doing now.
    pub(crate) fn says(&self, doing: impl fmt::Display) {
        self.bar.set_message(doing.to_string());
    }

    /// The work is done; the line stays, with what came of it.
    pub(crate) fn finish(&self, result: impl fmt::Display) {
        self.bar.finish_with_message(result.to_string());
    }
}
