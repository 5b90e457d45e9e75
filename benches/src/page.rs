//! The table, and the page around it: `BENCHMARKS.md`.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use crate::kept::{Kept, said};
use crate::line::{Digits, Figure, Line};
use crate::rivals::langgraph;
use crate::rows::{self, Row};

/// Rows with their lines, as Markdown.
pub(crate) struct Table<'a>(pub(crate) &'a [(&'a Row, &'a Kept)]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (row, kept) in self.0 {
            writeln!(f, "\n### {}. {}\n", row.number, row.title)?;
            writeln!(f, "| work | agentflow | others | figure | half of the rounds | bar | goal | |")?;
            writeln!(f, "|---|---|---|---|---|---|---|---|")?;
            for line in &kept.lines {
                writeln!(f, "{}", Cells(line))?;
            }
        }
        Ok(())
    }
}

struct Cells<'a>(&'a Line);

impl fmt::Display for Cells<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { work, ours, theirs, figure, bar, goal, .. } = self.0;
        let others: Vec<String> = theirs.iter().map(|(name, cost)| format!("{name}: {cost}")).collect();
        let number = |value: Option<f64>| value.map(|value| Digits(value).to_string()).unwrap_or_default();
        let (median, between) = figure.as_ref().map(shown).unwrap_or_default();
        let verdict = self.0.verdict();
        let (bar, goal) = (number(*bar), number(*goal));
        write!(f, "| {work} | {ours} | {} | {median} | {between} | {bar} | {goal} | {verdict} |", others.join(", "))
    }
}

/// The median of a figure, and what half of its rounds lie between, if it was timed.
fn shown(Figure { spread, unit }: &Figure) -> (String, String) {
    let median = format!("**{}** {unit}", Digits(spread.median));
    let between = match spread.low.total_cmp(&spread.high) {
        std::cmp::Ordering::Equal => String::new(),
        _ => format!("{} .. {}", Digits(spread.low), Digits(spread.high)),
    };
    (median, between)
}

/// Writes the page from what is kept.
///
/// # Errors
/// If a row has not been measured, or the file can't be written.
pub(crate) fn write() -> Result<(), String> {
    let kept: Option<Vec<Kept>> = rows::ALL.iter().map(Kept::read).collect();
    let kept = kept.ok_or("a row has not been measured")?;
    let table: Vec<(&Row, &Kept)> = rows::ALL.iter().zip(&kept).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../BENCHMARKS.md");
    fs::write(path, text(&table)).map_err(|error| format!("BENCHMARKS.md can't be written: {error}"))
}

fn text(table: &[(&Row, &Kept)]) -> String {
    format!("{HEAD}{}\n## Misses\n\n{}\n## Machine and versions\n\n{}", Table(table), misses(table), machine(table))
}

const HEAD: &str = "\
# Benchmarks

This page is written by `cargo bench -- page`, in `benches/`. How to measure again:

```sh
cd benches
cargo bench               # all rows, about 20 minutes, most of them for row 14; the results are kept in target/rows/
cargo bench -- 5 7        # these rows
cargo bench -- page       # measures what has not been measured yet, and writes this page
```

All sides of a comparison run in one process, by turns, each with 2 threads. A *figure* with the unit `x` is our time as a
multiple of the other's: the median, over all rounds, of the ratio within one round; half of the rounds lie between the two
numbers beside it. So less is better, and 0.25 means four times as fast. A comparison ends after 20 seconds with the rounds that
it has, if they are 5 or more. Costs are medians of all rounds. *Bar* is the most that we allow ourselves, *goal* is where we want
to be. Instructions are counted by callgrind, as the difference of two sizes; bytes by an allocator that counts, in a process of
its own. Latencies are those of a timer that does not round to milliseconds.

By hand means: what one would write without a library for workflows, with the same number of threads, in the same
profile (release, as cargo has it). What each side does is in `benches/src/rows/`, side by side.

## Table
";

/// A line for each reason: several figures of a row may miss their bars for the same one.
fn misses(table: &[(&Row, &Kept)]) -> String {
    let mut text = String::new();
    for (row, kept) in table {
        let missed = kept.lines.iter().filter(|line| line.is_missed() || line.figure.is_none());
        let missed: Vec<(String, &str)> = missed
            .map(|line| {
                let rival = line.theirs.first().map(|(name, _)| format!(" ({name})")).unwrap_or_default();
                let why = line.remark.as_deref().or(row.remark).unwrap_or("not explained yet");
                (format!("{}{rival}", line.work), why)
            })
            .collect();
        for same in missed.chunk_by(|(_, one), (_, other)| one == other) {
            let works: Vec<&str> = same.iter().map(|(work, _)| work.as_str()).collect();
            let _ = writeln!(text, "- Row {}, {}: {}", row.number, works.join("; "), same[0].1);
        }
    }
    if text.is_empty() { "None.\n".to_owned() } else { text }
}

fn machine(table: &[(&Row, &Kept)]) -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("unknown")
        .trim_matches([':', '\t', ' ']);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut text = format!("- {model}, cores: {cores}; {}\n", said("uname", &["-srm"]));
    let _ = writeln!(text, "- {}", said("rustc", &["--version"]));
    let lock = include_str!("../Cargo.lock");
    let mut versions: Vec<String> = include_str!("../Cargo.toml")
        .lines()
        .filter_map(|line| {
            let name = line.split_once(" = ")?.0;
            let version = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?.1.split('"').next()?;
            Some(format!("{name} {version}"))
        })
        .collect();
    versions.push(format!("LangGraph {} on {}", langgraph::VERSION, said("python3.11", &["--version"])));
    let _ = writeln!(text, "- {}", versions.join(", "));
    let mut measured: Vec<String> = table.iter().map(|(_, kept)| format!("{} ({})", kept.version, kept.date)).collect();
    measured.sort();
    measured.dedup();
    let _ = writeln!(text, "- measured at commit {}", measured.join(", "));
    text
}
