//! Counts the words of a folder on as many machines as there are workers, once somebody has approved of it.
//!
//! ```text
//! temporal server start-dev                                     # keeps what is known
//! alias distributed="cargo run -p agentflow-examples --features temporal --example distributed --"
//! distributed worker                                            # as many as you like, and kill them as you like
//! distributed submit monday docs
//! distributed status monday                                     # asks whether it may
//! distributed answer monday yes
//! distributed result monday                                     # waits for it
//! distributed cancel monday
//! ```

mod flow;

#[path = "../support"]
mod support {
    pub(crate) mod texts;
}

use std::error::Error;
use std::process::ExitCode;

use agentflow::executor::{Run, Serving, Status, Temporal, Worker};
use agentflow::named::Registry;
use clap::{Parser, Subcommand, ValueEnum};

use flow::{approve, measure, survey};
use support::texts::{Size, find};

/// Counts the words of a folder on a Temporal cluster.
#[derive(Debug, Parser)]
#[command(name = "distributed")]
struct Args {
    /// Where the server is
    #[arg(long, default_value = "127.0.0.1:7233", global = true)]
    server: String,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Work until it is killed
    Worker {
        /// What it works on
        #[arg(default_value = "both")]
        on: Work,
    },
    /// Have the words of a folder counted
    Submit {
        /// What the run is called
        id: String,
        /// Where the files are
        folder: String,
    },
    /// Show how far a run is
    Status {
        /// What the run is called
        id: String,
    },
    /// Wait for the value of a run
    Result {
        /// What the run is called
        id: String,
    },
    /// Answer what a run asks
    Answer {
        /// What the run is called
        id: String,
        /// Whether it may go on
        answer: Answer,
    },
    /// End a run
    Cancel {
        /// What the run is called
        id: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Work {
    Agents,
    Plans,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Answer {
    Yes,
    No,
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What there is to say.
fn run(Args { server, command }: Args) -> Result<String, Box<dyn Error>> {
    let temporal = Temporal::connect(&server)?.queue("distributed");
    let of = |id: &str| -> Run<survey> { temporal.run(id) };
    match command {
        Command::Worker { on } => {
            let worker = Worker::new(registry(on)).answered::<approve>();
            worker.start(&temporal).and_then(Serving::wait)?;
            Ok("the worker has stopped".to_owned())
        }
        Command::Submit { id, folder } => {
            temporal.submit::<survey>(&id, (folder,))?;
            Ok(format!("{id} is submitted"))
        }
        Command::Status { id } => Ok(told(&of(&id).status()?)),
        Command::Result { id } => {
            let size: Size = of(&id).result()??;
            Ok(size.to_string())
        }
        Command::Answer { id, answer } => {
            of(&id).answer::<approve>(&(answer == Answer::Yes))?;
            Ok(format!("{id} is answered"))
        }
        Command::Cancel { id } => {
            of(&id).cancel()?;
            Ok(format!("{id} is cancelled"))
        }
    }
}

fn registry(on: Work) -> Registry {
    let agents = || Registry::new().agent::<find>().agent::<measure>();
    match on {
        Work::Agents => agents(),
        Work::Plans => Registry::new().plan::<survey>(),
        Work::Both => agents().plan::<survey>(),
    }
}

fn told(status: &Status) -> String {
    let known = status.known.map_or_else(|| "?".to_owned(), |known| known.to_string());
    let mut lines = vec![format!(
        "{:?}: {known} calls known, {} under way, {} queued",
        status.state, status.under_way, status.queued
    )];
    lines.extend(status.asked.iter().map(|asked| format!("  asks `{}` of {}", asked.agent, asked.input)));
    lines.extend(status.trouble.iter().map(|trouble| format!("  {trouble}")));
    lines.join("\n")
}
