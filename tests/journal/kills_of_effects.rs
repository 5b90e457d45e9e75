//! The same for what must not be done twice: somebody looks, after each kill, what is done of all that began. `KILLS` says how
//! often.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use agentflow::executor::{BegunEntry, CallEntry, Inline, Journal, Pool};
use agentflow::{AgentTask, agent, workflow};

use crate::kills::{draw, killed, process, what_to_do};

const PAYS: &str = "kills_of_effects::a_process_that_pays";

/// What the world sees of it. A test without a process of its own has none.
static WORLD: OnceLock<File> = OnceLock::new();

fn tell(what: &str, n: u64) {
    if let Some(mut world) = WORLD.get() {
        // One write, which the system takes whole or not at all.
        world.write_all(format!("{what} {n}\n").as_bytes()).unwrap();
        thread::sleep(Duration::from_micros(300));
    }
}

#[agent(effect)]
fn pay(n: u64) -> u64 {
    tell("begins", n);
    tell("pays", n);
    n.wrapping_mul(6_364_136_223_846_793_005)
}

fn plan() -> AgentTask<u64> {
    workflow! {
        first = pay(0);
        list = par for n in 1..30_u64 { paid = pay(n); => paid ^ n };
        end = pay(list.iter().fold(first, |all, n| all.rotate_left(7) ^ n));
        => end
    }
}

#[test]
fn a_process_that_pays() {
    let Some((folder, run)) = what_to_do() else { return };
    let journal = Journal::open(folder.join("journal")).unwrap();
    WORLD.get_or_init(|| File::options().append(true).create(true).open(folder.join(&run)).unwrap());
    let ended = plan().try_run_on(&journal.wrap(&*run, Pool::with_threads(4).unwrap()));
    fs::write(folder.join("ended"), ended.map_or_else(|error| error.to_string(), |value| value.to_string())).unwrap();
}

/// What happened in a run so far.
struct Seen(String);

impl Seen {
    fn of(folder: &Path, run: &str) -> Self {
        Seen(fs::read_to_string(folder.join(run)).unwrap_or_default())
    }

    fn times(&self, what: &str, input: &[u8]) -> usize {
        let line = format!("{what} {}\n", number(input));
        self.0.split_inclusive('\n').filter(|seen| *seen == line).count()
    }
}

/// What an agent was given.
fn number(input: &[u8]) -> &str {
    std::str::from_utf8(input).unwrap().trim_matches(['[', ']'])
}

#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    runs: usize,
    begun_and_paid: usize,
    begun_and_not_paid: usize,
    begun_without_a_record: usize,
    begun_again_unasked: usize,
    not_begun_or_not_paid_once: usize,
    other_results: usize,
}

/// A run ends with an error that tells of one of those in doubt, and begins none of them.
fn is_refused(folder: &Path, run: &str, begun: &[BegunEntry]) -> usize {
    let before = Seen::of(folder, run);
    assert!(process(PAYS, folder, run).status().unwrap().success());
    let (after, said) = (Seen::of(folder, run), fs::read_to_string(folder.join("ended")).unwrap());
    assert!(said.starts_with("agent `pay` gave no value: it is an effect that began at `"), "{said}");
    assert!(begun.iter().any(|effect| said.ends_with(&format!("The call is {}", effect.id))), "{said}");
    begun.iter().map(|effect| after.times("begins", &effect.input) - before.times("begins", &effect.input)).sum()
}

#[test]
fn an_effect_that_was_killed_is_begun_again_only_when_somebody_says_so() {
    let wanted = std::env::var("KILLS").map_or(25, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let expected = plan().run_on(&Inline).to_string();
    let mut tally = Tally::default();
    let mut state = std::process::id().into();
    while tally.kills < wanted {
        let run = format!("run-{}", tally.runs);
        if killed(&mut process(PAYS, folder, &run), Duration::from_micros(draw(&mut state) % 60_000)) {
            tally.kills += 1;
            settle(folder, &run, &mut tally);
        } else {
            tally.runs += 1;
            tally.other_results += usize::from(fs::read_to_string(folder.join("ended")).unwrap() != expected);
            let seen = Seen::of(folder, &run);
            let calls = Journal::open(folder.join("journal")).unwrap().calls(&run).unwrap();
            let once = |what: &str, call: &CallEntry| seen.times(what, &call.input) == 1;
            tally.not_begun_or_not_paid_once +=
                calls.iter().filter(|call| !once("begins", call) || !once("pays", call)).count();
        }
    }
    println!("{tally:#?}");
    let Tally { begun_without_a_record, begun_again_unasked, not_begun_or_not_paid_once, other_results, .. } = tally;
    assert_eq!((begun_without_a_record, begun_again_unasked, not_begun_or_not_paid_once, other_results), (0, 0, 0, 0));
}

/// Looks at the world, and says what is done.
fn settle(folder: &Path, run: &str, tally: &mut Tally) {
    let open = || Journal::open(folder.join("journal")).unwrap();
    let begun = open().begun(run).unwrap();
    if !begun.is_empty() {
        tally.begun_again_unasked += is_refused(folder, run, &begun);
    }
    let (journal, mut seen) = (open(), Seen::of(folder, run));
    let lines = seen.0.lines().filter(|line| line.starts_with("begins ")).map(str::to_owned);
    let (begun, calls) = (journal.begun(run).unwrap(), journal.calls(run).unwrap());
    let inputs: Vec<&[u8]> =
        begun.iter().map(|entry| &*entry.input).chain(calls.iter().map(|entry| &*entry.input)).collect();
    let is_known = |line: &String| inputs.iter().any(|input| *line == format!("begins {}", number(input)));
    tally.begun_without_a_record += lines.filter(|line| !is_known(line)).count();
    for effect in &begun {
        if seen.times("pays", &effect.input) > 0 {
            tally.begun_and_paid += 1;
            let n: u64 = number(&effect.input).parse().unwrap();
            let value = n.wrapping_mul(6_364_136_223_846_793_005).to_string();
            assert!(journal.settle(run, effect.id, value).unwrap());
        } else {
            tally.begun_and_not_paid += 1;
            assert!(journal.forget_call(run, effect.id).unwrap());
            let line = format!("begins {}\n", number(&effect.input));
            seen.0 = seen.0.replace(&line, "");
        }
    }
    // What was not done is gone from the world, too.
    fs::write(folder.join(run), seen.0).unwrap();
}
