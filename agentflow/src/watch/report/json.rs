//! The report for other programs.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::tracks::Tracks;
use super::{AgentReport, End, Report};
use crate::watch::Note;

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
    /// itself has planned, with those that it has planned below it, and with more tracks where they run at once. Those of the
    /// critical path have a colour of their own in Chrome, and `critical` among their arguments (feature `report-json`).
    #[must_use]
    pub fn to_trace(&self) -> Value {
        let tracks = Tracks::of(self);
        let mut events: Vec<Value> = vec![about("process_name", 0, json!({ "name": "the run" }))];
        for (track, name) in tracks.names.iter().enumerate() {
            events.push(about("thread_name", track, json!({ "name": name })));
            events.push(about("thread_sort_index", track, json!({ "sort_index": track })));
        }
        events.extend(self.agents().iter().map(|agent| self.traced(agent, tracks.track(agent.id))));
        json!({ "displayTimeUnit": "ms", "traceEvents": events })
    }

    fn traced(&self, agent: &AgentReport, track: usize) -> Value {
        let is_critical = self.critical.contains(&agent.id);
        // In whole microseconds: of fractions, those who load it make ends that lie behind the end of what is around them.
        let (begin, end) = (micros(agent.begin()), micros(agent.ended.max(agent.begin())));
        let mut event = json!({
            "ph": "X",
            "cat": "agent",
            "name": agent.label(),
            "pid": PROCESS,
            "tid": FIRST + track,
            "ts": begin,
            "dur": end - begin,
            "args": self::agent(agent),
        });
        event["args"]["critical"] = is_critical.into();
        if is_critical {
            event["cname"] = "terrible".into();
        }
        event
    }
}

const PROCESS: usize = 1;

/// Its tracks are numbered from here: the one with its own number is called its main thread.
const FIRST: usize = PROCESS + 1;

/// What is said of a process or a track.
fn about(what: &str, track: usize, args: Value) -> Value {
    let mut event = json!({ "ph": "M", "name": what, "pid": PROCESS, "tid": FIRST + track });
    event["args"] = args;
    event
}

fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
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
