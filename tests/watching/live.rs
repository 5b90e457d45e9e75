//! What is seen of a run in the terminal: waits for what is drawn, not for a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use agentflow::executor::Pool;
use agentflow::policy::Retry;
use agentflow::watch::{Live, note};
use agentflow::{
    AgentTask, async_task, blocking_task, completed_task, join_results, race, sequence_tasks, spawn_agent, workflow,
};
use indicatif::InMemoryTerm;
use tokio::sync::Semaphore;

/// A terminal, and a gate at which agents wait until it was looked at.
#[derive(Clone)]
struct Theatre {
    terminal: InMemoryTerm,
    gate: Arc<Semaphore>,
}

impl Theatre {
    fn new(rows: u16, columns: u16) -> Self {
        Theatre { terminal: InMemoryTerm::new(rows, columns), gate: Arc::new(Semaphore::new(0)) }
    }

    fn live(&self) -> Live {
        Live::on(self.terminal.clone())
    }

    /// An agent that says something and waits at the gate.
    fn waits(&self, says: Option<&'static str>) -> AgentTask<()> {
        let gate = Arc::clone(&self.gate);
        async_task(move || {
            let gate = Arc::clone(&gate);
            async move {
                if let Some(says) = says {
                    note("says", says);
                }
                let _closed = gate.acquire().await;
            }
        })
    }

    /// Runs `plan` until `lines` are there, and gives them back.
    fn show<A: Send + 'static>(&self, plan: AgentTask<A>, is_there: impl Fn(&str) -> bool) -> String {
        thread::scope(|scope| {
            let plan = plan.watched(self.live());
            let run = scope.spawn(move || plan.try_run_on(Pool::shared()));
            let seen = self.wait_for(is_there);
            self.gate.close();
            run.join().expect("a run does not panic").expect("no agent panics");
            assert_eq!(self.terminal.contents(), "", "the lines are gone when there is a value");
            seen
        })
    }

    fn wait_for(&self, is_there: impl Fn(&str) -> bool) -> String {
        let patience = Instant::now() + Duration::from_mins(1);
        loop {
            let seen = timeless(&self.terminal.contents());
            if is_there(&seen) {
                return seen;
            }
            assert!(Instant::now() < patience, "this is all there is:\n{seen}");
            thread::yield_now();
        }
    }
}

/// With `_` for each time, and one space between words.
fn timeless(screen: &str) -> String {
    let is_time = |word: &str| word.strip_suffix('s').is_some_and(|number| number.parse::<f64>().is_ok());
    let line = |line: &str| {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let words: Vec<_> = line.split_whitespace().map(|word| if is_time(word) { "_" } else { word }).collect();
        indent + &words.join(" ")
    };
    screen.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_agent_that_runs_has_a_line_below_the_one_that_planned_it() {
    let theatre = Theatre::new(24, 80);
    let [quiet, page, words] =
        [None, Some("three pages"), Some("a \u{1b}[31mred\nword")].map(|says| theatre.waits(says));
    let inner = move || {
        let (page, words) = (page.clone(), words.clone());
        workflow! { par { pages = page; read = words; size = u32::pow(2, 2) } => (pages, read, size).2 }
    };
    let plan = workflow! {
        par { silent = quiet; topic = inner() }
        last = u32::pow(topic, 2);
        => (silent, last)
    };
    let seen = theatre.show(plan, |seen| seen.contains("1 done") && seen.contains("red") && seen.contains("three"));
    let unnamed = seen.lines().nth(1).and_then(|line| line.trim().strip_suffix(" _")).unwrap_or_default();
    let expected = "\
silent _ 0 of 1
  tests/live.rs:1 _
topic _ 1 of 3
  pages _ 0 of 1
    tests/live.rs:1 _ says: three pages
  read _ 0 of 1
    tests/live.rs:1 _ says: a [31mred word
_ and 1 more: 1 waiting, 0 running; 1 done";
    assert_eq!(seen, expected.replace("tests/live.rs:1", unnamed));
}

#[test]
fn tries_are_counted_with_why_there_is_another_one() {
    let theatre = Theatre::new(24, 100);
    let (second, tried) = (theatre.waits(None), AtomicBool::new(false));
    let ask = spawn_agent(move || {
        let first = !tried.swap(true, Ordering::Relaxed);
        if first { completed_task(Err("busy")) } else { second.clone().map(Ok) }
    });
    let page = spawn_agent(move || ask.clone().retry(Retry::times(2))).named("page");
    // The try has a line of its own once it has begun.
    let seen = theatre.show(page, |seen| seen.contains("try 2") && seen.contains('\n'));
    assert!(seen.starts_with("page _ 1 of 2 try 2 failed in try 1, next in 0ns: busy\n"), "{seen}");
}

#[test]
fn what_does_not_fit_is_counted() {
    const AGENTS: usize = 10_000;
    for (rows, lines) in [(24, 23), (6, 5), (2, 1)] {
        let theatre = Theatre::new(rows, 80);
        let agents = (0..AGENTS).map(|_| theatre.waits(None).named("a")).collect();
        let hidden = AGENTS + 1 - lines;
        let count = |n: usize| format!("{},{:03}", n / 1000, n % 1000);
        let last = format!("_ and {} more: 0 waiting, {} running; 0 done", count(hidden), count(hidden));
        let seen = theatre.show(sequence_tasks(agents), |seen| seen.ends_with(&last));
        assert_eq!(seen.lines().count(), lines, "{seen}");
    }
}

#[test]
fn what_is_too_long_is_cut() {
    let theatre = Theatre::new(24, 40);
    let agent = theatre.waits(Some("a sentence of more words than there is room for"));
    let seen = theatre.show(agent.named("a name that is longer than half of it"), |seen| seen.contains("says"));
    assert!(seen.starts_with("a name that is long… _ says: a"), "{seen}");
    assert!(theatre.terminal.contents().lines().all(|line| line.chars().count() < 40));
}

#[test]
fn a_terminal_of_one_row_shows_nothing() {
    let theatre = Theatre::new(1, 80);
    let (terminal, gate) = (theatre.terminal.clone(), Arc::clone(&theatre.gate));
    let looks = blocking_task(move || {
        // It has been drawn to twice.
        let mut moves = String::new();
        while moves.matches("Flush").count() < 2 {
            moves += &terminal.moves_since_last_check();
        }
        gate.close();
        assert_eq!(terminal.contents(), "");
    });
    join_results(looks, theatre.waits(None), |(), ()| ()).watched(theatre.live()).await_result();
}

#[test]
fn a_run_that_is_dropped_leaves_nothing() {
    let theatre = Theatre::new(24, 80);
    let plan = theatre.waits(None).named("agent").watched(theatre.live());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let run = runtime.spawn(async move { plan.await });
    theatre.wait_for(|seen| seen.starts_with("agent _\n"));
    run.abort();
    theatre.wait_for(str::is_empty);
}

#[test]
fn so_do_one_that_panics_and_a_loser_that_still_runs() {
    let theatre = Theatre::new(24, 80);
    let (release, wait) = mpsc::channel::<()>();
    let (screen, wait) = (theatre.clone(), Mutex::new(wait));
    let quick = blocking_task(move || drop(screen.wait_for(|seen| seen.contains("slow _"))));
    let slow = blocking_task(move || assert!(wait.lock().unwrap().recv().is_err()));
    race(vec![quick, slow.named("slow")]).watched(theatre.live()).await_result();
    assert_eq!(theatre.terminal.contents(), "");
    drop(release);

    let (screen, held) = (theatre.clone(), theatre.waits(None));
    let panics = blocking_task(move || {
        screen.wait_for(|seen| seen.contains("held _"));
        panic!("down");
    });
    let plan = join_results(panics, held.named("held"), |(), ()| ());
    assert!(plan.watched(theatre.live()).try_await_result().is_err());
    assert_eq!(theatre.terminal.contents(), "");
}

#[test]
fn what_else_is_written_stays_above() {
    let theatre = Theatre::new(24, 80);
    let live = theatre.live();
    let plan = theatre.waits(None).named("agent").watched(live.clone());
    let run = thread::spawn(move || plan.await_result());
    theatre.wait_for(|seen| seen.starts_with("agent _\n"));
    live.suspend(|| indicatif::TermLike::write_line(&theatre.terminal, "a warning").unwrap());
    theatre.wait_for(|seen| seen.starts_with("a warning\nagent _\n"));
    theatre.gate.close();
    run.join().expect("a run does not panic");
    assert_eq!(theatre.terminal.contents(), "a warning");
}
