//! The job as plans: who works, who waits for whom, and what ends it all.
//!
//! Nothing in this file runs anything. Each function gives a description; `main` runs the first one.

use std::sync::Arc;

use agentflow::{AgentError, AgentTask, async_function, parallel_filter, sequence_tasks, spawn_agent, workflow};

use crate::answer::{best_passages, is_relevant};
use crate::findings::{Findings, Reading, Searched, merge};
use crate::index::{Hit, Weights, mean_words, weigh};
use crate::report::{Answer, Report, warn};
use crate::section::Section;
use crate::source::{Discovery, Source};
use crate::support::model::Model;
use crate::synthesis::synthesis;
use crate::terms::Query;

/// How many passages are quoted.
const PASSAGES: usize = 6;

/// The whole job.
pub(crate) fn research(
    query: Query,
    discovery: Discovery,
    model: Option<Model>,
) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        found    = search_each(&discovery.sources, &query)?;         // map: an agent for each source, all at once
        _        = warn(&discovery.unreadable, &found);
        relevant = keep_relevant(&query, &found);                    // filter: a test for each hit, all at once
        searched = Searched::in_all(&discovery, &found);
        best     = merge(&query, relevant, &searched)?;              // reduce: the best of all sources
        answer   = answer(&query, best, model.as_ref())?;            // in the words of the documents, or of a model
        => Report { searched, answer }
    }
}

/// One agent for each source, under its name.
fn search_each(sources: &[Source], query: &Query) -> AgentTask<Result<Vec<Findings>, AgentError>> {
    let agent = |source: &Source| {
        let (name, source, query) = (source.name.clone(), source.clone(), query.clone());
        spawn_agent(move || search(source.clone(), query.clone())).named(name)
    };
    all(sources.iter().map(agent).collect())
}

/// One source. Reading and weighing are most of the work, and `std` alone is most of the documentation, so
/// both are shared out in parts.
fn search(source: Source, query: Query) -> AgentTask<Result<Findings, AgentError>> {
    workflow! {
        parts   = read_parts(&source);
        reading = Reading::join(&source, parts)?;
        weights = weigh_parts(&reading.sections);
        found   = Findings::search(&source, reading, weights, &query);
        => found
    }
}

/// So many documents are read by one agent.
const DOCUMENTS: usize = 64;

fn read_parts(source: &Source) -> AgentTask<Vec<Reading>> {
    let read = async_function(|part: Source| Reading::of(&part));
    sequence_tasks(source.parts(DOCUMENTS).map(|part| read(part).named("read")).collect())
}

/// So many sections are weighed by one agent.
const SECTIONS: usize = 512;

fn weigh_parts(sections: &[Arc<Section>]) -> AgentTask<Vec<Weights>> {
    let mean_words = mean_words(sections);
    let weigh = async_function(move |part: Vec<Arc<Section>>| weigh(&part, mean_words));
    sequence_tasks(sections.chunks(SECTIONS).map(|part| weigh(part.to_vec()).named("weigh")).collect())
        .map(|parts| parts.into_iter().flatten().collect())
}

/// The sections that are about the topic, and not only about one of its words.
fn keep_relevant(query: &Query, found: &[Findings]) -> AgentTask<Vec<Hit>> {
    let hits = found.iter().flat_map(|findings| &findings.hits).cloned().collect();
    let query = query.clone();
    parallel_filter(hits, move |hit| is_relevant(&query, hit))
}

/// In the words of the documentation; or in those of the model, if there is one.
fn answer(query: &Query, best: Vec<Hit>, model: Option<&Model>) -> AgentTask<Result<Answer, AgentError>> {
    match model {
        None => quote(query.clone(), best).map(Ok),
        Some(model) => synthesis(query.clone(), best, model.clone()),
    }
}

fn quote(query: Query, best: Vec<Hit>) -> AgentTask<Answer> {
    workflow! {
        passages = best_passages(&query, &best, PASSAGES);
        => Answer::Passages(passages)
    }
}

/// All at once: their values, or the first failure in the order of the list.
pub(crate) fn all<T: Send + 'static>(
    agents: Vec<AgentTask<Result<T, AgentError>>>,
) -> AgentTask<Result<Vec<T>, AgentError>> {
    sequence_tasks(agents).map(|results| results.into_iter().collect())
}
