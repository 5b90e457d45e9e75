//! Counts the words of a folder, and remembers each file that was counted: kill it, and it goes on where it was. In the end it
//! adds a line to a file, which must not be done twice: killed there, it asks.
//!
//! ```text
//! cargo run --example journal -- run monday docs --slow 300     # press Ctrl-C, or kill -9 it
//! cargo run --example journal -- show monday                    # what is known
//! cargo run --example journal -- resume monday                  # counts the rest
//! cargo run --example journal -- list
//! cargo run --example journal -- forget monday CALL             # the line is not there: `resume` adds it
//! cargo run --example journal -- settle monday CALL '{"Ok":null}'   # it is: that is what the agent gave
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
    pub(crate) mod texts;
}

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use agentflow::blocking_task;
use agentflow::executor::{CallId, Journal, JournalError, Pool};
use clap::{Parser, Subcommand};

use support::outcome::{Failure, exit, print};
use support::shown::Shown;
use support::texts::Size;

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
    /// Say that a call was not made, so that `resume` makes it
    Forget {
        /// What the run is called
        id: String,
        /// The number of the call
        call: CallId,
    },
    /// Say that a call in doubt was made, and what it gave
    Settle {
        /// What the run is called
        id: String,
        /// The number of the call
        call: CallId,
        /// The value, as JSON
        value: String,
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
    let notes = journal.with_extension("notes").to_string_lossy().into_owned();
    let journal = Journal::open(journal).map_err(Failure::usage)?;
    flow::PACE.get_or_init(|| Duration::from_millis(slow));
    match command {
        Command::Run { id, folder } => count(&journal, &id, folder, notes, &shown),
        Command::List => print(listing::runs(&journal.runs().map_err(Failure::usage)?)),
        Command::Show { id } => {
            known(&journal, &id)?;
            let calls = journal.calls(&id).map_err(Failure::usage)?;
            print(listing::calls(&calls, &journal.begun(&id).map_err(Failure::usage)?))
        }
        Command::Resume { id } => {
            let folder = known(&journal, &id)?;
            journal.forget_failures(&id).map_err(Failure::usage)?;
            count(&journal, &id, folder, notes, &shown)
        }
        Command::Forget { id, call } => {
            known(&journal, &id)?;
            said(journal.forget_call(&id, call), "is forgotten", call)
        }
        Command::Settle { id, call, value } => {
            known(&journal, &id)?;
            said(journal.settle(&id, call, value), "is done", call)
        }
        Command::Delete { id } => {
            known(&journal, &id)?;
            journal.delete(&id).map_err(Failure::usage)?;
            print(format_args!("{id} is forgotten"))
        }
    }
}

fn said(there_is: Result<bool, JournalError>, what: &str, call: CallId) -> Result<(), Failure> {
    if there_is.map_err(Failure::usage)? {
        print(format_args!("{call} {what}"))
    } else {
        Err(Failure::usage(format!("there is no such call {call}: `show` shows those that are")))
    }
}

/// The folder of a run that is there.
fn known(journal: &Journal, id: &str) -> Result<String, Failure> {
    let runs = journal.runs().map_err(Failure::usage)?;
    let run = runs.into_iter().find(|run| run.id == id);
    run.map(|run| run.about)
        .ok_or_else(|| Failure::usage(format!("there is no run `{id}`: `list` shows those that are")))
}

fn count(journal: &Journal, id: &str, folder: String, notes: String, shown: &Shown) -> Result<(), Failure> {
    let run = journal.wrap(id, Pool::shared()).about(&*folder);
    let plan = flow::plan(folder, notes);
    if shown.draws(&plan)? {
        return Ok(());
    }
    let before = journal.calls(id).map_err(Failure::usage)?.len();
    // An agent that runs the plan can be given up, by Ctrl-C.
    let counted = blocking_task(move || -> Result<Size, Failure> { Ok(plan.clone().try_run_on(&run)??) });
    let all = shown.run(counted)?.value;
    let calls = journal.calls(id).map_err(Failure::usage)?.len();
    print(format_args!("{all}; {before} of {calls} calls were known"))
}
