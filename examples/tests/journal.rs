//! `journal`: a run that is killed goes on where it was.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::example::example;
use crate::support::run::{Run, run};

fn journal(folder: &std::path::Path, args: &[&str]) -> Run {
    run(example("journal").arg("--journal").arg(folder.join("journal")).args(args))
}

/// A folder with texts.
fn texts() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("texts")).unwrap();
    for n in 0..24 {
        fs::write(folder.path().join(format!("texts/{n:02}.txt")), "three words here\n".repeat(n)).unwrap();
    }
    folder
}

#[test]
fn a_run_that_is_killed_is_taken_up() {
    let folder = texts();
    let path = folder.path();
    let where_they_are = path.join("texts").display().to_string();
    // Until it has begun when it is killed, and not ended.
    let cut_short = format!("monday  {where_they_are}  cut short, ");
    let mut wait = Duration::ZERO;
    while !journal(path, &["list"]).stdout.starts_with(&cut_short) {
        journal(path, &["delete", "monday"]);
        let mut killed = example("journal");
        killed.arg("--journal").arg(path.join("journal")).args(["run", "monday", &where_they_are, "--slow", "1000"]);
        let mut killed = killed.stdout(Stdio::null()).spawn().unwrap();
        // A slow machine needs longer to begin.
        wait += Duration::from_millis(200);
        thread::sleep(wait);
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    let shown = journal(path, &["show", "monday"]).stdout;
    let known = shown.lines().filter(|line| line.contains(" gave ")).count();
    let resumed = journal(path, &["resume", "monday"]);
    resumed.assert_succeeds();
    assert_eq!(resumed.stdout, format!("24 files, 276 lines, 828 words; {known} of 26 calls were known\n"));
    assert!(journal(path, &["list"]).stdout.contains("  ended, "));
    let again = journal(path, &["run", "monday", &where_they_are]);
    assert_eq!(again.stdout, "24 files, 276 lines, 828 words; 26 of 26 calls were known\n");
}

#[test]
fn what_failed_is_tried_again_when_a_run_is_taken_up() {
    let folder = texts();
    let path = folder.path();
    let where_they_are = path.join("texts").display().to_string();
    let broken = path.join("texts/03.txt");
    fs::write(&broken, [0xff, 0xfe]).unwrap();
    journal(path, &["run", "monday", &where_they_are]).assert_fails(1, &["agent `sizes`", "measure", "03.txt"]);
    let shown = journal(path, &["show", "monday"]).stdout;
    assert!(shown.lines().any(|line| line.contains("03.txt") && line.contains(" failed with ")), "{shown}");
    fs::write(&broken, "mended").unwrap();
    let resumed = journal(path, &["resume", "monday"]);
    resumed.assert_succeeds();
    assert!(resumed.stdout.starts_with("24 files, "), "{}", resumed.stdout);
}

#[test]
fn what_must_not_be_done_twice_asks_when_it_was_killed() {
    let folder = texts();
    let path = folder.path();
    let (where_they_are, notes) = (path.join("texts").display().to_string(), path.join("journal.notes"));
    // Whoever opens a pipe waits until somebody reads it, so it is killed there.
    assert!(Command::new("mkfifo").arg(&notes).status().unwrap().success());
    let mut wait = Duration::ZERO;
    while !journal(path, &["list"]).stdout.contains(", 1 in doubt") {
        let mut killed = example("journal");
        killed.arg("--journal").arg(path.join("journal")).args(["run", "monday", &where_they_are]);
        let mut killed = killed.stdout(Stdio::null()).spawn().unwrap();
        wait += Duration::from_millis(200);
        thread::sleep(wait);
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    fs::remove_file(&notes).unwrap();
    let refused = ["agent `note` gave no value", "began at `written` with ", "may be done or not"];
    journal(path, &["resume", "monday"]).assert_fails(1, &refused);
    let shown = journal(path, &["show", "monday"]).stdout;
    let (line, call) = shown.lines().last().unwrap().rsplit_once(' ').unwrap();
    assert!(line.starts_with("written  note[") && line.ends_with(" began, and may be done or not:"), "{line}");

    // It is done, somebody says; and then that it is not.
    journal(path, &["settle", "monday", call, r#"{"Ok":null}"#]).assert_succeeds();
    let counted = "24 files, 276 lines, 828 words";
    assert_eq!(journal(path, &["resume", "monday"]).stdout, format!("{counted}; 26 of 26 calls were known\n"));
    assert!(!notes.exists());
    journal(path, &["forget", "monday", call]).assert_succeeds();
    journal(path, &["forget", "monday", call]).assert_fails(2, &["there is no such call"]);
    journal(path, &["settle", "monday", call, "null"]).assert_fails(2, &["there is no such call"]);
    for known in [25, 26] {
        assert_eq!(journal(path, &["resume", "monday"]).stdout, format!("{counted}; {known} of 26 calls were known\n"));
    }
    assert_eq!(fs::read_to_string(&notes).unwrap(), format!("{where_they_are}: {counted}\n"));
}

#[test]
fn what_is_not_there_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert_eq!(journal(path, &["list"]).stdout, "no runs\n");
    journal(path, &["show", "monday"]).assert_fails(2, &["there is no run `monday`"]);
    journal(path, &["resume", "monday"]).assert_fails(2, &["there is no run `monday`"]);
    let empty = path.display().to_string();
    journal(path, &["run", "monday", &empty]).assert_fails(1, &["agent `files`", "has no file of text"]);
    journal(path, &["delete", "monday"]).assert_succeeds();
    assert_eq!(journal(path, &["list"]).stdout, "no runs\n");
}
