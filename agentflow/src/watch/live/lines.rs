//! What is seen of a run in so many rows and columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use console::{Alignment, measure_text_width, pad_str, truncate_str};
use indicatif::HumanCount;

use super::board::{Agent, Board};
use crate::watch::{AgentId, What};

/// Labels are cut rather than leave no room for what agents say.
const LABELS: usize = 32;

impl Board {
    /// A line for each agent that runs, the oldest first, each below the one that planned it; then a line for all others. The
    /// row below is for the cursor.
    pub(super) fn lines(&self, rows: usize, columns: usize, now: Instant) -> Vec<String> {
        let Some(room) = rows.checked_sub(2) else { return Vec::new() };
        let shown = self.tree(room);
        let labels = shown.iter().map(|(depth, agent)| 2 * depth + measure_text_width(&agent.label));
        let width = labels.max().unwrap_or_default().min(LABELS).min(columns / 2);
        let lines = shown.iter().map(|(depth, agent)| line(*depth, agent, width, now));
        let lines = lines.chain([self.summary(shown.len(), now)]);
        // What fills the last column, some terminals wrap.
        lines.map(|line| truncate_str(&line, columns.saturating_sub(1), "…").into_owned()).collect()
    }

    /// The first of the agents that run, from the outside in, with their depth. Whoever planned one is older, and runs.
    fn tree(&self, room: usize) -> Vec<(usize, &Agent)> {
        let mut children: BTreeMap<Option<AgentId>, Vec<AgentId>> = BTreeMap::new();
        for id in self.running.iter().take(room) {
            let parent = self.agents.get(id).and_then(|agent| agent.parent);
            // It may have ended before them, if nobody waits for them any more.
            let parent = parent.filter(|parent| self.running.contains(parent));
            children.entry(parent).or_default().push(*id);
        }
        let mut tree = Vec::new();
        let mut todo: Vec<(usize, AgentId)> = Vec::new();
        let mut plan = |todo: &mut Vec<_>, depth, parent| {
            todo.extend(children.remove(&parent).into_iter().flatten().rev().map(|id| (depth, id)));
        };
        plan(&mut todo, 0, None);
        while let Some((depth, id)) = todo.pop() {
            tree.extend(self.agents.get(&id).map(|agent| (depth, agent)));
            plan(&mut todo, depth + 1, Some(id));
        }
        tree
    }

    fn summary(&self, shown: usize, now: Instant) -> String {
        let (running, waiting) = (self.running.len() - shown, self.waiting());
        let mut line = time(now, self.begun);
        // Writing to a text can't fail.
        if running + waiting > 0 {
            let [more, running, waiting] = [running + waiting, running, waiting].map(|n| HumanCount(n as u64));
            let _ = write!(line, "  and {more} more: {waiting} waiting, {running} running;");
        }
        let _ = write!(line, "  {} done", HumanCount(self.done));
        for (count, what) in [(self.failed, "failed"), (self.cancelled, "cancelled")] {
            if count > 0 {
                let _ = write!(line, ", {} {what}", HumanCount(count));
            }
        }
        line
    }
}

/// `search       1.2s  3 of 12  try 2  tokens: 812`
fn line(depth: usize, agent: &Agent, width: usize, now: Instant) -> String {
    let label = format!("{}{}", "  ".repeat(depth), agent.label);
    let mut line = pad_str(&label, width, Alignment::Left, Some("…")).into_owned();
    let _ = write!(line, "  {:>7}", time(now, agent.since.unwrap_or(now)));
    if agent.planned > 0 {
        let _ = write!(line, "  {} of {}", HumanCount(agent.ended), HumanCount(agent.planned));
    }
    if agent.tries > 0 {
        let _ = write!(line, "  try {}", agent.tries + 1);
    }
    match &agent.says {
        Some(What::Noted { key, value }) => line.extend(["  ".to_owned(), format!("{key}: {value}")]),
        Some(what) => line.extend(["  ".to_owned(), what.to_string()]),
        None => {}
    }
    // An agent may say anything; what moves the cursor, or begins a colour, is not for the screen.
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn time(now: Instant, since: Instant) -> String {
    let time: Duration = now.saturating_duration_since(since);
    format!("{:.1}s", time.as_secs_f64())
}
