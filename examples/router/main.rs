//! Routes a question to the commands of this machine that may know the answer. The first that does wins.
//!
//! ```text
//! cargo run --example router -- E0382
//! ```
//!
//! The form of the question decides: an error code, a page of the manual as `grep(1)`, a file, or a text to look for. A
//! command that is not installed, fails, or takes too long is followed by the next one; the last one to be asked is a language
//! model (`LLM_BASE_URL`, `LLM_MODEL`), if there is one.

mod flow;
mod question;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
    pub(crate) mod tool;
}

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use flow::Place;
use question::Question;
use support::model::{ENVIRONMENT, Model};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Asks the commands of this machine, one after the other, until one has an answer.
#[derive(Debug, Parser)]
#[command(name = "router", after_help = ENVIRONMENT)]
struct Args {
    /// An error code, a page of the manual as `grep(1)`, a file, or a text to look for
    question: String,

    /// Where files are, and texts are looked for
    #[arg(long, default_value = ".")]
    folder: PathBuf,

    /// How many milliseconds a try may take
    #[arg(long, value_name = "MILLISECONDS", default_value = "5000")]
    patience: u64,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    exit(run(Args::parse()))
}

fn run(Args { question, folder, patience, shown }: Args) -> Result<(), Failure> {
    if question.trim().is_empty() {
        return Err(Failure::usage("the question is empty"));
    }
    if !folder.is_dir() {
        return Err(Failure::usage(format!("{} is no folder", folder.display())));
    }
    let model = Model::from_env().map_err(Failure::usage)?;
    let place = Place { folder, patience: Duration::from_millis(patience), model };
    let kind = Question::of(&question, &place.folder);
    let plan = flow::answer(question, kind, place);
    if shown.draws(&plan)? {
        return Ok(());
    }
    let answer = shown.run(plan)?.value;
    print(format_args!("from: {}\n{}", answer.by, answer.text.trim_end()))
}
