//! The review as plans: who looks at what, and who waits for whom.

use std::path::PathBuf;
use std::sync::Arc;

use agentflow::{AgentError, AgentTask, workflow};

use crate::reviewers::{REVIEWERS, Reviewer};
use crate::support::findings::{Finding, Findings};
use crate::support::git::Change;
use crate::support::model::Model;
use crate::support::opinion::{Opinion, opinion, warn};
use crate::support::progress::Watch;

/// So many files are shown to the model at once.
const AT_ONCE: usize = 8;

/// The whole job.
pub(crate) fn review(
    repo: PathBuf,
    range: Option<String>,
    model: Option<Model>,
) -> AgentTask<Result<String, AgentError>> {
    workflow! {
        change = blocking { Change::read(&repo, range.as_deref()).map(Arc::new) }?;
        watch  = Watch::start();
        par {
            by_rules = par for reviewer in REVIEWERS { look(reviewer, &change, &watch) };
            opinions = match &model {
                Some(model) => ask_about_each(&change, model, &watch),
                None => Vec::new(),
            };
        }
        _        = warn(&change.untracked, &opinions);
        by_model = opinions.into_iter().flatten();
        findings = by_rules.into_iter().chain(by_model).flatten().collect::<Findings>();
        => format!("reviewed {change}\n\n{findings}\n{}", watch.speedup())
    }
}

/// One reviewer, over all files at once.
fn look((name, look_at): Reviewer, change: &Arc<Change>, watch: &Watch) -> AgentTask<Vec<Finding>> {
    let (change, line) = (Arc::clone(change), watch.agent(name, change.files.len()));
    workflow! {
        by_file = par for file in change.files.clone() {
            found = line.timed(|| look_at(&file, &change));
            _     = line.advance();
            => found
        };
        found = by_file.concat();
        _     = line.finish(found.len());
        => found
    }
}

/// One model agent for each file. There is no `?`: where one gets no answer, the others count all the same.
fn ask_about_each(change: &Change, model: &Model, watch: &Watch) -> AgentTask<Vec<Opinion>> {
    let (files, model, watch) = (change.files.clone(), model.clone(), watch.clone());
    workflow! {
        => par(AT_ONCE) for file in files.clone() { watch.waited_for(opinion(&model, &file)) }
    }
}
