//! LangGraph, run by `by_langgraph.py` in another process that is started once and told what to do.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::setup::{Scale, Setup};

pub(crate) const VERSION: &str = "1.2.24";

pub(crate) struct LangGraph {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Answer {
    seconds: f64,
}

impl LangGraph {
    /// Installs it in `target/` if it is not there, and starts it.
    ///
    /// # Errors
    /// If there is no Python 3.11, or it can't be installed from PyPI.
    pub(crate) fn start(setup: &Setup) -> Result<Self, String> {
        if setup.scale == Scale::Smoke {
            return Err("it would have to be installed".to_owned());
        }
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let environment = here.join("target").join(format!("langgraph-{VERSION}"));
        let python = environment.join("bin/python");
        let is_there =
            || Command::new(&python).args(["-c", "import langgraph.graph"]).output().is_ok_and(|o| o.status.success());
        if !is_there() {
            must_run(Command::new("python3.11").args(["-m", "venv"]).arg(&environment))?;
            must_run(Command::new(&python).args([
                "-m",
                "pip",
                "install",
                "--quiet",
                &format!("langgraph=={VERSION}"),
            ]))?;
        }
        let script = Command::new(&python)
            .arg(here.join("by_langgraph.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut process = script.map_err(|error| format!("by_langgraph.py does not start: {error}"))?;
        let (asks, answers) = (process.stdin.take(), process.stdout.take());
        let (Some(asks), Some(answers)) = (asks, answers) else {
            return Err("by_langgraph.py has no pipes".to_owned());
        };
        Ok(LangGraph { process, asks, answers: BufReader::new(answers) })
    }

    /// Does a work once, and tells how long it took without the way there and back.
    pub(crate) fn time(&mut self, work: &str) -> Duration {
        writeln!(self.asks, "{work}").expect("by_langgraph.py listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("by_langgraph.py answers");
        let answer: Answer = serde_json::from_str(&line).expect("it answers in JSON");
        Duration::from_secs_f64(answer.seconds)
    }
}

impl Drop for LangGraph {
    fn drop(&mut self) {
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}

fn must_run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program} does not run: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}
