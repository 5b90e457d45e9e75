//! How fast agentflow is beside what one would write by hand, and beside other crates.
//!
//! ```sh
//! cargo bench               # measures all rows and prints the table
//! cargo bench -- 5 7        # these rows
//! cargo bench -- page       # measures the rows that have not been measured yet, and writes ../BENCHMARKS.md
//! ```
//!
//! What is measured is kept in `target/rows/`, so that a row can be measured again alone and the page be written anew. Each row is
//! a function in `src/rows/`, with the ways that are compared side by side. `--no-default-features` leaves out the other crates,
//! which take some minutes to build. Under `cargo test` everything runs once, at a small size.

mod callgrind;
mod kept;
mod line;
mod measure;
mod memory;
mod page;
mod rivals;
mod rows;
mod setup;
mod work;

use std::env;
use std::process::ExitCode;

use kept::Kept;
use rows::Row;
use setup::{Scale, Setup, THREADS};

/// The benchmarks; `memory` is the path of the program that counts memory.
#[must_use]
pub fn main(memory: &'static str) -> ExitCode {
    memory::PROGRAM.get_or_init(|| memory);
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match &*arguments {
        [callgrind::ONCE, what, size] => size.parse().ok().and_then(|size| rows::once(what, size)).is_some(),
        // What cargo passes to benchmarks, and not to tests.
        [asked @ .., "--bench"] => bench(asked),
        _ => smoke(&arguments),
    };
    if done { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// The program that counts memory: `WHAT UNITS`.
#[must_use]
pub fn count_memory() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let peak = match &*arguments {
        [what, units] => units.parse().ok().and_then(|units| memory::count(what, units)),
        _ => None,
    };
    match peak {
        Some(bytes) => println!("{bytes}"),
        None => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

fn bench(asked: &[&str]) -> bool {
    let setup = Setup::new(THREADS, Scale::Full);
    let measure = |row: &Row| {
        let kept = Kept::measure(row, &setup);
        print!("{}", page::Table(&[(row, &kept)]));
    };
    if *asked == ["page"] {
        rows::ALL.iter().filter(|row| Kept::read(row).is_none()).for_each(measure);
        return page::write().map_err(|why| eprintln!("{why}")).is_ok();
    }
    let is_asked = |row: &&Row| asked.is_empty() || asked.contains(&&*row.number.to_string());
    let mut rows = rows::ALL.iter().filter(is_asked).peekable();
    let found = rows.peek().is_some();
    rows.for_each(measure);
    found
}

/// Runs everything once, at a small size.
fn smoke(asked: &[&str]) -> bool {
    let setup = Setup::new(THREADS, Scale::Smoke);
    let is_asked = |row: &&Row| asked.is_empty() || asked.contains(&&*row.number.to_string());
    rows::ALL.iter().filter(is_asked).all(|row| {
        println!("{}. {}", row.number, row.title);
        !(row.run)(&setup).is_empty()
    })
}
