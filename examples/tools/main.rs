//! Tool calls over the Model Context Protocol, many at once. The server is this same program, started again.
//!
//! ```text
//! cargo run --example tools -- tests/fixtures/docs/notes
//! ```
//!
//! Each call ends in one line, those that fail as well: a tool that can't, a tool that is not there, and one that is too
//! slow. With a language model (`LLM_BASE_URL`, `LLM_MODEL`), `--ask` lets it choose the one call that answers a question.

mod flow;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
    pub(crate) mod tool_client;
    pub(crate) mod tool_server;
}

use std::path::PathBuf;
use std::process::ExitCode;

use agentflow::workflow;
use clap::Parser;

use support::model::{ENVIRONMENT, Model};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Calls the tools of a small MCP server over the files of a folder.
#[derive(Debug, Parser)]
#[command(name = "tools", after_help = ENVIRONMENT)]
struct Args {
    /// The folder that the server may read
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// What to find in its files
    #[arg(long, default_value = "agent")]
    find: String,

    /// Let the model choose the one call that answers this
    #[arg(long, value_name = "QUESTION")]
    ask: Option<String>,

    /// Be the server
    #[arg(long, hide = true)]
    serve: bool,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    exit(run(Args::parse()))
}

fn run(Args { folder, find, ask, serve, shown }: Args) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(format!("{} is no folder", folder.display())));
    }
    if serve {
        return Ok(workflow! { served = support::tool_server::serve(&folder)?; => served }.try_await_result()??);
    }
    if let Some(question) = ask {
        let model = Model::from_env().map_err(Failure::usage)?;
        let model = model.ok_or_else(|| Failure::usage("--ask needs a model: set LLM_BASE_URL and LLM_MODEL"))?;
        let plan = flow::ask(folder, question, model);
        return if shown.draws(&plan)? { Ok(()) } else { print(shown.run(plan)?.value) };
    }
    let plan = flow::survey(folder, find);
    if shown.draws(&plan)? {
        return Ok(());
    }
    shown.run(plan)?.value.into_iter().try_for_each(print)
}
