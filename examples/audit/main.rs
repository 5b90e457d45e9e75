//! What the crates of a Cargo.lock may do: `cargo run --release --example audit -- --lock Cargo.lock`.
//!
//! It reads what cargo has unpacked on this machine. If a model is set, it says something about the riskiest crates.

mod flow;
mod report;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod licence;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod registry;
    pub(crate) mod risk;
    pub(crate) mod shown;
    pub(crate) mod tokens;
    pub(crate) mod unsafe_uses;
}

use clap::Parser;

use support::model::{ENVIRONMENT, Model};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Counts `unsafe`, build scripts, procedural macros and lines of all crates of a Cargo.lock, and names their licences.
#[derive(Parser)]
#[command(name = "audit", after_help = ENVIRONMENT)]
struct Args {
    /// The lock file
    #[arg(long, value_name = "FILE", default_value = "Cargo.lock")]
    lock: std::path::PathBuf,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> std::process::ExitCode {
    exit(run(Args::parse()))
}

fn run(args: Args) -> Result<(), Failure> {
    let model = Model::from_env().map_err(Failure::usage)?;
    let plan = flow::audit(args.lock, model);
    if args.shown.draws(&plan)? {
        return Ok(());
    }
    print(args.shown.run(plan)?)
}
