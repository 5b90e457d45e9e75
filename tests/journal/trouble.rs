//! What a journal refuses, and what comes of a disk that does.

use std::fs;
use std::process::Command;
use std::sync::{Arc, Barrier};
use std::thread;

use agentflow::executor::{Inline, Journal};
use agentflow::{AgentTask, Codec, call_agent, lazy_task, workflow};

use crate::agents::{Runs, agent, journal, pool};

const PATH: &str = "AGENTFLOW_JOURNAL_OPEN";

/// What the other process does. Called for itself, there is nothing to open.
#[test]
fn another_process_opens_it() {
    let Some(path) = std::env::var_os(PATH) else { return };
    match Journal::open(path) {
        Ok(_) => println!("it is open"),
        Err(error) => println!("{} {error}", error.is_open_elsewhere()),
    }
}

#[test]
fn one_process_at_a_time_has_it_open() {
    let (journal, folder) = journal();
    let path = folder.path().join("journal");
    let said = || {
        let mut other = Command::new(std::env::current_exe().unwrap());
        other.args(["trouble::another_process_opens_it", "--exact", "--nocapture"]).env(PATH, &path);
        String::from_utf8(other.output().unwrap().stdout).unwrap()
    };
    let refused = said();
    let path = path.display();
    let why =
        format!("true the journal {path} is open already: wait until the process that has it ends, or share a clone");
    assert!(refused.contains(&why), "{refused}");
    assert!(Journal::open(path.to_string()).unwrap_err().is_open_elsewhere());
    drop(journal);
    assert!(said().contains("it is open"));
}

#[test]
fn a_file_that_is_no_journal_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "what to buy\n".repeat(1_000);
    fs::write(&path, &text).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{} is no journal, or is damaged: ", path.display())), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_store_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    drop(redb::Database::create(&path).unwrap());
    let error = Journal::open(&path).unwrap_err().to_string();
    assert!(error.ends_with(" is no journal, or is damaged: something else is stored in it"), "{error}");
}

#[test]
fn many_who_open_a_journal_at_once_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| Journal::open(&path))).collect();
        let all: Vec<_> = all.into_iter().map(|one| one.join().unwrap()).collect();
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_journal_of_another_version_is_refused() {
    const ABOUT: redb::TableDefinition<'_, &str, u64> = redb::TableDefinition::new("agentflow");
    let (journal, folder) = journal();
    drop(journal);
    let path = folder.path().join("journal");
    let file = redb::Database::open(&path).unwrap();
    let transaction = file.begin_write().unwrap();
    transaction.open_table(ABOUT).unwrap().insert("version", 9).unwrap();
    transaction.commit().unwrap();
    drop(file);
    let error = Journal::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("has version 9, and this program knows version 3: open it with the program that wrote it"),
        "{error}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nowhere").join("journal");
    let error = Journal::open(&path).unwrap_err().to_string();
    assert!(error.starts_with(&format!("the journal {} can't be read or written: ", path.display())), "{error}");
}

#[test]
fn one_run_at_a_time_has_an_id() {
    let ((journal, _folder), pool) = (journal(), pool());
    let inside = Arc::new(Barrier::new(2));
    let waits = {
        let inside = Arc::clone(&inside);
        agent("waits", 1, move |input| {
            inside.wait();
            inside.wait();
            input
        })
    };
    thread::scope(|scope| {
        let first = scope.spawn(|| waits.run_on(&journal.wrap("one", &pool)));
        inside.wait();
        let error = agent("other", 1, |input| input).try_run_on(&journal.wrap("one", Inline)).unwrap_err().to_string();
        assert!(error.starts_with("agent `other` gave no value: the run `one` of the journal "), "{error}");
        assert!(error.ends_with(" is under way: give this one another id"), "{error}");
        assert!(journal.delete("one").unwrap_err().is_under_way());
        assert!(journal.forget_failures("one").unwrap_err().is_under_way());
        inside.wait();
        assert_eq!(first.join().unwrap(), 1);
    });
    assert!(journal.delete("one").unwrap());
}

#[test]
fn an_agent_without_a_name_is_refused() {
    let (journal, _folder) = journal();
    let error =
        workflow! { a = u64::pow(2, 3); => a }.try_run_on(&journal.wrap("one", Inline)).unwrap_err().to_string();
    assert!(error.contains("agent `a` (u64::pow, ") && error.contains("write `#[agent]`"), "{error}");
}

/// The size of a file is limited by the system, as a full disk limits it: in another process, as it limits all files.
#[test]
fn a_full_disk_is_an_error_that_names_the_agent_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut other = Command::new("sh");
    // In blocks of 512 bytes. Whoever writes beyond gets an error if the signal is ignored.
    other.args(["-c", "trap '' XFSZ; ulimit -f 4000; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    other.args(["trouble::until_the_disk_is_full", "--exact", "--nocapture"]).env(FULL, &path);
    let ended = other.output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    let error = said.lines().find_map(|line| line.strip_prefix("it ends so: ")).unwrap_or_else(|| panic!("{said}"));
    assert!(error.starts_with("agent `fills` gave a value that can't be recorded: "), "{error}");

    let journal = Journal::open(&path).unwrap();
    let known = journal.calls("one").unwrap();
    assert!(!known.is_empty());
    let runs = Runs::default();
    let values = fills(&runs).run_on(&journal.wrap("one", Inline));
    assert!(values.iter().all(|value| *value == LARGE));
    assert_eq!(runs.count(), MANY - known.len());
}

const FULL: &str = "AGENTFLOW_JOURNAL_FULL";
const MANY: usize = 100;
const LARGE: usize = 100_000;

/// Agents with large values, one after the other.
fn fills(runs: &Runs) -> AgentTask<Vec<usize>> {
    let runs = runs.clone();
    workflow! { lengths = par(1) for n in 0..MANY { text = fill(&runs, n); => text.len() }; => lengths }
}

fn fill(runs: &Runs, n: usize) -> AgentTask<String> {
    let codec = Codec {
        encode: |n: &usize| Ok(n.to_string().into_bytes()),
        encode_value: |text: &String| Ok(text.clone().into_bytes()),
        decode: |bytes: &[u8]| Ok(String::from_utf8(bytes.to_vec())?),
        failed: |_| false,
    };
    let runs = runs.clone();
    call_agent("fills", n, codec, move |_| {
        let runs = runs.clone();
        lazy_task(move || {
            runs.add();
            "x".repeat(LARGE)
        })
    })
}

/// What the other process does.
#[test]
fn until_the_disk_is_full() {
    let Some(path) = std::env::var_os(FULL) else { return };
    let journal = Journal::open(path).unwrap();
    let ended = fills(&Runs::default()).try_run_on(&journal.wrap("one", Inline));
    println!("it ends so: {}", ended.unwrap_err());
}
