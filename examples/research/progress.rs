//! One line on the terminal for each agent, so that one sees them work at once.
//!
//! The lines go to stderr, and nowhere if that is no terminal: stdout is for the answer.

use std::borrow::Cow;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The lines of all agents.
pub(crate) struct Progress {
    lines: MultiProgress,
}

impl Progress {
    /// No lines yet.
    pub(crate) fn new() -> Self {
        Self { lines: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()) }
    }

    /// Adds the line of an agent that has so many documents to read.
    pub(crate) fn agent(&self, name: &str, documents: usize) -> AgentLine {
        let style = ProgressStyle::with_template("{prefix:>12} {bar:24} {pos:>4}/{len:<4} {msg}");
        let bar = ProgressBar::new(documents as u64)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_prefix(name.to_owned());
        AgentLine { bar: self.lines.add(bar) }
    }
}

/// The line of one agent. Clones draw the same line, from any thread.
#[derive(Clone)]
pub(crate) struct AgentLine {
    bar: ProgressBar,
}

impl AgentLine {
    /// So many documents are read; after the last one they are ranked.
    pub(crate) fn advance(&self, done: usize) {
        let done = done as u64;
        self.bar.set_position(done);
        if self.bar.length() == Some(done) {
            self.bar.set_message("ranking");
        }
    }

    /// The work is done; the line stays, with what came of it.
    pub(crate) fn finish(&self, result: impl Into<Cow<'static, str>>) {
        self.bar.finish_with_message(result);
    }
}
