//! What is measured of a folder, by agents that run wherever there is a worker.

use std::thread;
use std::time::Duration;

use agentflow::{AgentError, AgentTask, agent, plan, workflow};

use crate::support::texts::{Size, find, total};

/// How much is in a file. It takes a while, so that there is something to be seen, and to be killed.
#[agent(blocking)]
pub(crate) fn measure(file: &str) -> Result<Size, String> {
    thread::sleep(Duration::from_millis(300));
    Size::of(file)
}

/// Whether so many files may be read. A person says so: no worker runs it.
#[agent]
pub(crate) fn approve(files: usize) -> bool {
    files < 100
}

/// How much is in the files of a folder.
#[plan]
pub(crate) fn survey(folder: String) -> AgentTask<Result<Size, String>> {
    let plan: AgentTask<Result<Option<Size>, AgentError>> = workflow! {
        files = find(&folder)?;
        may = approve(files.len());
        => if may {
            sizes = par(8) for file in files { measure(&file)? };
            => Some(total(&sizes))
        } else { None }
    };
    plan.map(|size| size.map_err(|error| error.to_string())?.ok_or_else(|| "nobody wants it".to_owned()))
}
