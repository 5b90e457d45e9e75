//! What is asked of a message: it is short, points at the user's own words, and shows nothing of the library's inside.

use std::path::Path;

use super::message::Message;

/// No error is longer.
const LINES: usize = 14;

/// What no message shows: names of the expansion, places in the library or in that of Rust, types that nobody wrote, and
/// who asked for a bound. (What a future is cast to is the one thing that rustc tells of who asks whether it is `Send`.)
const INNER: &[&str] = &[
    "agentflow::private",
    "agentflow/src",
    "agentflow-macros",
    "__",
    "originates in the macro",
    "required by",
    "required because",
    "required for `",
    "{closure",
    "{async block",
    "Pin<Box<",
    "Probe<",
    "Held<",
    "/rustc/",
    "$RUST",
    "$CARGO",
    "$WORKSPACE",
    "$DIR",
    "long-type",
];

/// What may be wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An error is too long.
    Long,
    /// The first error points at no token of the user's.
    Place,
    /// It shows what is inside of the library.
    Inner,
    /// There are more or fewer errors than mistakes.
    Count,
}

/// What is wrong with a message that is meant to have so many errors.
pub(crate) fn faults(message: &Message, meant: usize) -> Vec<Fault> {
    let all = [
        (message.longest() > LINES, Fault::Long),
        (!is_token(message.points_at()), Fault::Place),
        (inner(message).next().is_some(), Fault::Inner),
        (message.errors.len() != meant, Fault::Count),
    ];
    all.into_iter().filter_map(|(is, fault)| is.then_some(fault)).collect()
}

/// A line of the table.
pub(crate) fn row(path: &Path, message: &Message, faults: &[Fault]) -> String {
    let place = message.points_at().unwrap_or("(several lines)");
    let leaks: Vec<_> = inner(message).collect();
    let (errors, longest, case) = (message.errors.len(), message.longest(), path.with_extension(""));
    let case = case.strip_prefix("ui-tests").unwrap_or(&case).display().to_string();
    format!("{errors} error(s) {longest:>2} lines  {case:<75} `{place}` {leaks:?} {faults:?}")
}

/// Whether it is a part of a statement, in one line.
fn is_token(place: Option<&str>) -> bool {
    place.is_some_and(|place| place == ";" || !["workflow!", ";", " = "].iter().any(|part| place.contains(part)))
}

fn inner(message: &Message) -> impl Iterator<Item = &'static str> {
    INNER.iter().copied().filter(|part| message.text.contains(part))
}
