//! What a run will do, does and has done, for those who ask: `--graph`, `--live`, `--report`, `--svg FILE`,
//! `--trace FILE`, `--otlp URL`.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use agentflow::AgentTask;
use agentflow::watch::{Live, Recording, Report, Spans};
use clap::Args;

use super::interrupt::or_interrupted;
use super::note::note;
use super::otlp::Exporter;
use super::outcome::{Failure, print};

/// What to show of the run.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// Print the graph of the plan, as Mermaid, and run nothing
    #[arg(long)]
    graph: bool,

    /// Show each agent on stderr while it runs
    #[arg(long)]
    live: bool,

    /// Say on stderr what the run has waited for, and what faster agents would have gained
    #[arg(long)]
    report: bool,

    /// Write a picture of the run
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Write a trace of the run for ui.perfetto.dev
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// Send the agents as spans to the collector of OpenTelemetry at this address
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,
}

/// What a run has come to, and what working at once has gained.
pub(crate) struct Ran<A> {
    pub value: A,
    summary: String,
}

impl Shown {
    /// Prints the graph of the plan, if that was asked for: then there is nothing more to do.
    pub(crate) fn draws<A: 'static>(&self, plan: &AgentTask<A>) -> Result<bool, Failure> {
        if self.graph {
            print(plan.graph().to_mermaid().trim_end())?;
        }
        Ok(self.graph)
    }

    /// Runs the plan, and shows what was asked for, also of a run that failed. Ctrl-C cancels it.
    pub(crate) fn run<A, E>(&self, plan: AgentTask<Result<A, E>>) -> Result<Ran<A>, Failure>
    where
        A: Send + 'static,
        E: Send + 'static,
        Failure: From<E>,
    {
        let recording = Recording::default();
        let plan = plan.watched(recording.clone());
        let plan = if self.live { plan.watched(Live::stderr()) } else { plan };
        let exporter = self.otlp.as_deref().map(Exporter::to).transpose()?;
        let plan = if exporter.is_some() { plan.watched(Spans::here()) } else { plan };
        let result = or_interrupted(plan);
        exporter.iter().for_each(Exporter::finish);
        let report = recording.report();
        self.show(&report)?;
        Ok(Ran { value: result?, summary: report.summary() })
    }

    fn show(&self, report: &Report) -> Result<(), Failure> {
        let notes = report.agents().iter().flat_map(|agent| &agent.notes);
        notes.filter(|(key, _)| key == "warning").for_each(|(key, value)| note(key, value));
        if self.report {
            eprint!("{report}");
        }
        if let Some(file) = &self.svg {
            write(file, report.to_svg())?;
        }
        if let Some(file) = &self.trace {
            write(file, report.to_trace().to_string())?;
        }
        Ok(())
    }
}

impl<A: fmt::Display> fmt::Display for Ran<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.value, self.summary)
    }
}

fn write(file: &Path, text: String) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))
}
