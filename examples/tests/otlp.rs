//! `--otlp`: what a collector receives of a run.
#![cfg(unix)]

use std::collections::HashMap;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::{Span, status::StatusCode};

use crate::router::Machine;
use crate::support::collector::{Collector, notes, text};
use crate::support::run::{run, without_model};

/// The spans of one run, and the names of those that planned them.
struct Trace(Vec<Span>);

impl Trace {
    fn of(mut received: HashMap<String, Vec<Span>>, program: &str) -> Self {
        let spans = received.remove(program).unwrap_or_default();
        assert!(received.is_empty(), "{received:?}");
        Trace(spans)
    }

    fn all(&self, name: &str) -> Vec<&Span> {
        self.0.iter().filter(|span| span.name == name).collect()
    }

    #[track_caller]
    fn one(&self, name: &str) -> &Span {
        let [span] = self.all(name)[..] else { panic!("not one `{name}`: {:?}", self.names()) };
        span
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|span| span.name.as_str()).collect()
    }

    fn parent(&self, span: &Span) -> &str {
        self.0.iter().find(|other| other.span_id == span.parent_span_id).map_or("", |parent| &parent.name)
    }
}

#[test]
fn each_agent_is_a_span_below_the_one_that_planned_it_whatever_thread_it_ran_on() {
    let collector = Collector::start().expect("a loopback port is free");
    let mut research = without_model("research");
    research.args(["--corpus", "tests/fixtures/docs", "--otlp", &collector.url(), "why is Rc not Send?"]);
    run(research.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).assert_succeeds();
    let trace = Trace::of(collector.end(), "research");

    for (name, parent) in [("guide", "found"), ("relevant", ""), ("best", ""), ("answer", ""), ("passages", "answer")] {
        assert_eq!(trace.parent(trace.one(name)), parent, "the parent of {name}");
    }
    let parts = trace.all("read");
    assert_eq!(parts.len(), 4, "one for each source: {:?}", trace.names());
    assert!(parts.iter().all(|part| trace.parent(part) == "parts"));
    let searches: Vec<_> = trace.0.iter().filter(|span| trace.parent(span) == "guide").map(|span| &span.name).collect();
    assert!(searches.iter().any(|name| *name == "reading") && searches.len() >= 4, "{searches:?}");

    for span in &trace.0 {
        assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
        assert_eq!(text(&span.attributes, "outcome"), "finished", "{}", span.name);
        assert!(text(&span.attributes, "code.filepath").starts_with("examples/research/"), "{:?}", span.attributes);
    }
    let noted: Vec<_> = trace.0.iter().flat_map(notes).collect();
    let is_count = |(key, value): &(String, _)| key == "brought back" && matches!(value, Some(Value::IntValue(_)));
    assert!(noted.iter().any(is_count), "{noted:?}");
}

#[test]
fn a_failure_is_an_error_with_its_reason() {
    let machine = Machine::new("otlp", &[("rustc", "echo 'out of order' >&2; exit 3")]);
    let collector = Collector::start().expect("a loopback port is free");
    run(&mut machine.shown(&["--otlp", &collector.url()], "E0382")).assert_fails(1, &["out of order"]);
    let trace = Trace::of(collector.end(), "router");
    let failed = trace.one("answer");
    let status = failed.status.as_ref().expect("it has a status");
    assert_eq!(status.code(), StatusCode::Error);
    assert_eq!(text(&failed.attributes, "outcome"), "failed");
    assert!(text(&failed.attributes, "error").contains("out of order"), "{:?}", failed.attributes);
    assert_eq!(trace.parent(trace.one("rustc --explain E0382")), "answer");
}

#[test]
fn a_collector_that_is_not_there_costs_no_answer() {
    let machine = Machine::new("no-collector", &[("rustc", "echo 'the answer'")]);
    let gone = Collector::start().expect("a loopback port is free");
    let url = gone.url();
    gone.end();
    let run = run(&mut machine.shown(&["--otlp", &url], "E0382"));
    run.assert_succeeds();
    assert!(run.stderr.starts_with("warning: the spans cannot be sent: "), "{}", run.stderr);
}
