//! Runs the built `router` example with commands that the tests make: who is asked, in which order, and what becomes of it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use crate::support::model_server::{Behaviour, ModelServer};
use crate::support::run::{run, without_model};
use crate::support::scratch::scratch;

/// Says how it was called.
const ECHO: &str = r#"echo "$0 $*""#;
const FAILS: &str = "echo 'out of order' >&2; echo 'and more' >&2; exit 3";
pub(crate) const HANGS: &str = "exec /bin/sleep 60";

/// A machine with no commands but those of a test, and a folder with some files.
pub(crate) struct Machine(PathBuf);

impl Machine {
    pub(crate) fn new(name: &str, commands: &[(&str, &str)]) -> Self {
        let machine = Self(scratch(&format!("router-{name}")));
        for folder in ["bin", "files/inner", "files/.git", "files/target"] {
            fs::create_dir_all(machine.0.join(folder)).expect("a folder can be made");
        }
        for file in ["b.txt", "inner/a.txt", ".git/c.txt", "target/d.txt"] {
            fs::write(machine.0.join("files").join(file), "nothing\na needle here\n").expect("a file can be written");
        }
        for (command, script) in commands {
            let path = machine.0.join("bin").join(command);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a file can be written");
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a file can be made a command");
        }
        machine
    }

    /// A file in the folder where commands run.
    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join("files").join(file), text).expect("a file can be written");
    }

    /// With so much patience that only a command which hangs can wear it out.
    fn asked(&self, question: &str) -> Command {
        self.asked_within("60000", question)
    }

    fn asked_within(&self, milliseconds: &str, question: &str) -> Command {
        let mut command = self.command(milliseconds);
        command.args(["--", question]);
        command
    }

    /// The same, and shows how it goes.
    pub(crate) fn shown(&self, arguments: &[&str], question: &str) -> Command {
        let mut command = self.command("60000");
        command.args(arguments).args(["--", question]);
        command
    }

    fn command(&self, milliseconds: &str) -> Command {
        let mut command = without_model("router");
        command.env("PATH", self.0.join("bin")).arg("--folder").arg(self.0.join("files"));
        command.args(["--patience", milliseconds]);
        command
    }

    /// What is printed, with the folder of the commands left out.
    #[track_caller]
    fn answer(&self, question: &str) -> String {
        let run = run(&mut self.asked(question));
        run.assert_succeeds();
        assert_eq!(run.stderr, "");
        run.stdout.replace(&format!("{}/", self.0.join("bin").display()), "")
    }

    /// How often a command was called that notes each call.
    fn calls(&self) -> usize {
        fs::read_to_string(self.0.join("files/calls")).expect("the command was called").lines().count()
    }
}

#[test]
fn the_form_of_a_question_decides_who_is_asked() {
    let all = ["rustc", "man", "git", "rg"].map(|command| (command, ECHO));
    let machine = Machine::new("kinds", &all);
    for (question, command) in [
        ("E0382", "rustc --explain E0382"),
        ("git-log(1)", "man -P cat 1 git-log"),
        ("inner/a.txt", "git log -1 --stat -- inner/a.txt"),
        ("inner", "git log -1 --stat -- inner"),
        ("E038", "rg --line-number --fixed-strings --regexp E038"),
        ("f(x, y)", "rg --line-number --fixed-strings --regexp f(x, y)"),
        ("--version", "rg --line-number --fixed-strings --regexp --version"),
    ] {
        assert_eq!(machine.answer(question), format!("from: {command}\n{command}\n"));
    }
}

#[test]
fn what_is_not_installed_fails_or_finds_nothing_is_followed_by_the_next_one() {
    let git = ("git", ECHO);
    for (name, rg) in
        [("fails", Some(FAILS)), ("finds-nothing", Some("exit 1")), ("says-nothing", Some("")), ("absent", None)]
    {
        let rg = rg.map(|script| ("rg", script));
        let machine = Machine::new(name, &rg.into_iter().chain([git]).collect::<Vec<_>>());
        assert_eq!(machine.answer("needle"), "from: git grep -nF -e needle\ngit grep -nF -e needle\n", "{name}");
    }
}

#[test]
fn a_text_is_found_without_any_command() {
    let machine = Machine::new("search", &[]);
    assert_eq!(machine.answer("needle"), "from: search\nb.txt:2:a needle here\ninner/a.txt:2:a needle here\n");
}

#[test]
fn when_all_fail_the_error_holds_each_failure() {
    let machine = Machine::new("all-fail", &[("rg", FAILS), ("git", "exit 1")]);
    run(&mut machine.asked("haystack")).assert_fails(
        1,
        &[
            "agent `rg --line-number --fixed-strings --regexp haystack` ",
            ": it says: out of order; agent `git grep -nF -e haystack` ",
            ": it finds nothing; agent `search` ",
            ": it finds nothing; agent `git log --oneline -Shaystack` ",
            ": it finds nothing; agent `model` ",
            ": it is not set: LLM_BASE_URL and LLM_MODEL name one",
        ],
    );
}

#[test]
fn what_is_not_installed_is_said() {
    let failed = run(&mut Machine::new("nothing", &[]).asked("E0382"));
    failed.assert_fails(
        1,
        &["agent `rustc --explain E0382` ", ": it is not installed; agent `git log --oneline -SE0382` "],
    );
}

#[test]
fn a_command_that_hangs_is_tried_twice_and_given_up() {
    let machine = Machine::new("hangs", &[("rustc", HANGS), ("git", HANGS)]);
    let failed = run(&mut machine.asked_within("50", "E0382"));
    failed
        .assert_fails(1, &["agent `rustc --explain E0382` ", " failed after 2 tries in ", ": no answer within 50ms; "]);
}

#[test]
fn a_command_that_is_stopped_is_tried_again() {
    let script = "echo call >> calls\nif [ -e stopped ]; then echo 'the answer'; else : > stopped; kill -9 $$; fi";
    let machine = Machine::new("stopped", &[("rustc", script)]);
    assert_eq!(machine.answer("E0382"), "from: rustc --explain E0382\nthe answer\n");
    assert_eq!(machine.calls(), 2);
}

#[test]
fn a_command_that_says_no_is_not_tried_again() {
    let machine = Machine::new("says-no", &[("rustc", &format!("echo call >> calls; {FAILS}")), ("git", ECHO)]);
    assert!(machine.answer("E0382").starts_with("from: git log "));
    assert_eq!(machine.calls(), 1);
}

#[test]
fn a_model_is_asked_when_nobody_else_has_an_answer() {
    let server = ModelServer::start(Behaviour::Says(r#"{"answer":"Forty-two."}"#)).expect("a loopback port is free");
    let ask = |machine: &Machine| {
        run(machine.asked("E9999").env("LLM_BASE_URL", server.base_url()).env("LLM_MODEL", "test-model"))
    };
    let known = ask(&Machine::new("known", &[("rustc", ECHO)]));
    known.assert_succeeds();
    assert!(server.received().is_empty(), "a model was asked although rustc has the answer");
    let unknown = ask(&Machine::new("unknown", &[("rustc", FAILS)]));
    unknown.assert_succeeds();
    assert_eq!(unknown.stdout, format!("from: test-model at {}\nForty-two.\n", server.base_url()));
    assert_eq!(server.received()[0].body["messages"][1]["content"], "E9999");
}

#[test]
fn without_a_question_or_a_folder_it_is_bad_usage() {
    run(&mut Machine::new("empty", &[]).asked(" ")).assert_fails(2, &["the question is empty"]);
    let elsewhere = run(without_model("router").args(["--folder", "no/such/folder", "E0382"]));
    elsewhere.assert_fails(2, &["no/such/folder is no folder"]);
}
