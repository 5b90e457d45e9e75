//! What a `.stderr` says: its errors, and what each of them points at.

use std::fs;
use std::path::Path;

/// All that is said about one program.
pub(crate) struct Message {
    /// As it is.
    pub(crate) text: String,
    /// One after the other.
    pub(crate) errors: Vec<Complaint>,
}

/// One error.
pub(crate) struct Complaint {
    /// How long it is.
    pub(crate) lines: usize,
    /// The source text that it points at first, if that is in one line.
    pub(crate) points_at: Option<String>,
}

impl Message {
    /// That of the program beside it.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a message is text");
        let program = fs::read_to_string(path.with_extension("rs")).expect("a program is text");
        let errors = text.trim_end().split("\n\n").map(|error| Complaint::read(error, &program)).collect();
        Message { text, errors }
    }

    /// The length of its longest error.
    pub(crate) fn longest(&self) -> usize {
        self.errors.iter().map(|error| error.lines).max().unwrap_or(0)
    }

    /// What the first error points at.
    pub(crate) fn points_at(&self) -> Option<&str> {
        self.errors.first()?.points_at.as_deref()
    }
}

impl Complaint {
    fn read(error: &str, program: &str) -> Self {
        Complaint { lines: error.lines().count(), points_at: points_at(error, program) }
    }
}

/// The text above the first carets: `--> file:line:column` says where it begins, and the carets how long it is.
fn points_at(error: &str, program: &str) -> Option<String> {
    let place = error.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut numbers = place.rsplit(':');
    let column: usize = numbers.next()?.parse().ok()?;
    let number = numbers.next()?;
    let source = program.lines().nth(number.parse::<usize>().ok()? - 1)?;

    let mut lines = error.lines().skip_while(|line| line.split('|').next().map(str::trim) != Some(number));
    let indent = lines.next()?.find(source)?;
    // Where there are labels, the carets are in the first line below the source.
    let below: Vec<char> = lines.next()?.chars().skip(indent + column - 1).collect();
    let before = error.lines().any(|line| line.contains("_^"));
    let width = below.iter().take_while(|mark| matches!(mark, '^' | '-')).count();
    (width > 0 && !before).then(|| source.chars().skip(column - 1).take(width).collect())
}
