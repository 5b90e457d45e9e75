//! The audit as plans: each crate is read and counted by itself (map), then all of them are put together (reduce).

use std::path::PathBuf;

use agentflow::{AgentError, AgentTask, workflow};

use crate::report::{Audit, Report, sorted, warn};
use crate::support::model::Model;
use crate::support::registry::{Sources, locked};
use crate::support::risk::{Risk, risk};

/// So many crates are in memory at once.
const AT_ONCE: usize = 16;

/// So many crates are shown to the model.
const RISKIEST: usize = 5;

/// The whole job.
pub(crate) fn audit(lock: PathBuf, model: Option<Model>) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        packages = blocking { locked(&lock) }?;
        audits   = par(AT_ONCE) for package in packages {
            sources = blocking { Sources::read(&package) };
            audit   = sources.map(|sources| Audit::of(package, sources));
            => audit
        };
        (audited, left_out) = sorted(audits)?;
        risks    = match &model {
            Some(model) => ask_about_riskiest(&audited, model),
            None => Vec::new(),
        };
        _        = warn(&risks);
        => Report { audited, left_out, risks }
    }
}

/// A model agent for each. There is no `?`: the table is worth printing without them.
fn ask_about_riskiest(audited: &[Audit], model: &Model) -> AgentTask<Vec<Risk>> {
    let riskiest: Vec<Audit> = audited.iter().filter(|audit| audit.uses.all() > 0).take(RISKIEST).cloned().collect();
    let model = model.clone();
    workflow! {
        => par for audit in riskiest.clone() { risk(&model, &audit.package.name, &audit.uses) }
    }
}
