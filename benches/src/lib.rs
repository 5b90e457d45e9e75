//! How fast agentflow is beside what one would write by hand, and beside other crates.
//!
//! ```sh
//! cargo bench                 # all rows
//! cargo bench -- 5            # one row; several numbers are several rows
//! cargo bench --no-default-features -- 5    # without the other crates, which take a while to build
//! cargo test --benches --no-default-features    # once, at small sizes: does it all run?
//! ```

mod callgrind;
mod line;
mod measure;
mod rows;
mod setup;

use std::env;
use std::process::ExitCode;

use line::{Digits, Line};
use rows::Row;
use setup::{Scale, Setup};

#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [callgrind::ONCE, what, size] = &*arguments.iter().map(|word| &**word).collect::<Vec<_>>() {
        let size = size.parse().expect("a size is a number");
        return if rows::joins::once(what, size).is_some() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    // What cargo passes to all benchmarks; without it, this is a test.
    let scale = if arguments.iter().any(|argument| argument == "--bench") { Scale::Full } else { Scale::Smoke };
    let setup = Setup::new(setup::THREADS, scale);
    let asked: Vec<u8> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    for row in rows::ALL.iter().filter(|row| asked.is_empty() || asked.contains(&row.number)) {
        show(row, &(row.run)(&setup));
    }
    ExitCode::SUCCESS
}

fn show(row: &Row, lines: &[Line]) {
    println!("{}. {}", row.number, row.title);
    for line in lines {
        let Line { work, ours, theirs, figure, bar, .. } = line;
        let spread = figure.spread;
        let of = |value: Option<f64>| value.map(|value| format!(" (bar {value})")).unwrap_or_default();
        let rival = theirs.as_ref().map(|(name, cost)| format!(", {name} {cost}")).unwrap_or_default();
        println!(
            "   {work}: {ours}{rival}: {} [{} .. {}] {}{}",
            Digits(spread.median),
            Digits(spread.low),
            Digits(spread.high),
            figure.unit,
            of(*bar)
        );
    }
}
