//! Reviewers that look at a change in git, all at once: `cargo run --example review -- --repo . HEAD~3..HEAD`.
//!
//! Most of them need no model. If one is set, it looks at each changed file, too.

mod flow;
mod reviewers;

#[path = "../support"]
mod support {
    pub(crate) mod findings;
    pub(crate) mod git;
    pub(crate) mod interrupt;
    pub(crate) mod items;
    pub(crate) mod library_code;
    pub(crate) mod lines;
    pub(crate) mod model;
    pub(crate) mod note;
    pub(crate) mod opinion;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod rules;
    pub(crate) mod shown;
    pub(crate) mod tokens;
}

use clap::Parser;

use support::model::{ENVIRONMENT, Model};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Reviews a change: a range of commits, or the uncommitted change, or else the last commit.
#[derive(Parser)]
#[command(name = "review", after_help = ENVIRONMENT)]
struct Args {
    /// What to review, such as HEAD~3..HEAD
    range: Option<String>,

    /// The repository, or any folder in it
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: std::path::PathBuf,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> std::process::ExitCode {
    exit(run(Args::parse()))
}

fn run(args: Args) -> Result<(), Failure> {
    let model = Model::from_env().map_err(Failure::usage)?;
    let plan = flow::review(args.repo, args.range, model);
    if args.shown.draws(&plan)? {
        return Ok(());
    }
    print(args.shown.run(plan)?)
}
