//! `--live` in a terminal, and Ctrl-C.
#![cfg(unix)]

use crate::router::{HANGS, Machine};
use crate::support::pty::Session;
use crate::support::run::run;

const CTRL_C: &str = "\u{3}";

#[test]
fn ctrl_c_cancels_the_run_and_leaves_a_clean_terminal() {
    let machine = Machine::new("interrupted", &[("rustc", HANGS)]);
    let mut session = Session::start(&machine.shown(&["--live"], "E0382"), 80);
    session.wait_for("rustc --explain E0382  ");
    session.press(CTRL_C);
    assert_eq!(session.end(), (Some(130), "error: interrupted".to_owned()));
}

#[test]
fn so_it_does_in_a_terminal_that_became_narrower() {
    let machine = Machine::new("narrower", &[("rustc", HANGS)]);
    let mut session = Session::start(&machine.shown(&["--live"], "E0382"), 80);
    session.wait_for("rustc --explain E0382  ");
    session.resize(24);
    session.wait_for("rustc --e…");
    session.resize(80);
    session.wait_for("rustc --explain E0382  ");
    session.press(CTRL_C);
    assert_eq!(session.end(), (Some(130), "error: interrupted".to_owned()));
}

#[test]
fn an_answer_stands_alone_in_the_terminal() {
    let script = "until [ -e go ]; do /bin/sleep 0.01; done; echo 'the answer'";
    let machine = Machine::new("answered", &[("rustc", script)]);
    let mut session = Session::start(&machine.shown(&["--live"], "E0382"), 80);
    session.wait_for("rustc --explain E0382  ");
    machine.write("go", "");
    assert_eq!(session.end(), (Some(0), "from: rustc --explain E0382\nthe answer".to_owned()));
}

#[test]
fn where_nobody_looks_nothing_is_drawn() {
    let machine = Machine::new("not-live", &[("rustc", "echo 'the answer'")]);
    let answered = run(&mut machine.shown(&["--live"], "E0382"));
    answered.assert_succeeds();
    assert_eq!(answered.stderr, "");
}
