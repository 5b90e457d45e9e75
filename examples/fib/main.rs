//! A recursive plan: each of its agents plans two more. Run it with `cargo run --release --example fib -- 26`; with `--graph`
//! in place of the number it says what each of them does.

mod joins;

use std::env;
use std::process::ExitCode;

use joins::{by_workflow, compare, joins};

/// Each time the argument grows by one, the work grows by 1.6 times.
const LARGEST: u32 = 35;

/// How often each form is run.
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    if env::args_os().skip(1).eq(["--graph"]) {
        print!("{}", by_workflow(LARGEST).graph().to_mermaid());
        return Ok(());
    }
    let n = argument()?;
    println!("fib({n}) = {}", by_workflow(n).await_result());
    if joins(n) > 0 {
        println!("{}", compare(n, 0, ROUNDS).map_err(|error| format!("there are no threads to run on: {error}"))?);
    }
    Ok(())
}

/// The one argument, or 26.
fn argument() -> Result<u32, String> {
    let mut arguments = env::args_os().skip(1);
    let Some(first) = arguments.next() else { return Ok(26) };
    if arguments.next().is_some() {
        return Err(format!("more than one argument: give one number from 0 to {LARGEST}"));
    }
    let n = first.to_str().and_then(|text| text.parse().ok()).filter(|n| *n <= LARGEST);
    n.ok_or_else(|| format!("`{}` is not a number from 0 to {LARGEST}", first.display()))
}
