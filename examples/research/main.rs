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
mod questions;
mod report;
mod section;
mod source;
mod synthesis;
mod terms;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
}

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use source::discover;
use support::model::{ENVIRONMENT, Model};
use support::note::note;
use support::outcome::{Failure, exit, print};
use support::shown::Shown;
use terms::Query;

/// Searches the documentation on this machine, one agent per source, and answers from what they find.
#[derive(Debug, Parser)]
#[command(name = "research", after_help = ENVIRONMENT)]
struct Args {
    /// What to find out, such as "why is Rc not Send?"
    topic: String,

    /// Search the HTML, Markdown and text files of this folder instead of the Rust documentation
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    exit(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Failure> {
    let query = Query::parse(&args.topic).map_err(Failure::usage)?;
    let model = Model::from_env().map_err(Failure::usage)?;
    let discovery = discover(args.corpus.as_deref()).map_err(Failure::usage)?;
    let (mode, notice) = (report::mode(model.as_ref()), discovery.notice.clone());
    let plan = flow::research(query, discovery, model);
    if args.shown.draws(&plan)? {
        return Ok(());
    }
    print(mode)?;
    if let Some(notice) = &notice {
        note("note", notice);
    }
    print(args.shown.run(plan)?)
}
