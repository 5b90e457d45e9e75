//! The review as plans: who looks at what, and who waits for whom.

use std::path::PathBuf;
use std::sync::Arc;

use agentflow::{AgentError, AgentTask, spawn_agent, workflow};

use crate::reviewers::{REVIEWERS, Reviewer};
use crate::support::findings::{Finding, Findings};
use crate::support::git::Change;
use crate::support::model::Model;
use crate::support::opinion::{Opinion, opinion, warn};

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
        par {
            by_rules = par for reviewer in REVIEWERS { look(reviewer, &change) };
            opinions = match &model {
                Some(model) => ask_about_each(&change, model),
                None => Vec::new(),
            };
        }
        _        = warn(&change.untracked, &opinions);
        by_model = opinions.into_iter().flatten();
        findings = by_rules.into_iter().chain(by_model).flatten().collect::<Findings>();
        => format!("reviewed {change}\n\n{findings}\n")
    }
}

/// One reviewer, over all files at once.
fn look((name, look_at): Reviewer, change: &Arc<Change>) -> AgentTask<Vec<Finding>> {
    let change = Arc::clone(change);
    let look = move || {
        let change = Arc::clone(&change);
        workflow! {
            by_file = par for file in change.files.clone() { look_at(&file, &change) };
            => by_file.concat()
        }
    };
    spawn_agent(look).named(name)
}

/// One model agent for each file. There is no `?`: where one gets no answer, the others count all the same.
fn ask_about_each(change: &Change, model: &Model) -> AgentTask<Vec<Opinion>> {
    let (files, model) = (change.files.clone(), model.clone());
    workflow! {
        => par(AT_ONCE) for file in files.clone() { opinion(&model, &file) }
    }
}
