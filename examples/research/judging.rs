//! What a model's verdicts come to.

use thiserror::Error;

use crate::index::Hit;
use crate::model::{Model, ModelError, Verdict};
use crate::terms::Query;

/// Asks the model about one section.
pub(crate) async fn judge(model: &Model, query: &Query, hit: &Hit) -> Result<Verdict, Unjudged> {
    let verdict = model.relevant(query.topic(), hit).await;
    verdict.map_err(|source| Unjudged { address: hit.section.address(), source })
}

/// The sections that are of use, and why each of them is. It is an error if there is none.
pub(crate) fn keep_useful(
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
pub(crate) struct Unjudged {
    address: String,
    source: ModelError,
}

/// The model found nothing that helps.
#[derive(Debug, Error)]
#[error("the model found none of the {judged} best sections of use for {topic:?}")]
pub(crate) struct NothingUseful {
    topic: String,
    judged: usize,
}
