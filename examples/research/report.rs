//! What goes to stdout; and what was left out.

use std::fmt;

use agentflow::watch::note;

use crate::answer::Passage;
use crate::findings::{Findings, Searched};
use crate::index::Hit;
use crate::questions::Synthesis;
use crate::section::Unreadable;
use crate::support::model::Model;

/// The first line: who judges and who writes.
pub(crate) fn mode(model: Option<&Model>) -> String {
    match model {
        None => "mode: extractive (set LLM_BASE_URL and LLM_MODEL to let a model judge and write)".to_owned(),
        Some(model) => format!("mode: model {model}"),
    }
}

/// Names the folders and documents that could not be read.
pub(crate) fn warn(folders: &[Unreadable], found: &[Findings]) {
    let documents = found.iter().flat_map(|findings| &findings.unreadable);
    folders.iter().chain(documents).for_each(|unreadable| note("warning", unreadable.to_string()));
}

/// The answer and where it comes from.
pub(crate) struct Report {
    /// What was searched; the folder in it is where the cited files are.
    pub searched: Searched,
    /// What was found.
    pub answer: Answer,
}

/// In the words of the documentation, or in a model's.
pub(crate) enum Answer {
    /// Quotations.
    Passages(Vec<Passage>),
    /// A model's text.
    Synthesis {
        /// The text, and the numbers of the hits it cites, counted from 1.
        synthesis: Synthesis,
        /// What the model was given.
        hits: Vec<Hit>,
        /// Why it kept each of them.
        reasons: Vec<String>,
    },
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "searched: {}", self.searched)?;
        match &self.answer {
            Answer::Passages(passages) => write_passages(f, passages),
            Answer::Synthesis { synthesis, hits, reasons } => write_synthesis(f, synthesis, hits, reasons),
        }
    }
}

fn write_passages(f: &mut fmt::Formatter<'_>, passages: &[Passage]) -> fmt::Result {
    for (i, passage) in passages.iter().enumerate() {
        writeln!(f, "\n{}. {}", i + 1, passage.text)?;
        writeln!(f, "   {}: {}", passage.hit.source, passage.hit.section.address())?;
    }
    Ok(())
}

fn write_synthesis(f: &mut fmt::Formatter<'_>, synthesis: &Synthesis, hits: &[Hit], reasons: &[String]) -> fmt::Result {
    writeln!(f, "\n{}\n", synthesis.answer.trim())?;
    for (i, (hit, reason)) in hits.iter().zip(reasons).enumerate() {
        let number = i + 1;
        if synthesis.cited.contains(&number) {
            writeln!(f, "[{number}] {}: {}", hit.source, hit.section.address())?;
            writeln!(f, "    {}", reason.trim())?;
        }
    }
    Ok(())
}
