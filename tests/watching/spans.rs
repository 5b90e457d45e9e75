//! Agents as spans of `tracing`: their parents, and what is logged inside of them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};

use agentflow::executor::{Inline, Pool, Simulation};
use agentflow::watch::Spans;
use agentflow::{AgentTask, lazy_task, workflow};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber, info, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// What was seen: `outer > inner` for each span, `span: text` for each event of this test, `span = outcome` for each end.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<BTreeSet<String>>>);

struct Name(String);

/// The fields that have these names.
struct Fields<'a>(&'a [&'a str], Vec<String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if self.0.contains(&field.name()) {
            self.1.push(format!("{value:?}").trim_matches('"').to_owned());
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Seen {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields(&["otel.name"], Vec::new());
        attributes.record(&mut fields);
        let span = context.span(id).expect("it is new");
        let name = fields.1.pop().unwrap_or_else(|| span.name().to_owned());
        let outer =
            span.parent().map(|parent| parent.extensions().get::<Name>().map_or_else(String::new, |n| n.0.clone()));
        self.0.lock().unwrap().insert(format!("{} > {name}", outer.unwrap_or_default()));
        span.extensions_mut().insert(Name(name));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields(&["message"], Vec::new());
        event.record(&mut fields);
        let span =
            context.event_span(event).and_then(|span| span.extensions().get::<Name>().map(|name| name.0.clone()));
        self.0.lock().unwrap().insert(format!("{}: {}", span.unwrap_or_default(), fields.1.concat()));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields(&["outcome", "otel.status_code"], Vec::new());
        values.record(&mut fields);
        let name = context.span(id).and_then(|span| span.extensions().get::<Name>().map(|name| name.0.clone()));
        for value in fields.1 {
            self.0.lock().unwrap().insert(format!("{} = {value}", name.clone().unwrap_or_default()));
        }
    }
}

fn compute(n: u32) -> u32 {
    info!("computing");
    n
}

async fn fetch(n: u32) -> u32 {
    info!("asking");
    tokio::task::yield_now().await;
    info!("answered");
    n
}

fn fail(_: u32) -> Result<u32, std::fmt::Error> {
    Err(std::fmt::Error)
}

fn plan() -> AgentTask<u32> {
    workflow! {
        par {
            page = fetch(1);
            sub = lazy_task(|| compute(2)).named("inner");
            own = blocking { compute(3) };
            failed = fail(4);
        }
        => page + sub + own + u32::from(failed.is_err())
    }
}

fn seen(run: impl FnOnce(AgentTask<u32>) -> u32) -> BTreeSet<String> {
    let seen = Seen::default();
    tracing::subscriber::with_default(Registry::default().with(seen.clone()), || {
        let _request = info_span!("request").entered();
        assert_eq!(run(plan().watched(Spans::here())), 7);
    });
    let seen = seen.0.lock().unwrap();
    seen.clone()
}

#[test]
fn each_agent_is_a_span_inside_of_the_one_that_planned_it() {
    for seen in [seen(|plan| plan.run_on(&Inline)), seen(|plan| plan.run_on(&Simulation::seeded(1)))] {
        for span in ["request > page", "request > sub", "sub > inner", "request > own", "request > failed"] {
            assert!(seen.contains(span), "{span}: {seen:#?}");
        }
        for end in ["page = finished", "inner = finished", "own = finished"] {
            assert!(seen.contains(end), "{end}: {seen:#?}");
        }
    }
}

#[test]
fn what_an_agent_logs_is_inside_of_its_span_at_every_poll() {
    for seen in [seen(|plan| plan.run_on(&Inline)), seen(|plan| plan.run_on(&Simulation::seeded(2)))] {
        for event in ["page: asking", "page: answered", "inner: computing", "own: computing", "page: started"] {
            assert!(seen.contains(event), "{event}: {seen:#?}");
        }
        assert!(!seen.iter().any(|event| event.starts_with(": computing")), "{seen:#?}");
    }
}

#[test]
fn so_it_is_on_the_threads_of_a_pool() {
    let seen = Seen::default();
    tracing::subscriber::set_global_default(Registry::default().with(seen.clone())).expect("it is the only one");
    let pool = Pool::with_threads(2).expect("a pool");
    {
        let _request = info_span!("request").entered();
        plan().watched(Spans::here()).run_on(&pool);
    }
    let seen = seen.0.lock().unwrap();
    for line in
        ["request > page", "request > sub", "sub > inner", "request > own", "page: answered", "inner: computing"]
    {
        assert!(seen.contains(line), "{line}: {seen:#?}");
    }
}
