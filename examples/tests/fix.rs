//! Runs the built `fix` example over crates that do not compile: what it repairs, what it leaves, and what it must not touch.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::example::workspace;
use crate::support::model_server::{Behaviour, ModelServer};
use crate::support::run::{Run, run, without_model};
use crate::support::scratch::scratch;

const MANIFEST: &str = "[package]\nname = \"scratch\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";

/// A crate with this in its `src/lib.rs`.
fn crate_of(name: &str, source: &str) -> PathBuf {
    let folder = scratch(&format!("fix-{name}"));
    fs::create_dir(folder.join("src")).expect("a folder can be made");
    fs::write(folder.join("Cargo.toml"), MANIFEST).expect("a file can be written");
    fs::write(folder.join("src/lib.rs"), source).expect("a file can be written");
    folder
}

fn source(folder: &Path) -> String {
    fs::read_to_string(folder.join("src/lib.rs")).expect("the source can be read")
}

fn fix(folder: &Path) -> Command {
    let mut command = without_model("fix");
    command.arg(folder);
    command
}

/// The lines on stdout, of a run that has ended with this code.
#[track_caller]
fn lines(run: &Run, code: i32) -> Vec<&str> {
    assert_eq!(run.code, Some(code), "stdout:\n{}\nstderr:\n{}", run.stdout, run.stderr);
    assert_eq!(run.stderr, "");
    run.stdout.lines().collect()
}

#[test]
fn four_errors_become_none_and_one_that_they_hid_does_too() {
    let run = run(without_model("fix").current_dir(workspace()));
    let expected = [
        "round 1, errors: 4",
        "  src/report.rs:7: expected `;`, found keyword `for`",
        "    changed: add `;` here",
        "  src/report.rs:8: mismatched types",
        "    changed: consider borrowing here",
        "  src/count.rs:9: cannot borrow `counts` as mutable, as it is not declared as mutable",
        "    changed: consider changing this to be mutable",
        "  src/count.rs:22: cannot move out of `*first` which is behind a shared reference",
        "    changed: consider cloning the value if the performance cost is acceptable",
        "round 2, errors: 1",
        "  src/report.rs:9: cannot borrow `lines` as mutable, as it is not declared as mutable",
        "    changed: consider changing this to be mutable",
        "round 3, errors: 0",
        "to be written with --write: tests/fixtures/broken/src/count.rs",
        "to be written with --write: tests/fixtures/broken/src/report.rs",
        "errors left: 0",
    ];
    assert_eq!(lines(&run, 0), expected);
}

const IMMUTABLE: &str = "pub fn two() -> u32 {\n    let n = 1;\n    n += 1;\n    n\n}\n";

#[test]
fn only_with_write_is_the_crate_itself_changed() {
    let folder = crate_of("write", IMMUTABLE);
    run(&mut fix(&folder)).assert_succeeds();
    assert_eq!(source(&folder), IMMUTABLE);
    let run = run(fix(&folder).arg("--write"));
    let written = format!("written: {}", folder.join("src/lib.rs").display());
    assert_eq!(lines(&run, 0).split_off(4), [&written, "errors left: 0"]);
    assert_eq!(source(&folder), IMMUTABLE.replace("let n", "let mut n"));
    let files: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(files.len(), 2, "nothing is left beside the crate: {files:?}");
}

#[test]
fn a_crate_that_compiles_is_left_alone() {
    let run = run(&mut fix(&crate_of("compiles", "pub fn one() -> u32 {\n    1\n}\n")));
    assert_eq!(lines(&run, 0), ["round 1, errors: 0", "errors left: 0"]);
}

const UNKNOWN: &str = "pub fn answer() -> u32 {\n    quux()\n}\n";

#[test]
fn what_the_compiler_is_not_sure_of_is_listed_and_is_a_failure() {
    let folder = crate_of("unknown", &format!("{IMMUTABLE}\n{UNKNOWN}"));
    let run = run(&mut fix(&folder));
    let expected = [
        "round 1, errors: 2",
        "  src/lib.rs:8: cannot find function `quux` in this scope",
        "    left: the compiler has no suggestion that is sure to be right",
        "  src/lib.rs:3: cannot assign twice to immutable variable `n`",
        "    changed: consider making this binding mutable",
        "round 2, errors: 1",
        "  src/lib.rs:8: cannot find function `quux` in this scope",
        "    left: the compiler has no suggestion that is sure to be right",
        &format!("to be written with --write: {}", folder.join("src/lib.rs").display()),
        "errors left: 1",
    ];
    assert_eq!(lines(&run, 1), expected);
}

/// Repairs the crate with a model that always answers this.
fn with_model(name: &str, answer: &'static str) -> Run {
    let server = ModelServer::start(Behaviour::Says(answer)).expect("a loopback port is free");
    let mut command = fix(&crate_of(name, UNKNOWN));
    let run = run(command.env("LLM_BASE_URL", server.base_url()).env("LLM_MODEL", "test-model"));
    let question = server.received()[0].body["messages"][1]["content"].to_string();
    for part in ["cannot find function `quux`", "The file src/lib.rs", "pub fn answer() -> u32"] {
        assert!(question.contains(part), "{part:?} is not in what the model is asked: {question}");
    }
    run
}

#[test]
fn a_model_repairs_what_the_compiler_can_not() {
    let run = with_model("model", r#"{"reason":"Gives the number itself.","old":"quux()","new":"42"}"#);
    let lines = lines(&run, 0);
    assert_eq!(lines[2], "    changed: Gives the number itself.");
    assert_eq!(lines.last(), Some(&"errors left: 0"));
}

#[test]
fn a_change_that_a_model_wants_must_fit_one_place() {
    for (name, old) in [("twice", "u"), ("never", "foo()"), ("empty", "")] {
        let answer = format!(r#"{{"reason":"A guess.","old":"{old}","new":"42"}}"#);
        let run = with_model(name, answer.leak());
        let left = format!("    left: the model's answer names a text that is not in src/lib.rs once: {old:?}");
        assert_eq!(lines(&run, 1)[2..], [&left, "errors left: 1"]);
    }
}

#[test]
fn a_change_that_does_not_help_is_not_tried_for_ever() {
    let run = with_model("circles", r#"{"reason":"No change at all.","old":"quux()","new":"quux()"}"#);
    let lines = lines(&run, 1);
    assert_eq!(lines.iter().filter(|line| line.ends_with("errors: 1")).count(), 8);
    assert_eq!(lines[24], "given up after 8 rounds");
    assert_eq!(lines.last(), Some(&"errors left: 1"));
}

#[test]
fn a_model_that_gives_no_answer_leaves_the_error_where_it_is() {
    let run = with_model("prose", "I would call another function.");
    let line = lines(&run, 1)[2];
    assert!(line.starts_with("    left: model test-model at http://127.0.0.1"), "{line}");
    assert!(line.contains("the answer is not JSON"), "{line}");
}

#[test]
fn a_folder_without_a_manifest_is_bad_usage() {
    run(&mut fix(&scratch("fix-empty"))).assert_fails(2, &["fix-empty is no crate: it has no Cargo.toml"]);
}

#[test]
fn what_cargo_itself_does_not_understand_is_one_clear_line() {
    let folder = crate_of("manifest", "");
    fs::write(folder.join("Cargo.toml"), "[package]\nname = 1\n").expect("a file can be written");
    run(&mut fix(&folder)).assert_fails(1, &["agent `errors`", "invalid type: integer `1`, expected a string"]);
}
