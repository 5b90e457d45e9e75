//! A recursive plan: each of its agents plans two more. Run it with `cargo run --release --example fib -- 26`; `--help` tells
//! how it shows what it does.

mod joins;

#[path = "../support"]
mod support {
    pub(crate) mod interrupt;
    pub(crate) mod note;
    pub(crate) mod otlp;
    pub(crate) mod outcome;
    pub(crate) mod shown;
}

use std::process::ExitCode;

use clap::Parser;
use joins::{by_workflow, compare, joins};
use support::outcome::{Failure, exit, print};
use support::shown::Shown;

/// Each time the argument grows by one, the work grows by 1.6 times.
const LARGEST: u32 = 35;

/// How often each form is run.
const ROUNDS: usize = 9;

/// Computes a number of Fibonacci, an agent for each call, and says what a join costs.
#[derive(Debug, Parser)]
#[command(name = "fib")]
struct Args {
    /// Which number
    #[arg(default_value = "26", value_parser = clap::value_parser!(u32).range(..=i64::from(LARGEST)))]
    n: u32,

    #[command(flatten)]
    shown: Shown,
}

fn main() -> ExitCode {
    exit(run(&Args::parse()))
}

fn run(Args { n, shown }: &Args) -> Result<(), Failure> {
    let plan = by_workflow(*n);
    if shown.draws(&plan)? {
        return Ok(());
    }
    let value = shown.run(plan.map(Ok::<_, Failure>))?.value;
    print(format_args!("fib({n}) = {value}"))?;
    if joins(*n) > 0 {
        let costs = compare(*n, 0, ROUNDS);
        print(costs.map_err(|error| Failure::usage(format!("there are no threads to run on: {error}")))?)?;
    }
    Ok(())
}
