//! How an example ends: its answer on stdout, or one line on stderr and an exit code.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use agentflow::{AgentError, RunError};

/// Why there is no answer. Each is one line that says what to do or what was tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command has to be given differently.
    #[error("{0}")]
    Usage(Box<dyn Error + Send + Sync>),
    /// An agent failed.
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// An agent panicked.
    #[error(transparent)]
    Run(#[from] RunError),
    /// By Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The answer is there, but cannot be printed.
    #[error("the answer cannot be written: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// For `map_err`: what is wrong with the command.
    pub(crate) fn usage(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Usage(error.into())
    }

    /// 2 if the command has to be given differently, 1 if it failed; after Ctrl-C what shells make of the signal.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Interrupted => ExitCode::from(130),
            _ => ExitCode::FAILURE,
        }
    }
}

/// Writes to stdout; unlike `println!`, it does not panic if nobody reads.
pub(crate) fn print(what: impl fmt::Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{what}").and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// What `main` returns: reports a failure on stderr.
pub(crate) fn exit(outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
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
