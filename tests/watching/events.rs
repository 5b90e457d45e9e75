//! What happens to an agent, and when that is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use agentflow::executor::{Inline, Simulation};
use agentflow::policy::Retry;
use agentflow::watch::{Event, Note, Observer, What, note};
use agentflow::{AgentTask, async_task, blocking_task, dynamic_planner, lazy_task, race, spawn_agent, workflow};

use crate::executors::{results, value};

/// What was heard.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<Event>>>);

impl Heard {
    pub(crate) fn watching<A: Send + 'static>(&self, plan: AgentTask<A>) -> AgentTask<A> {
        let heard = Arc::clone(&self.0);
        plan.watched(move |event: &Event| heard.lock().unwrap().push(event.clone()))
    }

    pub(crate) fn all(&self) -> Vec<Event> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// What happened to the agent of this name.
    fn of(&self, name: &str) -> Vec<What> {
        self.all().into_iter().filter(|event| event.name == name).map(|event| event.what).collect()
    }
}

/// A plan that is run on every executor, and what is heard of `agent` each time.
fn everywhere<A: Send + 'static>(plan: AgentTask<A>, agent: &str, expected: &[What]) {
    let heard = Heard::default();
    let plan = heard.watching(plan);
    let runs = results(&plan).len();
    let all = heard.of(agent);
    assert_eq!(all.len(), expected.len() * runs, "{all:?}");
    for one in all.chunks(expected.len()) {
        assert_eq!(one, expected);
    }
}

const WELL: &[What] = &[What::Queued, What::Started, What::Finished];

#[test]
fn an_agent_of_each_kind_is_queued_started_and_finished() {
    everywhere(lazy_task(|| 1).named("agent"), "agent", WELL);
    everywhere(async_task(|| async { tokio::task::yield_now().await }).named("agent"), "agent", WELL);
    everywhere(blocking_task(|| 1).named("agent"), "agent", WELL);
    everywhere(spawn_agent(|| agentflow::completed_task(1)).named("agent"), "agent", WELL);
}

fn double(n: u32) -> u32 {
    n * 2
}

async fn fetch(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

#[test]
fn so_is_a_step_of_each_kind_whether_the_block_is_one_node_or_a_graph() {
    everywhere(workflow! { a = double(1); => a }, "a", WELL);
    everywhere(workflow! { par { a = double(1); b = double(2) } => a + b }, "a", WELL);
    everywhere(workflow! { par { a = fetch(1); b = double(a) } => b }, "a", WELL);
    everywhere(workflow! { a = blocking { double(1) }; => a }, "a", WELL);
    everywhere(workflow! { a = lazy_task(|| 1); => a }, "a", WELL);
    everywhere(workflow! { a = parse("1")?; => a }, "a", WELL);
    everywhere(workflow! { a = double(1); => double(a) }, "=>", WELL);
}

#[test]
fn a_step_that_waits_for_others_is_planned_before_it_is_queued() {
    let heard = Heard::default();
    let plan = workflow! { par { a = fetch(1); b = double(2); c = u32::pow(a, b); d = double(3) } => (c, d) };
    heard.watching(plan).run_on(&Inline);
    let events = heard.all();
    let number = |name: &str| events.iter().find(|event| event.name == name).unwrap().agent;
    let planned: Vec<_> = events.iter().filter(|event| matches!(event.what, What::Planned { .. })).collect();
    let used = vec![number("a"), number("b")];
    let [planned] = planned[..] else { panic!("{planned:?}") };
    assert_eq!((planned.name.as_ref(), &planned.what), ("c", &What::Planned { needs: used.clone(), uses: used }));
    assert!(planned.to_string().ends_with(&format!("waits for {}, {}", number("a"), number("b"))), "{planned}");
}

#[test]
fn a_step_that_was_planned_and_never_queued_is_cancelled() {
    let heard = Heard::default();
    let plan = workflow! { a = parse("x")?; b = double(a); => b };
    assert!(heard.watching(plan).run_on(&Inline).is_err());
    let heard = heard.of("b");
    assert!(matches!(heard[..], [What::Planned { .. }, What::Cancelled]), "{heard:?}");
}

#[test]
fn an_agent_says_something_of_itself() {
    let say = || note("tokens", 812_u64);
    let kinds = [
        lazy_task(say).named("agent"),
        blocking_task(say).named("agent"),
        async_task(move || async move { say() }).named("agent"),
    ];
    let noted = What::Noted { key: "tokens".into(), value: Note::Count(812) };
    for kind in kinds {
        everywhere(kind, "agent", &[What::Queued, What::Started, noted.clone(), What::Finished]);
    }
    note("tokens", 1_u32); // outside of all agents nobody hears it
}

#[test]
fn the_second_of_two_equal_calls_has_its_value_already() {
    let ask = |n: u32| workflow! { #[cached(key = 7)] answer = double(n); => answer };
    let ask = spawn_agent(move || ask(1)).named("ask");
    let plan = dynamic_planner(ask.clone(), move |_| ask.clone());
    let heard = Heard::default();
    heard.watching(plan).run_on(&Inline);
    let events = heard.all();
    assert_eq!(events.iter().filter(|event| event.what == What::Cached).count(), 1);
    let finished = |name: &str| events.iter().filter(|e| e.name == name && e.what == What::Finished).count();
    // The step twice, and one run of what is cached.
    assert_eq!(finished("answer"), 3);
}

#[test]
fn nobody_s_value_changes_for_being_watched() {
    let plan = workflow! { par { a = fetch(1); b = parse("2")?; c = double(a) } => b + c };
    assert_eq!(value(&Heard::default().watching(plan).map(Result::ok)), Some(4));
}

#[test]
fn a_step_that_fails_says_why_and_its_sibling_is_cancelled() {
    let plan = workflow! {
        par { a = parse("x")?; b = agentflow::timer(Duration::from_mins(1)) }
        => (a, b)
    };
    let heard = Heard::default();
    assert!(heard.watching(plan).run_on(&Simulation::seeded(1)).is_err());
    let events = heard.all();
    let last = |name: &str| events.iter().rfind(|event| event.name == name).map(|event| event.what.clone());
    let Some(What::Failed(error)) = last("a") else { panic!("{events:?}") };
    assert!(error.contains("agent `a`") && error.contains("invalid digit"), "{error}");
    assert_eq!(last("b"), Some(What::Cancelled));
}

#[test]
fn an_agent_that_panics_has_failed_and_no_more_is_heard_of_it() {
    let heard = Heard::default();
    let plan = heard.watching(lazy_task(|| -> u32 { panic!("no route") }).named("agent"));
    assert!(plan.try_run_on(&Inline).is_err());
    let heard = heard.of("agent");
    let [What::Queued, What::Started, What::Failed(error)] = &heard[..] else { panic!("{heard:?}") };
    assert!(error.contains("no route"), "{error}");
}

#[test]
fn a_loser_that_has_started_is_cancelled() {
    let slow = async_task(|| tokio::time::sleep(Duration::from_mins(1))).named("slow");
    let quick = async_task(|| tokio::time::sleep(Duration::from_secs(1))).named("quick");
    let heard = Heard::default();
    heard.watching(race(vec![slow, quick])).run_on(&Simulation::seeded(3));
    let events = heard.all();
    let of = |name: &str| events.iter().filter(|e| e.name == name).map(|e| e.what.clone()).collect::<Vec<_>>();
    assert_eq!(of("slow"), [What::Queued, What::Started, What::Cancelled]);
    assert_eq!(of("quick"), WELL);
}

#[test]
fn each_try_is_an_agent_and_between_two_the_step_is_retried() {
    let plan = workflow! {
        #[retry(times = 3, backoff = constant(2s))]
        page = parse("x")?;
        => page
    };
    let heard = Heard::default();
    assert!(heard.watching(plan).run_on(&Simulation::seeded(1)).is_err());
    let events = heard.all();
    let failed = events.iter().filter(|event| matches!(event.what, What::Failed(_)));
    // Three tries, and the step.
    assert_eq!(failed.count(), 4);
    let retried: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Retried { tries, wait, error } => Some((event.name.as_ref(), *tries, wait.as_secs(), error.as_str())),
            _ => None,
        })
        .collect();
    let why = "invalid digit found in string";
    assert_eq!(retried, [("page", 1, 2, why), ("page", 2, 2, why)]);
}

#[test]
fn a_retry_outside_of_all_agents_is_not_told() {
    let heard = Heard::default();
    let plan = lazy_task(|| Err::<u32, _>("no")).named("ask").retry(Retry::times(2));
    assert!(heard.watching(plan).run_on(&Inline).is_err());
    assert!(!heard.all().iter().any(|event| matches!(event.what, What::Retried { .. })));
}

#[test]
fn events_have_the_time_of_the_executor_and_come_in_its_order() {
    let plan = workflow! { a = agentflow::timer(Duration::from_mins(1)); b = fetch(1); => (a, b) };
    let heard = Heard::default();
    heard.watching(plan).run_on(&Simulation::seeded(0));
    let events = heard.all();
    assert!(events.is_sorted_by_key(|event| event.at));
    let (first, last) = (&events[0], &events[events.len() - 1]);
    assert_eq!(last.at - first.at, Duration::from_mins(1));
}

#[test]
fn events_have_the_thread_on_which_they_happen() {
    let (threads, ran_on) = mpsc::channel();
    let agent = blocking_task(move || threads.send(std::thread::current().id())).named("agent");
    let heard = Heard::default();
    heard.watching(agent).await_result().expect("somebody listens");
    let started: Vec<_> = heard.all().into_iter().filter(|event| event.what == What::Started).collect();
    assert_eq!(started.iter().map(|event| event.thread.id()).collect::<Vec<_>>(), ran_on.iter().collect::<Vec<_>>());
}

/// Counts the ends of what it watches.
#[derive(Clone, Default)]
struct Ends(Arc<AtomicUsize>);

impl Observer for Ends {
    fn event(&self, _: &Event) {}

    fn ended(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn an_observer_hears_once_that_a_run_has_ended_and_before_its_value_is_there() {
    let plans = || [lazy_task(|| true), async_task(|| async { true }), lazy_task(|| panic!("down"))];
    for (inner, outer) in plans().into_iter().zip(plans()) {
        let (ends, seen) = (Ends::default(), Ends::default());
        let count = Arc::clone(&ends.0);
        let inner = inner.watched(ends.clone()).map(move |_| count.load(Ordering::Relaxed));
        assert_eq!(inner.try_await_result().unwrap_or(1), 1);
        let _ = outer.watched(seen.clone()).try_await_result();
        assert_eq!([&ends, &seen].map(|ends| ends.0.load(Ordering::Relaxed)), [1, 1]);
    }
}

#[test]
fn so_it_does_of_a_run_that_is_cancelled() {
    let ends = Ends::default();
    let slow = async_task(|| tokio::time::sleep(Duration::from_mins(1))).watched(ends.clone());
    race(vec![slow, async_task(|| tokio::time::sleep(Duration::from_secs(1)))]).run_on(&Simulation::seeded(1));
    assert_eq!(ends.0.load(Ordering::Relaxed), 1);
}

#[test]
fn an_event_is_a_line_of_text() {
    let line = line!() + 1;
    let plan = workflow! { a = double(1); => a };
    let heard = Heard::default();
    heard.watching(plan).run_on(&Inline);
    let lines: Vec<_> = heard.all().iter().map(ToString::to_string).collect();
    let place = format!("1 `a` (double, {}:{line})", file!());
    assert_eq!(lines, [format!("{place} queued"), format!("{place} started"), format!("{place} finished")]);
}
