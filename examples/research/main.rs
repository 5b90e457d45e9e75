//! Research over the documentation that every Rust machine has: one agent for each book, a relevance
//! filter, a merge.
//!
//! ```text
//! cargo run --release --example research -- "why is Rc not Send?"
//! ```
//!
//! Without a language model the answer is made of the best passages, word for word. With `LLM_BASE_URL`
//! and `LLM_MODEL` set (and `LLM_API_KEY` where it is needed), model agents judge the sections and
//! write the answer.

mod answer;
mod findings;
mod flow;
mod html;
mod index;
mod markdown;
mod model;
mod progress;
mod report;
mod section;
mod source;
mod synthesis;
mod terms;
mod timing;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use agentflow::{AgentError, RunError};
use clap::Parser;
use thiserror::Error;

use model::{ConfigError, Model};
use source::{DiscoveryError, discover};
use terms::{NothingAsked, Query};

/// Searches the documentation on this machine, one agent per source, and answers from what they find.
#[derive(Debug, Parser)]
#[command(
    name = "research",
    after_help = "\
Environment:
  LLM_BASE_URL  an OpenAI-compatible endpoint, such as http://localhost:11434/v1
  LLM_MODEL     the name of the model there
  LLM_API_KEY   its key, if it needs one
  LLM_TIMEOUT   seconds that one answer may take [default: 60]"
)]
struct Args {
    /// What to find out, such as "why is Rc not Send?"
    topic: String,

    /// Search the HTML, Markdown and text files of this folder instead of the Rust documentation
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough: `| head` is no failure.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // If stderr is gone too, the exit code is all that is left to say.
            let _ = writeln!(io::stderr(), "error: {failure}");
            failure.exit_code()
        }
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let query = Query::parse(&args.topic)?;
    let model = Model::from_env()?;
    let discovery = discover(args.corpus.as_deref())?;
    print(report::mode(model.as_ref()))?;
    if let Some(notice) = &discovery.notice {
        report::note("note", notice);
    }
    let plan = flow::research(query, discovery, model);
    print(plan.try_await_result()??)
}

/// Writes to stdout; unlike `println!`, it does not panic if nobody reads.
fn print(what: impl std::fmt::Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{what}").and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Why there is no answer. Each is one line that says what to do or what was tried.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Topic(#[from] NothingAsked),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Corpus(#[from] DiscoveryError),
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("the answer cannot be written: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// 2 if the command has to be given differently, 1 if it failed.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Topic(_) | Self::Config(_) | Self::Corpus(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
