//! Repairs a crate that does not compile: an agent for each error, round by round, until nothing is left to do.
//!
//! ```text
//! cargo run --example fix -- tests/fixtures/broken
//! ```
//!
//! It works on a copy, with what the compiler itself suggests and is sure of. With a language model (`LLM_BASE_URL`,
//! `LLM_MODEL`), errors for which there is no such suggestion are given to the model. `--write` changes the crate itself.

mod flow;

#[path = "../support"]
mod support {
    pub(crate) mod crate_copy;
    pub(crate) mod interrupt;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod repair;
    pub(crate) mod shown;
}

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use support::crate_copy::Copy;
use support::model::{ENVIRONMENT, Model};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Repairs a copy of a crate, as far as the compiler knows how.
#[derive(Debug, Parser)]
#[command(name = "fix", after_help = ENVIRONMENT)]
struct Args {
    /// The folder of the crate
    #[arg(default_value = "tests/fixtures/broken")]
    folder: PathBuf,

    /// Change the files of the crate itself
    #[arg(long)]
    write: bool,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(errors) if errors > 0 => ExitCode::FAILURE,
        outcome => exit(outcome.map(drop)),
    }
}

/// The number of errors that are left.
fn run(Args { folder, write, shown }: &Args) -> Result<usize, Failure> {
    if !folder.join("Cargo.toml").is_file() {
        return Err(Failure::usage(format!("{} is no crate: it has no Cargo.toml", folder.display())));
    }
    let model = Model::from_env().map_err(Failure::usage)?;
    let copy = Copy::of(folder).map_err(Failure::usage)?;
    let plan = flow::repair(copy.clone(), model);
    if shown.draws(&plan)? {
        return Ok(0);
    }
    let report = shown.run(plan)?.value;
    let action = if *write { "written" } else { "to be written with --write" };
    let files = report.changed.iter().map(|file| format!("{action}: {}\n", folder.join(file).display()));
    if *write {
        report.changed.iter().try_for_each(|file| copy.bring_back(file)).map_err(Failure::usage)?;
    }
    print(format_args!("{}{}errors left: {}", report.text, files.collect::<String>(), report.errors))?;
    Ok(report.errors)
}
