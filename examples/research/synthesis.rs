//! The model's part: a second filter, and an answer in its own words.

use agentflow::{AgentError, AgentTask, workflow};
use thiserror::Error;

use crate::flow::all;
use crate::index::Hit;
use crate::questions::{self, NoSynthesis, Synthesis, Verdict};
use crate::report::Answer;
use crate::support::model::{Model, ModelError};
use crate::terms::Query;

/// The model judges each section, and writes the answer out of those it found of use.
pub(crate) fn synthesis(query: Query, best: Vec<Hit>, model: Model) -> AgentTask<Result<Answer, AgentError>> {
    workflow! {
        verdicts        = judge_each(&query, &best, &model)?; // an agent for each section, all at once
        (hits, reasons) = keep_useful(&query, best, verdicts)?;
        synthesis       = synthesize(&query, &hits, &model)?;
        => Answer::Synthesis { synthesis, hits, reasons }
    }
}

fn judge_each(query: &Query, hits: &[Hit], model: &Model) -> AgentTask<Result<Vec<Verdict>, AgentError>> {
    let agent = |hit: &Hit| {
        let (query, hit, model) = (query.clone(), hit.clone(), model.clone());
        workflow! {
            verdict = judge(&query, &hit, &model)?;
            => verdict
        }
    };
    all(hits.iter().map(agent).collect())
}

/// Asks the model about one section.
async fn judge(query: &Query, hit: &Hit, model: &Model) -> Result<Verdict, Unjudged> {
    let verdict = questions::relevant(model, query, hit).await;
    verdict.map_err(|source| Unjudged { address: hit.section.address(), source })
}

/// Asks the model for the answer.
async fn synthesize(query: &Query, hits: &[Hit], model: &Model) -> Result<Synthesis, NoSynthesis> {
    questions::synthesize(model, query, hits).await
}

/// The sections that are of use, and why each of them is. It is an error if there is none.
fn keep_useful(
    query: &Query,
    hits: Vec<Hit>,
    verdicts: Vec<Verdict>,
) -> Result<(Vec<Hit>, Vec<String>), NothingUseful> {
    let judged = hits.len();
    let useful = hits.into_iter().zip(verdicts).filter(|(_, verdict)| verdict.relevant);
    let (hits, reasons): (Vec<Hit>, Vec<String>) = useful.map(|(hit, verdict)| (hit, verdict.reason)).unzip();
    if hits.is_empty() {
        return Err(NothingUseful { topic: query.topic().to_owned(), judged });
    }
    Ok((hits, reasons))
}

/// The model gave no verdict on a section.
#[derive(Debug, Error)]
#[error("{address}: {source}")]
struct Unjudged {
    address: String,
    source: ModelError,
}

/// The model found nothing that helps.
#[derive(Debug, Error)]
#[error("the model found none of the {judged} best sections of use for {topic:?}")]
struct NothingUseful {
    topic: String,
    judged: usize,
}
