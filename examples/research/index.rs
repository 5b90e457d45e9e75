//! One source's sections, ranked by BM25 (crate `bm25`).

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding};

use crate::section::Section;
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
}

impl Index {
    /// `weights` has one entry for each section, in the same order.
    pub(crate) fn new(source: &str, sections: Vec<Arc<Section>>, weights: Vec<Weights>) -> Self {
        let mut scorer = Scorer::new();
        let mut frequency = HashMap::new();
        for (i, Weights(weights)) in weights.into_iter().enumerate() {
            let mut terms: Vec<u32> = weights.indices().copied().collect();
            terms.sort_unstable();
            terms.dedup();
            for term in terms {
                *frequency.entry(term).or_insert(0) += 1;
            }
            scorer.upsert(&i, weights);
        }
        Self { source: source.into(), sections, scorer, frequency }
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
}

/// The mean number of words in a section, which BM25 measures each section by.
#[expect(clippy::cast_precision_loss, reason = "only a mean length")]
pub(crate) fn mean_words(sections: &[Arc<Section>]) -> f32 {
    let words: usize = sections.iter().map(|section| section.text.split_whitespace().count()).sum();
    words as f32 / sections.len().max(1) as f32
}

/// How much each term of a section says about it.
#[derive(Debug)]
pub(crate) struct Weights(Embedding);

/// Weighs the terms of some sections of a source.
///
/// It is most of the work of an [`Index`], and each section is weighed by itself, so several agents can
/// share it.
pub(crate) fn weigh(sections: &[Arc<Section>], mean_words: f32) -> Vec<Weights> {
    let embedder: Embedder<u32, Terms> = EmbedderBuilder::with_avgdl(mean_words).k1(K1).build();
    let with_title = |section: &Section| format!("{}\n", section.title).repeat(TITLE_WEIGHT) + &section.text;
    sections.iter().map(|section| Weights(embedder.embed(&with_title(section)))).collect()
}
