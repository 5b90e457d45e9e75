//! The table, and what has to be said below it.

use std::cmp::Reverse;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::crates::Audit;
use crate::licence::is_permissive;
use crate::support::model::Model;
use crate::support::note::note;
use crate::support::registry::NotRead;
use crate::support::timing::Speedup;

/// What a model says about a crate, or why it says nothing.
pub(crate) type Risk = Result<String, String>;

/// What has to be trusted in this crate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Judgement {
    /// One sentence: what the unsafe code is for, and what would go wrong if it were wrong.
    risk: String,
}

/// Asks a model about one crate.
pub(crate) async fn risk(model: &Model, audit: &Audit) -> Risk {
    let (name, quotes) = (&audit.package.name, audit.quotes.join("\n"));
    let question = format!("Crate: {name}\nUses of unsafe: {}\nSome of them:\n{quotes}", audit.all_unsafe());
    let answer = model.ask("You say in one sentence what has to be trusted in a Rust crate.", question).await;
    answer.map(|Judgement { risk }| format!("{name}: {risk}")).map_err(|error| format!("{name}: {error}"))
}

/// Names the crates that the model says nothing about.
pub(crate) fn warn(risks: &[Risk]) {
    for error in risks.iter().filter_map(|risk| risk.as_ref().err()) {
        note("warning", format!("the model says nothing about {error}"));
    }
}

/// The crates with most `unsafe` first, and those that could not be looked at. It is an error if there is none.
pub(crate) fn sorted(audits: Vec<Result<Audit, NotRead>>) -> Result<(Vec<Audit>, Vec<NotRead>), String> {
    let (mut audited, mut left_out) = (Vec::new(), Vec::new());
    for audit in audits {
        match audit {
            Ok(audit) => audited.push(audit),
            Err(error) => left_out.push(error),
        }
    }
    audited.sort_by_cached_key(|audit: &Audit| (Reverse(audit.all_unsafe()), audit.package.clone()));
    match left_out.first() {
        Some(first) if audited.is_empty() => {
            Err(format!("no crate is in cargo's cache, such as {first}: run `cargo fetch`"))
        }
        _ => Ok((audited, left_out)),
    }
}

/// All that was found.
pub(crate) struct Report {
    pub audited: Vec<Audit>,
    pub left_out: Vec<NotRead>,
    pub risks: Vec<Risk>,
    pub speedup: Speedup,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "unsafe blocks    fns others   lines build macro crate")?;
        for it in &self.audited {
            let mark = |is: bool, mark| if is { mark } else { "-" };
            let (build, proc_macro) = (mark(it.build_script, "build"), mark(it.proc_macro, "macro"));
            let licence = it.licence.as_deref().unwrap_or("no licence");
            write!(f, "{:6} {:6} {:6} {:6} ", it.all_unsafe(), it.blocks, it.functions, it.others)?;
            writeln!(
                f,
                "{:7} {build:5} {proc_macro:5} {} {} ({licence})",
                it.lines, it.package.name, it.package.version
            )?;
        }
        let sum = |part: fn(&Audit) -> usize| self.audited.iter().map(part).sum::<usize>();
        let (lines, all_unsafe) = (sum(|it| it.lines), sum(Audit::all_unsafe));
        let (build, macros) = (sum(|it| it.build_script.into()), sum(|it| it.proc_macro.into()));
        writeln!(
            f,
            "\ncrates: {}, lines: {lines}, unsafe: {all_unsafe}, build scripts: {build}, procedural macros: {macros}",
            self.audited.len()
        )?;
        for it in self.audited.iter().filter(|it| !it.licence.as_deref().is_some_and(is_permissive)) {
            let licence = it.licence.as_deref().unwrap_or("none");
            writeln!(f, "licence: {} {} is not permissive: {licence}", it.package.name, it.package.version)?;
        }
        for broken in self.left_out.iter().filter(|it| matches!(it, NotRead::Broken { .. })) {
            writeln!(f, "left out: {broken}")?;
        }
        let missing: Vec<String> =
            self.left_out.iter().filter(|it| matches!(it, NotRead::NotCached(_))).map(ToString::to_string).collect();
        if !missing.is_empty() {
            writeln!(f, "left out, not in cargo's cache: {}: {}", missing.len(), missing.join(", "))?;
        }
        self.risks.iter().flatten().try_for_each(|risk| writeln!(f, "risk: {risk}"))?;
        write!(f, "{}", self.speedup)
    }
}
