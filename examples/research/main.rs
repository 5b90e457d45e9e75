//! Research over the documentation that every Rust machine has: one agent for each book, a relevance
//! filter, a merge.
//!
//! ```text
//! cargo run --release --example research -- "why is Rc not Send?"
//! ```
//!
//! Without a language model the answer is made of the best passages, word for word. With `LLM_BASE_URL`
//! and `LLM_MODEL` set (and `LLM_API_KEY` where it is needed), model agents judge the sections and
//! write the answer.

mod answer;
mod html;
mod index;
mod markdown;
mod model;
mod progress;
mod report;
mod section;
mod source;
mod terms;
mod timing;

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use thiserror::Error;

use answer::{best_passages, is_relevant};
use index::{Hit, Index, IndexError};
use model::{ConfigError, Model, ModelError};
use progress::{AgentLine, Progress};
use report::{Answer, Report};
use source::{Discovery, DiscoveryError, Source, discover};
use terms::{NothingAsked, Query};
use timing::{Speedup, timed};

/// How many sections each agent brings back.
const HITS_PER_SOURCE: usize = 5;

/// How many sections the answer is made of; with a model, as many are judged.
const MERGED_HITS: usize = 12;

/// How many passages are quoted.
const PASSAGES: usize = 6;

/// Searches the documentation on this machine, one agent per source, and answers from what they find.
#[derive(Debug, Parser)]
#[command(
    name = "research",
    after_help = "\
Environment:
  LLM_BASE_URL  an OpenAI-compatible endpoint, such as http://localhost:11434/v1
  LLM_MODEL     the name of the model there
  LLM_API_KEY   its key, if it needs one
  LLM_TIMEOUT   seconds that one answer may take [default: 60]"
)]
struct Args {
    /// What to find out, such as "why is Rc not Send?"
    topic: String,

    /// Search the HTML, Markdown and text files of this folder instead of the Rust documentation
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
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

fn run(args: &Args) -> Result<(), Failure> {
    let query = Query::parse(&args.topic)?;
    let model = Model::from_env()?;
    let discovery = discover(args.corpus.as_deref())?;
    print(report::mode(model.as_ref()))?;
    if let Some(notice) = &discovery.notice {
        note("note", notice);
    }
    let report = research(&query, model.as_ref(), &discovery)?;
    print(report)
}

/// The whole job: what will be one workflow.
fn research(query: &Query, model: Option<&Model>, discovery: &Discovery) -> Result<Report, Failure> {
    let start = Instant::now();
    let progress = Progress::new();
    let mut times = Vec::new();
    let mut findings = Vec::new();
    for source in &discovery.sources {
        let line = progress.agent(&source.name, source.files.len());
        let (found, took) = timed(|| search_source(query, source, &line));
        findings.push(found?);
        times.push(took);
    }
    for unreadable in &discovery.unreadable {
        note("warning", &unreadable.to_string());
    }
    for warning in findings.iter().flat_map(|found| &found.warnings) {
        note("warning", warning);
    }
    let sections = findings.iter().map(|found| found.sections).sum();
    let hits = merge(findings);
    if hits.is_empty() {
        return Err(no_hit(query, discovery, sections));
    }
    let answer = match model {
        None => Answer::Passages(best_passages(query, &hits, PASSAGES)),
        Some(model) => ask_model(query, model, hits, &mut times)?,
    };
    let speedup = Speedup { agents: times.len(), worked: times.iter().sum(), passed: start.elapsed() };
    Ok(Report { corpus: discovery.root.clone(), sections, answer, speedup })
}

/// What one agent brings back.
struct Findings {
    hits: Vec<Hit>,
    sections: usize,
    warnings: Vec<String>,
}

/// One agent: reads its source, ranks it, and brings back what is about the topic.
fn search_source(query: &Query, source: &Source, line: &AgentLine) -> Result<Findings, IndexError> {
    let index = Index::build(source, |done| line.advance(done))?;
    let mut hits = index.search(query, HITS_PER_SOURCE);
    hits.retain(|hit| is_relevant(query, hit));
    line.finish(format!("{} sections, {} of use", index.len(), hits.len()));
    let warnings = index.unreadable().iter().map(ToString::to_string).collect();
    Ok(Findings { hits, sections: index.len(), warnings })
}

/// The best sections of all sources, best first.
fn merge(findings: Vec<Findings>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = findings.into_iter().flat_map(|found| found.hits).collect();
    hits.sort_by(Hit::best_first);
    hits.truncate(MERGED_HITS);
    hits
}

/// The model's part: it judges each section, and writes the answer out of those it found of use.
fn ask_model(query: &Query, model: &Model, hits: Vec<Hit>, times: &mut Vec<Duration>) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)?;
    let judged = hits.len();
    let (mut kept, mut reasons) = (Vec::new(), Vec::new());
    for hit in hits {
        let agent = || format!("relevance filter for {}", hit.section.address());
        let (verdict, took) = timed(|| runtime.block_on(model.relevant(query.topic(), &hit)));
        times.push(took);
        let verdict = verdict.map_err(|source| Failure::Agent { agent: agent(), source })?;
        if verdict.relevant {
            kept.push(hit);
            reasons.push(verdict.reason);
        }
    }
    if kept.is_empty() {
        return Err(Failure::NothingRelevant { topic: query.topic().to_owned(), judged });
    }
    let (synthesis, took) = timed(|| runtime.block_on(model.synthesize(query.topic(), &kept)));
    times.push(took);
    let synthesis = synthesis.map_err(|source| Failure::Agent { agent: "synthesis".to_owned(), source })?;
    Ok(Answer::Synthesis { synthesis, hits: kept, reasons })
}

fn no_hit(query: &Query, discovery: &Discovery, sections: usize) -> Failure {
    let names: Vec<&str> = discovery.sources.iter().map(|source| source.name.as_str()).collect();
    let searched = format!("{sections} sections of {} in {}", names.join(", "), discovery.root.display());
    Failure::NoHit { topic: query.topic().to_owned(), searched }
}

/// Writes to stdout; unlike `println!`, it does not panic if nobody reads.
fn print(what: impl std::fmt::Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{what}").and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Writes a line to stderr, if anybody reads it.
fn note(kind: &str, text: &str) {
    let _ = writeln!(io::stderr(), "{kind}: {text}");
}

/// Why there is no answer. Each is one line that says what to do or what was tried.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Topic(#[from] NothingAsked),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Corpus(#[from] DiscoveryError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error("no section is about {topic:?}: searched {searched}")]
    NoHit { topic: String, searched: String },
    #[error("the model found none of the {judged} best sections of use for {topic:?}")]
    NothingRelevant { topic: String, judged: usize },
    #[error("agent {agent}: {source}")]
    Agent { agent: String, source: ModelError },
    #[error("the asynchronous runtime cannot be started: {0}")]
    Runtime(#[source] io::Error),
    #[error("the answer cannot be written: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// 2 if the command has to be given differently, 1 if it failed.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Topic(_) | Self::Config(_) | Self::Corpus(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
