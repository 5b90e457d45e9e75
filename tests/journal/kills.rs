//! A process that is killed at random moments, again and again, until its runs are through. `KILLS` says how often.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use agentflow::executor::{CallEntry, Inline, Journal, Pool};
use agentflow::{AgentTask, workflow};

use crate::agents::agent;

const FOLDER: &str = "AGENTFLOW_JOURNAL_KILLED";
const RUN: &str = "AGENTFLOW_JOURNAL_RUN";
const WORKS: &str = "kills::a_process_that_works";

type Tells = Arc<dyn Fn(&str, u64) + Send + Sync>;

/// An agent that tells of itself before it does anything.
fn work(tells: &Tells, name: &'static str, input: u64) -> AgentTask<u64> {
    let tells = Arc::clone(tells);
    agent(name, input, move |input| {
        tells(name, input);
        thread::sleep(Duration::from_micros(200));
        input.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1)
    })
}

/// Some of them at once, and some one after the other.
fn plan(tells: Tells) -> AgentTask<u64> {
    workflow! {
        begun = work(&tells, "begin", 1);
        list = par for n in 0..40_u64 {
            fetched = work(&tells, "fetch", n);
            read = work(&tells, "read", fetched);
            => read ^ n
        };
        par {
            left = work(&tells, "left", folded(&list, begun));
            right = work(&tells, "right", folded(&list, begun));
        }
        => left ^ right.rotate_left(1)
    }
}

fn folded(list: &[u64], begun: u64) -> u64 {
    list.iter().fold(begun, |all, n| all.rotate_left(7) ^ n)
}

/// What the process does that is killed.
#[test]
fn a_process_that_works() {
    let Some((folder, run)) = what_to_do() else { return };
    let journal = Journal::open(folder.join("journal")).unwrap();
    let executions = File::options().append(true).create(true).open(folder.join("executions")).unwrap();
    let name = run.clone();
    let tells: Tells = Arc::new(move |agent, input| {
        // One write, which the system takes whole or not at all.
        (&executions).write_all(format!("{name} {agent} {input}\n").as_bytes()).unwrap();
    });
    let value = plan(tells).run_on(&journal.wrap(&*run, Pool::with_threads(4).unwrap()));
    fs::write(folder.join(run), value.to_string()).unwrap();
}

/// This process again, for one test.
pub(crate) fn process(test: &str, folder: &Path, run: &str) -> Command {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args([test, "--exact", "--nocapture", "--test-threads=1"]).stdout(Stdio::null());
    process.env(FOLDER, folder).env(RUN, run);
    process
}

/// Where such a process works, and at which run. Called for itself, a test has neither.
pub(crate) fn what_to_do() -> Option<(PathBuf, String)> {
    Some((std::env::var_os(FOLDER)?.into(), std::env::var(RUN).ok()?))
}

/// Lets it work so long, then kills it. Whether it had not ended by then.
pub(crate) fn killed(process: &mut Command, after: Duration) -> bool {
    let mut process = process.spawn().unwrap();
    thread::sleep(after);
    process.kill().unwrap();
    let status = process.wait().unwrap();
    assert!(status.success() || status.code().is_none(), "it failed by itself");
    !status.success()
}

/// How often each agent of each run was executed, by `run agent input`.
fn executions(folder: &Path) -> HashMap<String, usize> {
    let log = fs::read_to_string(folder.join("executions")).unwrap_or_default();
    let mut times = HashMap::new();
    for line in log.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        *times.entry(line.trim_end().to_owned()).or_default() += 1;
    }
    times
}

fn key(run: &str, call: &CallEntry) -> String {
    format!("{run} {} {}", call.agent, String::from_utf8_lossy(&call.input))
}

#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    runs: usize,
    acknowledged: usize,
    executed: usize,
    executed_again_after_that: usize,
    used_before_that: usize,
    other_results: usize,
}

#[test]
fn whatever_is_killed_nothing_that_was_acknowledged_runs_again() {
    let wanted = std::env::var("KILLS").map_or(25, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let expected = plan(Arc::new(|_, _| {})).run_on(&Inline).to_string();
    let mut tally = Tally::default();
    // What is acknowledged, and how often it had been executed when that was seen.
    let mut acknowledged: HashMap<String, usize> = HashMap::new();
    let mut state = std::process::id().into();
    while tally.kills < wanted {
        let run = format!("run-{}", tally.runs);
        if killed(&mut process(WORKS, folder, &run), Duration::from_micros(draw(&mut state) % 60_000)) {
            tally.kills += 1;
        } else {
            tally.runs += 1;
            tally.other_results += usize::from(fs::read_to_string(folder.join(&run)).unwrap() != expected);
        }
        let times = executions(folder);
        let journal = Journal::open(folder.join("journal")).unwrap();
        let calls = journal.calls(&run).unwrap();
        for call in &calls {
            let key = key(&run, call);
            acknowledged.entry(key.clone()).or_insert_with(|| times[&key]);
        }
        // Whoever reads what was fetched has it for an input.
        let fetched: Vec<String> = calls.iter().map(|call| String::from_utf8_lossy(&call.value).into_owned()).collect();
        let reads = times.keys().filter_map(|key| key.strip_prefix(&format!("{run} read ")));
        tally.used_before_that += reads.filter(|input| !fetched.iter().any(|value| value == input)).count();
    }
    let times = executions(folder);
    tally.acknowledged = acknowledged.len();
    tally.executed = times.values().sum();
    tally.executed_again_after_that = acknowledged.iter().map(|(key, before)| times[key] - before).sum();
    println!("{tally:#?}");
    assert_eq!((tally.executed_again_after_that, tally.used_before_that, tally.other_results), (0, 0, 0));
    assert!(tally.acknowledged > 0);
}

/// A number that looks like chance.
pub(crate) fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}
