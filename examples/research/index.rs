//! One source's sections, ranked by BM25 (crate `bm25`).

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding};
use thiserror::Error;

use crate::section::{Section, Unreadable, read_sections};
use crate::source::Source;
use crate::terms::{Query, Terms};

/// BM25's own factor for repeated terms, the usual value (and the crate's default).
const K1: f32 = 1.2;

/// The words of a section's title count this many times: a title says what its section is about.
const TITLE_WEIGHT: usize = 2;

/// A section that answers a query, and how well.
///
/// The score is the share of what a perfect section of the same source would get, so that the hits of
/// several sources can be merged. Plain BM25 scores cannot: they grow with the number of documents, and
/// a word that is common in one source and rare in another weighs differently in each.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// The name of the source.
    pub source: Arc<str>,
    /// Title, text, file and anchor. Shared: a clone of a hit copies no text.
    pub section: Arc<Section>,
    /// From 0 to 1.
    pub score: f64,
}

impl Hit {
    /// Best first; equal ones in the order of their addresses, so that every run prints the same.
    pub(crate) fn best_first(a: &Self, b: &Self) -> Ordering {
        b.score.total_cmp(&a.score).then_with(|| a.section.address().cmp(&b.section.address()))
    }
}

/// The sections of one source, ready to be searched.
pub(crate) struct Index {
    source: Arc<str>,
    sections: Vec<Arc<Section>>,
    scorer: Scorer<usize>,
    /// In how many sections each term occurs.
    frequency: HashMap<u32, usize>,
    unreadable: Vec<Unreadable>,
}

impl Index {
    /// Reads every document of the source; `on_document` is called after each one with their number
    /// so far.
    ///
    /// Documents that cannot be read are left out and listed in [`Index::unreadable`]. It is an error if none can
    /// be read.
    pub(crate) fn build(source: &Source, mut on_document: impl FnMut(usize)) -> Result<Self, IndexError> {
        let mut sections = Vec::new();
        let mut unreadable = Vec::new();
        for (i, path) in source.files.iter().enumerate() {
            match read_sections(path, &source.name_of(path)) {
                Ok(read) => sections.extend(read.into_iter().map(Arc::new)),
                Err(error) => unreadable.push(error),
            }
            on_document(i + 1);
        }
        if unreadable.len() == source.files.len()
            && let Some(last) = unreadable.pop()
        {
            return Err(IndexError { agent: source.name.clone(), documents: source.files.len(), last });
        }
        Ok(Self::of_sections(source.name.as_str().into(), sections, unreadable))
    }

    fn of_sections(source: Arc<str>, sections: Vec<Arc<Section>>, unreadable: Vec<Unreadable>) -> Self {
        let words: usize = sections.iter().map(|section| section.text.split_whitespace().count()).sum();
        #[expect(clippy::cast_precision_loss, reason = "only a mean length")]
        let mean_words = words as f32 / sections.len().max(1) as f32;
        let embedder: Embedder<u32, Terms> = EmbedderBuilder::with_avgdl(mean_words).k1(K1).build();
        let mut scorer = Scorer::new();
        let mut frequency = HashMap::new();
        for (i, section) in sections.iter().enumerate() {
            let titles = format!("{}\n", section.title).repeat(TITLE_WEIGHT);
            let embedding = embedder.embed(&(titles + &section.text));
            let mut terms: Vec<u32> = embedding.indices().copied().collect();
            terms.sort_unstable();
            terms.dedup();
            for term in terms {
                *frequency.entry(term).or_insert(0) += 1;
            }
            scorer.upsert(&i, embedding);
        }
        Self { source, sections, scorer, frequency, unreadable }
    }

    /// The `n` best sections, best first.
    pub(crate) fn search(&self, query: &Query, n: usize) -> Vec<Hit> {
        let term = |term: &String| TokenEmbedding { index: u32::embed(term), value: 1.0 };
        let wanted = Embedding(query.terms().iter().map(term).collect());
        let perfect = self.perfect_score(&wanted);
        let mut hits: Vec<Hit> = self
            .scorer
            .matches(&wanted)
            .into_iter()
            .filter_map(|found| {
                let section = Arc::clone(self.sections.get(found.id)?);
                Some(Hit { source: Arc::clone(&self.source), section, score: f64::from(found.score / perfect) })
            })
            .collect();
        hits.sort_by(Hit::best_first);
        hits.truncate(n);
        hits
    }

    /// What BM25 approaches for a short section that repeats every wanted term.
    fn perfect_score(&self, wanted: &Embedding) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "numbers of sections")]
        let rarity = |term: &u32| {
            let holding = self.frequency.get(term).copied().unwrap_or(0) as f32;
            let others = self.sections.len() as f32 - holding;
            (1.0 + (others + 0.5) / (holding + 0.5)).ln()
        };
        wanted.indices().map(|term| rarity(term) * (K1 + 1.0)).sum()
    }

    /// How many sections can be found.
    pub(crate) fn len(&self) -> usize {
        self.sections.len()
    }

    /// The documents that were left out, and why.
    pub(crate) fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }
}

/// Not one document of a source could be read.
#[derive(Debug, Error)]
#[error("agent {agent}: none of its {documents} documents can be read; the last one: {last}")]
pub(crate) struct IndexError {
    agent: String,
    documents: usize,
    #[source]
    last: Unreadable,
}
