//! The table, and what has to be said below it.

use std::cmp::Reverse;
use std::fmt;

use agentflow::watch::note;

use crate::support::licence::is_permissive;
use crate::support::registry::{Manifest, NotRead, Package, Sources};
use crate::support::risk::Risk;
use crate::support::unsafe_uses::UnsafeUses;

/// What one crate may do.
#[derive(Clone)]
pub(crate) struct Audit {
    pub package: Package,
    manifest: Manifest,
    lines: usize,
    pub uses: UnsafeUses,
}

impl Audit {
    pub(crate) fn of(package: Package, sources: Sources) -> Self {
        let lines = sources.files.iter().map(|(_, text)| text.lines().count()).sum();
        Self { package, lines, uses: UnsafeUses::of(&sources.files), manifest: sources.manifest }
    }
}

/// Names the crates that the model says nothing about.
pub(crate) fn warn(risks: &[Risk]) {
    for error in risks.iter().filter_map(|risk| risk.as_ref().err()) {
        note("warning", format!("the model says nothing about {error}"));
    }
}

/// The crates with most `unsafe` first, and those that could not be looked at. It is an error if there is none.
pub(crate) fn sorted(audits: Vec<Result<Audit, NotRead>>) -> Result<(Vec<Audit>, Vec<NotRead>), String> {
    let (audited, left_out): (Vec<_>, Vec<_>) = audits.into_iter().partition(Result::is_ok);
    let mut audited: Vec<Audit> = audited.into_iter().flatten().collect();
    let left_out: Vec<NotRead> = left_out.into_iter().filter_map(Result::err).collect();
    audited.sort_by_cached_key(|audit: &Audit| (Reverse(audit.uses.all()), audit.package.clone()));
    match left_out.first() {
        Some(first) if audited.is_empty() => {
            Err(format!("no crate is in cargo's cache, not even {first}: `cargo fetch`"))
        }
        _ => Ok((audited, left_out)),
    }
}

/// All that was found.
pub(crate) struct Report {
    pub audited: Vec<Audit>,
    pub left_out: Vec<NotRead>,
    pub risks: Vec<Risk>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "unsafe blocks    fns others   lines build macro crate")?;
        let mark = |is: bool, mark| if is { mark } else { "-" };
        for Audit { package, manifest, lines, uses } in &self.audited {
            let build = mark(manifest.has_build_script(), "build");
            let is_macro = mark(manifest.is_proc_macro(), "macro");
            let UnsafeUses { blocks, functions, others, .. } = uses;
            write!(f, "{:6} {blocks:6} {functions:6} {others:6} {lines:7} {build:5} {is_macro:5} ", uses.all())?;
            writeln!(f, "{package} ({})", manifest.licence().unwrap_or("no licence"))?;
        }
        let sum = |part: fn(&Audit) -> usize| self.audited.iter().map(part).sum::<usize>();
        write!(f, "\ncrates: {}, ", self.audited.len())?;
        write!(f, "lines: {}, unsafe: {}, ", sum(|it| it.lines), sum(|it| it.uses.all()))?;
        write!(f, "build scripts: {}, ", sum(|it| it.manifest.has_build_script().into()))?;
        writeln!(f, "procedural macros: {}", sum(|it| it.manifest.is_proc_macro().into()))?;
        for Audit { package, manifest, .. } in &self.audited {
            match manifest.licence() {
                Some(licence) if is_permissive(licence) => {}
                licence => writeln!(f, "licence: {package} is not permissive: {}", licence.unwrap_or("none"))?,
            }
        }
        let is_missing = |it: &&NotRead| matches!(it, NotRead::NotCached(_));
        let (missing, broken): (Vec<_>, Vec<_>) = self.left_out.iter().partition(is_missing);
        broken.iter().try_for_each(|it| writeln!(f, "left out: {it}"))?;
        if !missing.is_empty() {
            let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
            writeln!(f, "left out, not in cargo's cache: {}: {}", names.len(), names.join(", "))?;
        }
        self.risks.iter().flatten().try_for_each(|risk| writeln!(f, "risk: {risk}"))
    }
}
