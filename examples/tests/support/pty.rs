//! An example that is run in a terminal.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use indicatif::{InMemoryTerm, TermLike as _};
use pty_process::{Size, blocking};

/// A program, and the terminal that it runs in.
pub(crate) struct Session {
    terminal: blocking::Pty,
    child: Child,
    shown: String,
}

impl Session {
    /// Starts `command` in a terminal of 24 rows.
    pub(crate) fn start(command: &Command, columns: u16) -> Self {
        let (terminal, inside) = blocking::open().expect("there are terminals");
        terminal.resize(Size::new(24, columns)).expect("it can have this size");
        let mut started = blocking::Command::new(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            started = match value {
                Some(value) => started.env(name, value),
                None => started.env_remove(name),
            };
        }
        let child = started.spawn(inside).expect("the example can be started");
        Session { terminal, child, shown: String::new() }
    }

    /// Waits until `text` is shown that was not shown before.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        let (from, patience) = (self.shown.len(), Instant::now() + Duration::from_mins(1));
        while !self.shown[from..].contains(text) {
            let goes_on = Instant::now() < patience && self.read();
            assert!(goes_on, "{text:?} is not there; the last lines:\n{}", self.tail());
        }
    }

    pub(crate) fn press(&mut self, key: &str) {
        self.terminal.write_all(key.as_bytes()).expect("the terminal takes keys");
    }

    pub(crate) fn resize(&self, columns: u16) {
        self.terminal.resize(Size::new(24, columns)).expect("it can have this size");
    }

    /// The exit code, and what stands in the terminal in the end.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        while self.read() {}
        let status = self.child.wait().expect("it is ours");
        let screen = InMemoryTerm::new(24, 80);
        screen.write_str(&self.shown).expect("it takes all");
        (status.code(), screen.contents())
    }

    fn tail(&self) -> String {
        self.shown.lines().rev().take(6).map(|line| line.escape_debug().to_string() + "\n").collect()
    }

    /// Whether there is more. When the program has ended, reading fails.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let read = self.terminal.read(&mut bytes).unwrap_or(0);
        // A character that is cut in two would be no more than a wrong sign in a line that is drawn again.
        self.shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
        read > 0
    }
}
