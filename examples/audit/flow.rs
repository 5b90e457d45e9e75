//! The audit as plans: each crate is read and counted by itself (map), then all of them are put together (reduce).

use std::path::PathBuf;

use agentflow::{AgentError, AgentTask, workflow};

use crate::report::{Audit, Report, sorted, warn};
use crate::support::model::Model;
use crate::support::progress::Watch;
use crate::support::registry::{Sources, locked};
use crate::support::risk::{Risk, risk};

/// So many crates are in memory at once.
const AT_ONCE: usize = 16;

/// So many crates are shown to the model.
const RISKIEST: usize = 5;

/// The whole job.
pub(crate) fn audit(lock: PathBuf, model: Option<Model>) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        watch    = Watch::start();
        packages = blocking { locked(&lock) }?;
        line     = watch.agent("crates", packages.len());
        audits   = par(AT_ONCE) for package in packages {
            sources = blocking { line.timed(|| Sources::read(&package)) };
            audit   = watch.worked(|| sources.map(|sources| Audit::of(package, sources)));
            _       = line.advance();
            => audit
        };
        (audited, left_out) = sorted(audits)?;
        _        = line.finish("counted");
        risks    = match &model {
            Some(model) => ask_about_riskiest(&audited, model, &watch),
            None => Vec::new(),
        };
        _        = warn(&risks);
        => Report { audited, left_out, risks, speedup: watch.speedup() }
    }
}

/// A model agent for each. There is no `?`: the table is worth printing without them.
fn ask_about_riskiest(audited: &[Audit], model: &Model, watch: &Watch) -> AgentTask<Vec<Risk>> {
    let riskiest: Vec<Audit> = audited.iter().filter(|audit| audit.uses.all() > 0).take(RISKIEST).cloned().collect();
    let (model, watch) = (model.clone(), watch.clone());
    workflow! {
        => par for audit in riskiest.clone() { watch.waited_for(risk(&model, &audit.package.name, &audit.uses)) }
    }
}
