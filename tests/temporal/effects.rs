//! What must not be done twice: an effect whose worker is lost is not begun again until somebody says so.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentflow::executor::{Run, Serving, State, Temporal, Worker};
use agentflow::named::{Plan, Registry};
use agentflow::{AgentTask, agent, plan, workflow};

use crate::agents::{approve, charge, double};
use crate::process::Process;
use crate::server::Server;
use crate::wait::{status_when, until};

#[plan]
pub(crate) fn pays(cents: u64) -> AgentTask<u64> {
    workflow! { all = double(cents); paid = charge(all); => double(paid) }
}

#[plan]
fn gives_up(cents: u64) -> AgentTask<bool> {
    workflow! {
        first = race { charge(cents).unguarded(); { yes = approve("give up?"); => u64::from(yes) } };
        yes = approve("end?");
        => first == 1 && yes
    }
}

/// It has the plan, and does not know that `charge` is an effect.
fn plans(temporal: &Temporal) -> Serving {
    Worker::new(Registry::new().plan::<pays>()).start(temporal).unwrap()
}

/// How often an effect was begun for a run.
pub(crate) fn begun(log: &Path, id: &str) -> usize {
    let log = fs::read_to_string(log).unwrap_or_default();
    log.lines().filter(|line| line.contains(&format!(" {id}/"))).count()
}

/// Waits until a run charges, and kills the process that does.
fn is_killed_while_it_pays<N: Plan>(run: &Run<N>, queue: &str, server: &Server, log: &Path) {
    let mut process = Process::start("effects", queue, server, log);
    until("the effect", || (begun(log, run.id()) == 1).then_some(()));
    process.kill();
}

#[test]
fn an_effect_whose_worker_is_lost_is_not_begun_again_unasked() {
    let (server, queue) = (Server::shared(), "effects");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let temporal = server.connect(queue);
    let _plans = plans(&temporal);
    let run = temporal.submit::<pays>("pays", (60,)).unwrap();
    is_killed_while_it_pays(&run, queue, &server, &log);
    let error = run.result().unwrap_err();
    assert!(error.is_in_doubt(), "{error}");
    assert_eq!(
        error.to_string(),
        "the run `pays` waits for somebody who looks, and nothing is lost: agent `charge` is an effect that began at `paid` \
         with [120], and its worker was lost, so it may be done or not: look, and then say it. If it was not done, \
         `run.begin_again(\"paid\")` has it run again; if it was, `run.answer_at::<charge>(\"paid\", &value)` tells what it gave"
    );
    let status = run.status().unwrap();
    assert_eq!((status.state, status.known, status.under_way), (State::Running, Some(1), 0));
    assert_eq!((&*status.asked[0].agent, &*status.asked[0].place), ("charge", "paid"));
    assert!(status.trouble.iter().any(|trouble| trouble.contains("it may be done or not")), "{status:?}");

    // A worker that could begin it again, and does what else there is.
    let _effects = Process::start("effects", queue, &server, &log);
    assert_eq!(temporal.submit::<pays>("pays, too", (1,)).unwrap().result().unwrap(), 4);
    assert_eq!((begun(&log, "pays"), begun(&log, "pays, too")), (1, 1));

    run.begin_again("paid").unwrap();
    assert_eq!(run.result().unwrap(), 240);
    assert_eq!(begun(&log, "pays"), 2);
    assert_eq!(run.status().unwrap().known, Some(3));
}

#[test]
fn somebody_says_that_an_effect_was_done() {
    let (server, queue) = (Server::shared(), "effects done");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let temporal = server.connect(queue);
    let _plans = plans(&temporal);
    let run = temporal.submit::<pays>("done", (60,)).unwrap();
    is_killed_while_it_pays(&run, queue, &server, &log);
    assert!(run.result().unwrap_err().is_in_doubt());
    let _effects = Process::start("effects", queue, &server, &log);
    run.answer::<charge>(&100).unwrap();
    assert_eq!(run.result().unwrap(), 200);
    assert_eq!(begun(&log, "done"), 1);
}

#[test]
fn a_doubt_ends_when_nobody_waits_for_its_call_any_more() {
    let (server, queue) = (Server::shared(), "effects given up");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let temporal = server.connect(queue);
    let plans = Worker::new(Registry::new().plan::<gives_up>()).answered::<approve>();
    let _plans = plans.start(&temporal).unwrap();
    let run = temporal.submit::<gives_up>("given up", (60,)).unwrap();
    is_killed_while_it_pays(&run, queue, &server, &log);
    assert!(run.result().unwrap_err().is_in_doubt());
    run.answer::<approve>(&true).unwrap();
    let status = status_when(&run, |status| status.asked.iter().any(|asked| asked.input == r#"["end?"]"#));
    assert_eq!((status.asked.len(), &*status.trouble), (1, &[][..]));
    run.answer::<approve>(&true).unwrap();
    assert!(run.result().unwrap());
}

#[test]
fn an_effect_is_waited_for_where_no_worker_has_it() {
    let server = Server::shared();
    let temporal = server.connect("effects lacking");
    // A connection has one worker of a kind.
    let _plans = plans(&server.connect("effects lacking"));
    let other = Worker::new(Registry::new().agent::<double>()).start(&temporal).unwrap();
    let run = temporal.submit::<pays>("effect lacking", (20,)).unwrap();
    let is_lacking = |trouble: &String| trouble.starts_with("`charge`, try ") && trouble.contains("not registered");
    status_when(&run, |status| status.trouble.iter().any(is_lacking));
    drop(other);
    let _effects = Worker::new(Registry::new().agent::<charge>().agent::<double>()).start(&temporal).unwrap();
    assert_eq!(run.result().unwrap(), 80);
}

static PAYS_SLOWLY: AtomicUsize = AtomicUsize::new(0);

#[agent(effect)]
async fn pay_slowly(cents: u64) -> u64 {
    if PAYS_SLOWLY.fetch_add(1, Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_mins(2)).await;
    }
    cents
}

#[plan]
fn pays_slowly(cents: u64) -> AgentTask<u64> {
    workflow! { => pay_slowly(cents) }
}

#[test]
fn an_effect_that_its_worker_does_not_wait_for_is_in_doubt() {
    let server = Server::shared();
    let temporal = server.connect("effects stopped");
    let _plans = Worker::new(Registry::new().plan::<pays_slowly>()).start(&temporal).unwrap();
    let works = || Worker::new(Registry::new().agent::<pay_slowly>()).start(&temporal).unwrap();
    let stops = works();
    let run = temporal.submit::<pays_slowly>("stopped", (7,)).unwrap();
    until("the effect", || (PAYS_SLOWLY.load(Ordering::Relaxed) == 1).then_some(()));
    drop(stops);
    let _works = works();
    let error = run.result().unwrap_err();
    assert!(error.is_in_doubt() && error.to_string().contains("began at `=>` with [7]"), "{error}");
    assert_eq!(PAYS_SLOWLY.load(Ordering::Relaxed), 1);
    run.begin_again("=>").unwrap();
    assert_eq!(run.result().unwrap(), 7);
}
