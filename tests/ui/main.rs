//! Every mistake in `ui-tests/` gets the message beside it: one file a mistake, named as the rule that it breaks.
//!
//! `cargo test --test ui -- --nocapture bar` prints a table of all messages. `cargo test --test ui -- ui trybuild=NAME`
//! compiles the cases with `NAME` in their path.

mod bar;
mod excuses;
mod message;

use std::fs;
use std::path::PathBuf;

use bar::Fault;
use excuses::{EXCUSES, SEVERAL};
use message::Message;

/// A mistyped pattern would find no case and pass; and no case gets lost.
const AT_LEAST: usize = 185;

#[test]
fn ui() {
    let programs = files("rs");
    assert!(programs.len() >= AT_LEAST, "only {} cases were found", programs.len());
    let cases = trybuild::TestCases::new();
    for program in programs {
        cases.compile_fail(program);
    }
}

#[test]
fn each_program_has_its_message() {
    let bare = |extension| files(extension).iter().map(|path| path.with_extension("")).collect::<Vec<_>>();
    assert_eq!(bare("rs"), bare("stderr"));
}

#[test]
fn every_message_is_up_to_the_bar() {
    let mut found = Vec::new();
    for path in files("stderr") {
        let message = Message::read(&path);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let faults = bar::faults(&message, meant(&name));
        println!("{}", bar::row(&path, &message, &faults));
        found.extend(faults.into_iter().map(|fault| (name.clone(), fault)));
    }
    let excused = |case: &str, fault: Fault| EXCUSES.iter().any(|excuse| (excuse.0, excuse.1) == (case, fault));
    let wrong: Vec<_> = found.iter().filter(|(case, fault)| !excused(case, *fault)).collect();
    assert!(wrong.is_empty(), "below the bar: {wrong:#?}");
    let idle: Vec<_> = EXCUSES.iter().filter(|excuse| !found.contains(&(excuse.0.to_owned(), excuse.1))).collect();
    assert!(idle.is_empty(), "excused, and need not be: {idle:#?}");
}

/// How many errors a case is meant to show: it has as many mistakes, or rustc has no other way to point at two places.
fn meant(case: &str) -> usize {
    SEVERAL.iter().find(|(name, _)| *name == case).map_or(1, |(_, errors)| *errors)
}

/// Relative to the root of the workspace: with an absolute path, a message would lose its line numbers.
fn files(extension: &str) -> Vec<PathBuf> {
    let topics = fs::read_dir("ui-tests").expect("ui-tests is there").flatten();
    let mut found: Vec<PathBuf> = topics
        .flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == extension))
        .collect();
    found.sort();
    found
}
