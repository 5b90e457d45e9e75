//! Runs the built `tools` example: which calls it makes, and how each of them ends.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::model_server::{Behaviour, ModelServer};
use crate::support::run::{Run, run, without_model};
use crate::support::scratch::scratch;

/// A folder with two files of text, one of other bytes, and what a server must not give away beside it.
fn folder(name: &str) -> PathBuf {
    let around = scratch(name);
    let folder = around.join("open");
    fs::create_dir_all(folder.join("inner")).expect("a folder can be made");
    let files: [(&str, &[u8]); 5] = [
        ("b.txt", b"one agent\ntwo agents\nnone\n"),
        ("a.txt", b""),
        ("photo.png", &[0xff, 0xd8]),
        (".hidden", b"agent"),
        ("inner/c.txt", b"agent"),
    ];
    for (file, content) in files {
        fs::write(folder.join(file), content).expect("a file can be written");
    }
    fs::write(around.join("secret.txt"), "agent 007").expect("a file can be written");
    folder
}

fn tools(name: &str) -> Command {
    let mut command = without_model("tools");
    command.arg(folder(name));
    command
}

/// The lines on stdout, of a run that has succeeded.
#[track_caller]
fn lines(run: &Run) -> Vec<&str> {
    run.assert_succeeds();
    run.stdout.lines().collect()
}

#[test]
fn each_call_ends_in_a_line_whether_it_succeeds_or_fails() {
    let run = run(&mut tools("tools-all"));
    let expected = [
        "success        list_files {}: a.txt (and 2 more)",
        r#"success        count_words {"path":"a.txt"}: 0 lines, 0 words"#,
        r#"success        count_words {"path":"b.txt"}: 3 lines, 5 words"#,
        r#"tool error     count_words {"path":"photo.png"}: photo.png cannot be read: stream did not contain valid UTF-8"#,
        r#"success        find {"text":"agent"}: b.txt: one agent (and 1 more)"#,
        r#"tool error     count_words {"path":"no/such/file"}: no/such/file cannot be read: No such file or directory (os error 2)"#,
        r#"protocol error translate {"to":"Latin"}: tool not found (-32602)"#,
        "timed out      dawdle {}: no answer within 500ms",
    ];
    assert_eq!(lines(&run), expected);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_text_that_is_nowhere_is_an_error_of_the_tool() {
    let run = run(tools("tools-nowhere").args(["--find", "xyzzy"]));
    assert_eq!(lines(&run)[4], r#"tool error     find {"text":"xyzzy"}: no line holds "xyzzy""#);
}

#[test]
fn a_folder_that_is_not_there_is_bad_usage() {
    run(without_model("tools").arg("no/such/folder")).assert_fails(2, &["no/such/folder is no folder"]);
}

/// Asks with a model that always answers this.
fn ask(name: &str, answer: &'static str) -> Run {
    let server = ModelServer::start(Behaviour::Says(answer)).expect("a loopback port is free");
    let run = run(tools(name)
        .args(["--ask", "How long is b.txt?"])
        .env("LLM_BASE_URL", server.base_url())
        .env("LLM_MODEL", "test-model"));
    let question = server.received()[0].body["messages"].to_string();
    for part in ["How long is b.txt?", "Counts the lines and words of a file.", "A path in the folder."] {
        assert!(question.contains(part), "{part:?} is not in what the model is asked: {question}");
    }
    run
}

#[test]
fn a_model_chooses_the_call() {
    let run = ask("tools-ask", r#"{"tool":"count_words","arguments":"{\"path\":\"b.txt\"}"}"#);
    assert_eq!(lines(&run), [r#"success        count_words {"path":"b.txt"}: 3 lines, 5 words"#]);
}

#[test]
fn a_model_gets_nothing_from_outside_the_folder() {
    let run = ask("tools-outside", r#"{"tool":"count_words","arguments":"{\"path\":\"../secret.txt\"}"}"#);
    let line =
        r#"tool error     count_words {"path":"../secret.txt"}: ../secret.txt cannot be read: permission denied"#;
    assert_eq!(lines(&run), [line]);
}

#[test]
fn a_model_may_be_wrong_about_the_tools() {
    let wrong_argument = ask("tools-argument", r#"{"tool":"count_words","arguments":"{\"file\":\"b.txt\"}"}"#);
    let line = r#"tool error     count_words {"file":"b.txt"}: failed to deserialize parameters: missing field `path`"#;
    assert_eq!(lines(&wrong_argument), [line]);
    let wrong_tool = ask("tools-tool", r#"{"tool":"measure","arguments":"{}"}"#);
    assert_eq!(lines(&wrong_tool), ["protocol error measure {}: tool not found (-32602)"]);
    ask("tools-prose", r#"{"tool":"count_words","arguments":"b.txt, please"}"#)
        .assert_fails(1, &["agent `arguments`", "expected value at line 1"]);
}

#[test]
fn asking_without_a_model_is_bad_usage() {
    run(tools("tools-no-model").args(["--ask", "anything"])).assert_fails(2, &["set LLM_BASE_URL and LLM_MODEL"]);
}
