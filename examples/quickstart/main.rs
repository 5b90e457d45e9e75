//! The smallest workflow: two searches at once, then a merge. Run it with `cargo run --example quickstart`; `-- --help` tells
//! how it shows what it does.

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
}

use std::process::ExitCode;
use std::time::Duration;

use agentflow::workflow;
use clap::Parser;
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

fn search(topic: &'static str) -> Vec<String> {
    vec![format!("a note on {topic}")]
}

async fn look_up(topic: String) -> Result<String, std::io::Error> {
    tokio::time::sleep(Duration::from_millis(10)).await; // a request to somewhere
    Ok(format!("the article on {topic}"))
}

fn merge(mut notes: Vec<String>, article: String) -> String {
    notes.push(article);
    notes.join(" and ")
}

/// Two searches at once.
#[derive(Debug, Parser)]
#[command(name = "quickstart")]
struct Args {
    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    exit(run(&Args::parse().shown))
}

fn run(shown: &Shown) -> Result<(), Failure> {
    let (x, y) = ("Rc", String::from("Send"));
    let plan = workflow! { par { a = search(x); b = look_up(y)? } => merge(a, b) };
    if shown.draws(&plan)? { Ok(()) } else { print(shown.run(plan)?.value) }
}
