//! What a run will do and what it has done, for those who ask: `--graph`, `--report`, `--svg FILE`, `--trace FILE`.

use std::fs;
use std::path::{Path, PathBuf};

use agentflow::AgentTask;
use agentflow::watch::Recording;
use clap::Args;

use super::outcome::{Failure, print};

/// What to show of the run.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// Print the graph of the plan, as Mermaid, and run nothing
    #[arg(long)]
    graph: bool,

    /// Say on stderr what the run has waited for, and what faster agents would have gained
    #[arg(long)]
    report: bool,

    /// Write a picture of the run
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Write a trace of the run for ui.perfetto.dev
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

impl Shown {
    /// Prints the graph of the plan, if that was asked for: then there is nothing more to do.
    pub(crate) fn draws<A: 'static>(&self, plan: &AgentTask<A>) -> Result<bool, Failure> {
        if self.graph {
            print(plan.graph().to_mermaid().trim_end())?;
        }
        Ok(self.graph)
    }

    /// Runs the plan, and shows what was asked for, also of a run that failed.
    pub(crate) fn run<A, E>(&self, plan: AgentTask<Result<A, E>>) -> Result<A, Failure>
    where
        A: Send + 'static,
        E: Send + 'static,
        Failure: From<E>,
    {
        if !self.report && self.svg.is_none() && self.trace.is_none() {
            return Ok(plan.try_await_result()??);
        }
        let recording = Recording::default();
        let result = plan.watched(recording.clone()).try_await_result();
        let report = recording.report();
        if self.report {
            eprint!("{report}");
        }
        if let Some(file) = &self.svg {
            write(file, report.to_svg())?;
        }
        if let Some(file) = &self.trace {
            write(file, report.to_trace().to_string())?;
        }
        Ok(result??)
    }
}

fn write(file: &Path, text: String) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}
