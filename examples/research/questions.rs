//! What the model is asked, and what it may answer.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

use crate::index::Hit;
use crate::support::model::{Model, ModelError};
use crate::terms::Query;

/// How much of a section the model is shown.
const SHOWN_BYTES: usize = 3000;

// The comments on the two answers and on their fields go into the schema: the model reads them.

/// Whether a section is of use.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// One sentence: what the section says about the question.
    pub reason: String,
    /// Whether the section helps to answer the question.
    pub relevant: bool,
}

/// The answer to the question.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Synthesis {
    /// The answer in a few sentences, from the sources only, each followed by its source's number as [1].
    pub answer: String,
    /// The numbers of the sources that the answer rests on.
    pub cited: Vec<usize>,
}

/// Asks whether a section helps to answer the question.
pub(crate) async fn relevant(model: &Model, query: &Query, hit: &Hit) -> Result<Verdict, ModelError> {
    let task = "You judge whether a section of a documentation helps to answer a question.";
    model.ask(task, format!("Question: {}\n\n{}", query.topic(), shown(hit))).await
}

/// Asks for an answer out of these sources, which are numbered from 1 in this order.
pub(crate) async fn synthesize(model: &Model, query: &Query, hits: &[Hit]) -> Result<Synthesis, NoSynthesis> {
    let task = "You answer a question from the numbered sources only, and say which of them you used.";
    let mut question = format!("Question: {}\n", query.topic());
    for (i, hit) in hits.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(question, "\nSource [{}]\n{}", i + 1, shown(hit));
    }
    let synthesis: Synthesis = model.ask(task, question).await?;
    match synthesis.cited.iter().find(|number| !(1..=hits.len()).contains(number)) {
        Some(&number) => Err(NoSynthesis::UnknownSource { model: model.to_string(), number, sources: hits.len() }),
        None => Ok(synthesis),
    }
}

/// A section as the model is shown it.
fn shown(hit: &Hit) -> String {
    let section = &hit.section;
    let text = &section.text[..section.text.floor_char_boundary(SHOWN_BYTES)];
    format!("Title: {}\nFile: {}\n{text}\n", section.title, section.address())
}

/// The model gave no answer that can be used.
#[derive(Debug, Error)]
pub(crate) enum NoSynthesis {
    /// It gave none at all, or one of another shape.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// It made a source up.
    #[error(
        "model {model}: the answer cites source {number}, but there are only {sources}: ask again, or choose another model"
    )]
    UnknownSource {
        /// Which one, and where.
        model: String,
        /// What it cites.
        number: usize,
        /// How many there were.
        sources: usize,
    },
}
