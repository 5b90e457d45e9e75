//! The job as plans: who works, who waits for whom, and what ends it all.
//!
//! Nothing in this file runs anything. Each function gives a description; `main` runs the first one.

use agentflow::{AgentError, AgentTask, async_function, parallel_filter, sequence_tasks, workflow};

use crate::answer::{best_passages, is_relevant};
use crate::findings::{Findings, Reading, Searched, merge};
use crate::index::{Hit, Weights, mean_words, weigh};
use crate::model::Model;
use crate::progress::{AgentLine, Watch};
use crate::report::{Answer, Report, warn};
use crate::section::Section;
use crate::source::{Discovery, Source};
use crate::terms::Query;

/// The whole job: map, filter, reduce, answer.
pub(crate) fn research(
    query: Query,
    discovery: Discovery,
    model: Option<Model>,
) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        watch    = Watch::start();
        found    = search_each(&discovery.sources, &query, &watch)?; // one agent for each source, all at once
        _        = warn(&discovery.unreadable, &found);
        relevant = keep_relevant(&found, &query);                    // one test for each hit, all at once
        searched = Searched::in_all(&discovery, &found);
        best     = merge(&query, relevant, &searched)?;
        answer   = answer(best, &query, &model, &watch)?;            // quoted, or written by the model
        => Report { searched, answer, speedup: watch.speedup() }
    }
}
