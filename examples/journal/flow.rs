//! What is measured of a folder, by agents with names: what each of them gave is remembered.

use std::fs::File;
use std::io::Write;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use agentflow::{AgentError, AgentTask, agent, workflow};

use crate::support::texts::{Size, find, total};

/// How long each file takes at least. It is nothing that agents are given: that decides whether what they gave is known.
pub(crate) static PACE: OnceLock<Duration> = OnceLock::new();

/// How much is in a file. It takes its time, so that there is some to be killed in.
#[agent(blocking)]
fn measure(file: &str) -> Result<Size, String> {
    thread::sleep(*PACE.get_or_init(Duration::default));
    Size::of(file)
}

/// Adds a line to a file. Done twice, there are two.
#[agent(effect, blocking)]
fn note(file: &str, line: &str) -> Result<(), String> {
    let file = File::options().append(true).create(true).open(file);
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    thread::sleep(*PACE.get_or_init(Duration::default));
    written.map_err(|error| error.to_string())
}

/// How much is in the files of a folder; a line of it is added to `notes`.
pub(crate) fn plan(folder: String, notes: String) -> AgentTask<Result<Size, AgentError>> {
    workflow! {
        files = find(&folder)?;
        sizes = par(8) for file in files { measure(&file)? };
        written = note(&notes, &format!("{folder}: {}\n", total(&sizes)))?;
        => {
            let () = written;
            total(&sizes)
        }
    }
}
