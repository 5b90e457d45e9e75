//! The report for other programs.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{AgentReport, End, Report};
use crate::watch::{AgentId, Note};

impl Report {
    /// All of it as JSON: times in seconds, agents in the order of their numbers (feature `report-json`).
    ///
    /// ```
    /// use agentflow::watch::Recording;
    /// use agentflow::{lazy_task, workflow};
    ///
    /// let recording = Recording::default();
    /// lazy_task(|| 6 * 7).named("answer").watched(recording.clone()).await_result();
    ///
    /// let json = recording.report().to_json();
    /// assert_eq!(json["agents"][0]["name"], "answer");
    /// assert_eq!(json["critical_path"], serde_json::json!([1]));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "wall": self.wall().as_secs_f64(),
            "work": self.work().as_secs_f64(),
            "speed_up": self.speed_up(),
            "most_possible": self.most_possible(),
            "critical_path": self.critical_path().map(|agent| agent.id.0).collect::<Vec<_>>(),
            "noted": self.noted(),
            "agents": self.agents().iter().map(agent).collect::<Vec<_>>(),
        })
    }

    /// A trace that Perfetto (ui.perfetto.dev) and Chrome (`chrome://tracing`) load: a track for each agent that the plan
    /// itself has planned, with those that it has planned on it, and the critical path in a colour of its own (feature
    /// `report-json`).
    #[must_use]
    pub fn to_trace(&self) -> Value {
        let names = self.agents().iter().filter(|agent| agent.parent.is_none()).map(|agent| {
            json!({ "ph": "M", "name": "thread_name", "pid": 1, "tid": agent.id.0, "args": { "name": agent.label() } })
        });
        let events: Vec<Value> = names.chain(self.agents().iter().flat_map(|agent| self.traced(agent))).collect();
        json!({ "displayTimeUnit": "ms", "traceEvents": events })
    }

    /// Its begin and its end, on the track of the outermost agent around it. They may overlap there, so they are no stack.
    fn traced(&self, agent: &AgentReport) -> [Value; 2] {
        let event = |phase: &str, at: Duration| {
            json!({
                "ph": phase,
                "cat": "agent",
                "name": agent.label(),
                "id": agent.id.0,
                "pid": 1,
                "tid": self.outermost(agent).0,
                "ts": at.as_secs_f64() * 1e6,
            })
        };
        let mut begin = event("b", agent.started.unwrap_or(agent.queued));
        begin["args"] = self::agent(agent);
        if self.critical.contains(&agent.id) {
            begin["cname"] = "terrible".into();
        }
        [begin, event("e", agent.ended)]
    }

    fn outermost(&self, agent: &AgentReport) -> AgentId {
        let mut outermost = agent;
        while let Some(outer) = outermost.parent.and_then(|parent| self.agent(parent)) {
            outermost = outer;
        }
        outermost.id
    }
}

fn agent(agent: &AgentReport) -> Value {
    let (end, error) = match &agent.end {
        End::Running => ("running", None),
        End::Finished => ("finished", None),
        End::Failed(error) => ("failed", Some(error)),
        End::Cancelled => ("cancelled", None),
    };
    let notes: Map<String, Value> = agent.notes.iter().map(|(key, value)| (key.to_string(), note(value))).collect();
    json!({
        "id": agent.id.0,
        "parent": agent.parent.map(|parent| parent.0),
        "name": agent.name,
        "function": agent.function,
        "file": agent.location.file(),
        "line": agent.location.line(),
        "queued": agent.queued.as_secs_f64(),
        "started": agent.started.map(|started| started.as_secs_f64()),
        "thread": agent.thread,
        "ended": agent.ended.as_secs_f64(),
        "end": end,
        "error": error,
        "cached": agent.cached,
        "retries": agent.retries,
        "slack": agent.slack.as_secs_f64(),
        "notes": notes,
    })
}

fn note(note: &Note) -> Value {
    match note {
        Note::Count(count) => (*count).into(),
        Note::Amount(amount) => (*amount).into(),
        Note::Text(text) => text.as_ref().into(),
    }
}
