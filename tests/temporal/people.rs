//! What is said from outside: answers of people, and that a run is not wanted any more.

use std::time::{Duration, Instant};

use agentflow::executor::{Serving, State, Temporal, Worker};
use agentflow::named::Registry;
use agentflow::{AgentTask, plan, workflow};

use crate::agents::{approve, count, sleep};
use crate::server::Server;
use crate::wait::status_when;

#[plan]
pub(crate) fn publish(draft: String) -> AgentTask<String> {
    workflow! {
        words = count(&draft);
        yes = approve(&format!("{draft}, {words} words"));
        => if yes { "published".to_owned() } else { "dropped".to_owned() }
    }
}

#[plan]
fn both(draft: String) -> AgentTask<(bool, bool)> {
    workflow! { par { first = approve(&draft); second = approve(&draft) } => (first, second) }
}

#[plan]
fn waits(name: String) -> AgentTask<String> {
    workflow! { who = sleep(name); => who }
}

#[plan]
fn outrun(name: String) -> AgentTask<usize> {
    workflow! { first = race { count("a b"); { slow = sleep(name); => slow.len() } }; => first }
}

fn serving(temporal: &Temporal) -> Serving {
    let registry = Registry::new().agent::<approve>().agent::<count>().agent::<sleep>();
    let registry = registry.plan::<publish>().plan::<both>().plan::<waits>().plan::<outrun>();
    Worker::new(registry).answered::<approve>().start(temporal).unwrap()
}

#[test]
fn a_person_approves() {
    let server = Server::shared();
    let temporal = server.connect("people");
    let _serving = serving(&temporal);
    let run = temporal.submit::<publish>("approved", ("a b c".into(),)).unwrap();
    let status = status_when(&run, |status| !status.asked.is_empty());
    assert_eq!((status.state, status.known, status.under_way), (State::Running, Some(1), 0));
    assert_eq!(status.asked[0].agent, "approve");
    assert_eq!(status.asked[0].place, "yes");
    assert_eq!(status.asked[0].input, r#"["a b c, 3 words"]"#);
    run.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), "published");
    let status = run.status().unwrap();
    assert_eq!((status.state, status.known, status.under_way), (State::Done, Some(2), 0));
}

#[test]
fn an_answer_may_come_before_the_question_and_to_a_place() {
    let server = Server::shared();
    let temporal = server.connect("people early");
    let run = temporal.submit::<publish>("early", ("a".into(),)).unwrap();
    run.answer::<approve>(&false).unwrap();
    let other = temporal.submit::<both>("places", ("a".into(),)).unwrap();
    other.answer_at::<approve>("second", &false).unwrap();
    other.answer_at::<approve>("first", &true).unwrap();
    let _serving = serving(&temporal);
    assert_eq!(run.result().unwrap(), "dropped");
    assert_eq!(other.result().unwrap(), (true, false));
}

#[test]
fn what_is_no_answer_is_refused_and_ends_nothing() {
    let server = Server::shared();
    let temporal = server.connect("people wrong");
    let _serving = serving(&temporal);
    let run = temporal.submit::<publish>("wrong", ("a".into(),)).unwrap();
    run.answer_at::<count>("approve", &7).unwrap();
    let refused = "what was said is no answer of `approve`: invalid type";
    status_when(&run, |status| status.trouble.iter().any(|trouble| trouble.starts_with(refused)));
    run.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), "published");
}

#[test]
fn a_run_that_is_cancelled_lets_its_agents_go() {
    let server = Server::shared();
    let temporal = server.connect("people cancel");
    let serving = serving(&temporal);
    let run = temporal.submit::<waits>("cancelled", ("me".into(),)).unwrap();
    status_when(&run, |status| status.under_way == 1);
    run.cancel().unwrap();
    assert!(run.result().unwrap_err().is_cancelled());
    let status = run.status().unwrap();
    assert_eq!((status.state, status.known), (State::Cancelled, Some(0)));
    // It waits for the agents that run: this one would take two minutes, and is dropped only after ten seconds if nobody
    // tells it.
    let since = Instant::now();
    drop(serving);
    assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
}

#[test]
fn the_loser_of_a_race_is_let_go() {
    let server = Server::shared();
    let temporal = server.connect("people race");
    let serving = serving(&temporal);
    assert_eq!(temporal.submit::<outrun>("raced", ("me".into(),)).unwrap().result().unwrap(), 2);
    let since = Instant::now();
    drop(serving);
    assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
}

#[test]
fn an_id_is_one_run_whoever_submits_it_and_when() {
    let server = Server::shared();
    let temporal = server.connect("people twice");
    let _serving = serving(&temporal);
    let run = temporal.submit::<publish>("once", ("a".into(),)).unwrap();
    let again = temporal.submit::<publish>("once", ("another".into(),)).unwrap();
    again.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), "published");
    // After its end, too.
    let after = temporal.submit::<publish>("once", ("a third".into(),)).unwrap();
    assert_eq!(after.result().unwrap(), "published");
    let unknown = temporal.run::<publish>("nobody").status().unwrap_err();
    assert_eq!(unknown.to_string(), "there is no run `nobody` that goes on: it was not submitted, or has ended");
}
