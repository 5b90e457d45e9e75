//! What the agents hand on to each other between the documents and the answer.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use agentflow::watch::note;
use thiserror::Error;

use crate::index::{Hit, Index, Weights};
use crate::section::{Section, Unreadable, read_sections};
use crate::source::{Discovery, Source};
use crate::terms::Query;

/// How many sections each agent brings back.
const HITS_PER_SOURCE: usize = 5;

/// How many sections the answer is made of; with a model, as many are judged.
const MERGED_HITS: usize = 12;

/// The sections of a source, or of a part of it.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// In the order of the documents.
    pub sections: Vec<Arc<Section>>,
    /// Documents that are left out.
    unreadable: Vec<Unreadable>,
}

impl Reading {
    /// Reads every document.
    pub(crate) fn of(part: &Source) -> Self {
        let mut reading = Self::default();
        for path in &part.files {
            match read_sections(path, &part.name_of(path)) {
                Ok(read) => reading.sections.extend(read.into_iter().map(Arc::new)),
                Err(error) => reading.unreadable.push(error),
            }
        }
        reading
    }

    /// The parts of a source, in order. It is an error if none of its documents can be read.
    pub(crate) fn join(source: &Source, parts: Vec<Self>) -> Result<Self, NothingReadable> {
        let mut all = Self::default();
        for part in parts {
            all.sections.extend(part.sections);
            all.unreadable.extend(part.unreadable);
        }
        match all.unreadable.pop() {
            Some(last) if all.unreadable.len() + 1 == source.files.len() => {
                Err(NothingReadable { source_name: source.name.clone(), documents: source.files.len(), last })
            }
            last => {
                all.unreadable.extend(last);
                Ok(all)
            }
        }
    }
}

/// What one agent brings back from its source.
#[derive(Debug)]
pub(crate) struct Findings {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many sections were searched.
    pub sections: usize,
    /// Documents that are left out.
    pub unreadable: Vec<Unreadable>,
}

impl Findings {
    /// Indexes what was read, and searches it.
    pub(crate) fn search(source: &Source, reading: Reading, weights: Vec<Weights>, query: &Query) -> Self {
        let Reading { sections, unreadable } = reading;
        let number = sections.len();
        note("sections", number);
        let hits = Index::new(&source.name, sections, weights).search(query, HITS_PER_SOURCE);
        note("brought back", hits.len());
        Self { hits, sections: number, unreadable }
    }
}

/// The best sections of all sources, best first. It is an error if there is none.
pub(crate) fn merge(query: &Query, mut hits: Vec<Hit>, searched: &Searched) -> Result<Vec<Hit>, NoHit> {
    if hits.is_empty() {
        return Err(NoHit { topic: query.topic().to_owned(), searched: searched.clone() });
    }
    hits.sort_by(Hit::best_first);
    hits.truncate(MERGED_HITS);
    Ok(hits)
}

/// What was searched in all.
#[derive(Debug, Clone)]
pub(crate) struct Searched {
    sections: usize,
    sources: Vec<String>,
    root: PathBuf,
}

impl Searched {
    /// The sum over all sources.
    pub(crate) fn in_all(discovery: &Discovery, found: &[Findings]) -> Self {
        Self {
            sections: found.iter().map(|findings| findings.sections).sum(),
            sources: discovery.sources.iter().map(|source| source.name.clone()).collect(),
            root: discovery.root.clone(),
        }
    }
}

/// `31500 sections of book, std in /usr/share/doc/rust/html`
impl fmt::Display for Searched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sections of {} in {}", self.sections, self.sources.join(", "), self.root.display())
    }
}

/// Not one document of a source could be read.
#[derive(Debug, Error)]
#[error("none of the {documents} documents of {source_name} can be read; the last one: {last}")]
pub(crate) struct NothingReadable {
    source_name: String,
    documents: usize,
    last: Unreadable,
}

/// The topic occurs nowhere.
#[derive(Debug, Error)]
#[error("no section is about {topic:?}: searched {searched}")]
pub(crate) struct NoHit {
    topic: String,
    searched: Searched,
}
