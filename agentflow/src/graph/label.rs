//! What is written on a part of a picture.

use super::{Kind, Part};

/// The lines of its label. A group has at most one: its title.
pub(super) fn lines(part: &Part) -> Vec<String> {
    let place = || part.place.as_ref().map(ToString::to_string).unwrap_or_default();
    let says = if part.function.is_empty() { &part.code } else { &part.function };
    let mut lines = match part.kind {
        Kind::Planned => vec![part.name.clone(), joined(" ", &["planned at", &place()])],
        Kind::Agent if part.name.is_empty() && says.is_empty() => vec![place(), part.policies.clone()],
        // The result of a block.
        Kind::Agent if part.name == "=>" => vec![joined(" ", &["=>", says]), part.policies.clone()],
        Kind::Agent => vec![part.name.clone(), says.clone(), part.policies.clone()],
        Kind::Value | Kind::Arm => vec![part.code.clone()],
        Kind::Body => Vec::new(),
        _ => vec![joined(": ", &[&part.name, &part.code, &part.policies])],
    };
    lines.retain(|line| !line.is_empty());
    lines
}

fn joined(between: &str, parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).fold(String::new(), |text, part| match &*text {
        "" => (*part).to_owned(),
        _ => text + between + part,
    })
}
