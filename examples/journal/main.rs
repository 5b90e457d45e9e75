//! Counts the words of a folder, and remembers each file that was counted: kill it, and it goes on where it was.
//!
//! ```text
//! cargo run --example journal -- run monday docs --slow 300     # press Ctrl-C, or kill -9 it
//! cargo run --example journal -- show monday                    # what is known
//! cargo run --example journal -- resume monday                  # counts the rest
//! cargo run --example journal -- list
//! cargo run --example journal -- delete monday
//! ```

mod flow;
mod listing;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
}

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use agentflow::blocking_task;
use agentflow::executor::{Journal, Pool};
use clap::{Parser, Subcommand};

use flow::Size;
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Counts the words of a folder, in a run that can be killed and taken up.
#[derive(Debug, Parser)]
#[command(name = "journal")]
struct Args {
    /// The file that remembers
    #[arg(long, default_value = "target/example.journal", global = true)]
    journal: PathBuf,

    /// How many milliseconds each file takes at least
    #[arg(long, value_name = "MILLISECONDS", default_value = "0", global = true)]
    slow: u64,

    #[command(flatten)]
    shown: Shown,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Count the words of a folder, or what is left to count under this id
    Run {
        /// What the run is called
        id: String,
        /// Where the files are
        folder: String,
    },
    /// List the runs
    List,
    /// Show what the agents of a run gave
    Show {
        /// What the run is called
        id: String,
    },
    /// Take up a run that was cut short; what failed is tried again
    Resume {
        /// What the run is called
        id: String,
    },
    /// Forget a run
    Delete {
        /// What the run is called
        id: String,
    },
}

fn main() -> ExitCode {
    exit(run(Args::parse()))
}

fn run(Args { journal, slow, shown, command }: Args) -> Result<(), Failure> {
    let journal = Journal::open(journal).map_err(Failure::usage)?;
    flow::PACE.get_or_init(|| Duration::from_millis(slow));
    match command {
        Command::Run { id, folder } => count(&journal, &id, folder, &shown),
        Command::List => print(listing::runs(&journal.runs().map_err(Failure::usage)?)),
        Command::Show { id } => {
            known(&journal, &id)?;
            print(listing::calls(&journal.calls(&id).map_err(Failure::usage)?))
        }
        Command::Resume { id } => {
            let folder = known(&journal, &id)?;
            journal.forget_failures(&id).map_err(Failure::usage)?;
            count(&journal, &id, folder, &shown)
        }
        Command::Delete { id } => {
            known(&journal, &id)?;
            journal.delete(&id).map_err(Failure::usage)?;
            print(format_args!("{id} is forgotten"))
        }
    }
}

/// The folder of a run that is there.
fn known(journal: &Journal, id: &str) -> Result<String, Failure> {
    let runs = journal.runs().map_err(Failure::usage)?;
    let run = runs.into_iter().find(|run| run.id == id);
    run.map(|run| run.about)
        .ok_or_else(|| Failure::usage(format!("there is no run `{id}`: `list` shows those that are")))
}

fn count(journal: &Journal, id: &str, folder: String, shown: &Shown) -> Result<(), Failure> {
    let run = journal.wrap(id, Pool::shared()).about(&*folder);
    let plan = flow::plan(folder);
    if shown.draws(&plan)? {
        return Ok(());
    }
    let before = journal.calls(id).map_err(Failure::usage)?.len();
    // An agent that runs the plan can be given up, by Ctrl-C.
    let counted = blocking_task(move || -> Result<Size, Failure> { Ok(plan.clone().try_run_on(&run)??) });
    let Size { files, lines, words } = shown.run(counted)?.value;
    let calls = journal.calls(id).map_err(Failure::usage)?.len();
    print(format_args!("{files} files, {lines} lines, {words} words; {before} of {calls} calls were known"))
}
