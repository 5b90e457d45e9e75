//! Runs and calls as lines of text.

use std::fmt::Write as _;
use std::time::SystemTime;

use agentflow::executor::{BegunEntry, CallEntry, RunEntry};

/// A line for each run.
pub(crate) fn runs(runs: &[RunEntry]) -> String {
    let lines = runs.iter().map(|run| {
        let state = if run.ended.is_some() { "ended" } else { "cut short" };
        let RunEntry { id, about, calls, failed, .. } = run;
        let in_doubt = if run.begun > 0 { format!(", {} in doubt", run.begun) } else { String::new() };
        format!("{id}  {about}  {state}, begun {}, {calls} calls, {failed} failed{in_doubt}", ago(run.began))
    });
    or_none(&lines.collect::<Vec<_>>(), "no runs")
}

/// A line for each call, in the order in which they ended, and then one for each that may be done or not.
pub(crate) fn calls(calls: &[CallEntry], begun: &[BegunEntry]) -> String {
    let in_doubt = begun.iter().map(|BegunEntry { id, agent, place, input, .. }| {
        format!("{place}  {agent}{} began, and may be done or not: {id}", shortened(input))
    });
    let lines = calls.iter().map(|call| {
        let mut line = format!("{}  {}{}", call.place, call.agent, shortened(&call.input));
        let arrow = if call.failed { "failed with" } else { "gave" };
        let _ = write!(line, " {arrow} {} after {:.0?}", shortened(&call.value), call.took);
        line
    });
    or_none(&lines.chain(in_doubt).collect::<Vec<_>>(), "no calls")
}

fn or_none(lines: &[String], none: &str) -> String {
    if lines.is_empty() { none.to_owned() } else { lines.join("\n") }
}

fn ago(time: SystemTime) -> String {
    let seconds = time.elapsed().unwrap_or_default().as_secs();
    match seconds {
        0..120 => format!("{seconds} s ago"),
        120..7_200 => format!("{} min ago", seconds / 60),
        _ => format!("{} h ago", seconds / 3_600),
    }
}

/// As much as fits in a line.
fn shortened(bytes: &[u8]) -> String {
    const AT_MOST: usize = 60;
    let text = String::from_utf8_lossy(bytes);
    match text.char_indices().nth(AT_MOST) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text.into_owned(),
    }
}
