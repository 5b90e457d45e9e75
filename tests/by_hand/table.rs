//! The messages side by side.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::message::Measured;
use crate::rule::{anchor, sentence};
use crate::{FOLDER, WAYS, normal};

/// A mistake, and what is said to it.
pub(crate) struct Row {
    case: &'static str,
    word: &'static str,
    ours: Measured,
    /// One for each of the ways. This mistake can't be made where there is none.
    by_hand: Vec<Option<Measured>>,
}

impl Row {
    pub(crate) fn read(case: &'static str, word: &'static str) -> Self {
        let ours = fs::read_to_string(Path::new("ui-tests").join(case).with_extension("stderr"));
        let ours = normal::normal(&ours.expect("a row has the name of a case"));
        let folder = Path::new(FOLDER).join(name(case));
        let by_hand = WAYS.iter().map(|way| {
            let program = folder.join(way).with_extension("rs");
            let message = || fs::read_to_string(program.with_extension("stderr")).unwrap_or_default();
            program.exists().then(|| Measured::new(&message()))
        });
        Self { case, word, ours: Measured::new(&ours), by_hand: by_hand.collect() }
    }

    /// How many programs make this mistake by hand.
    pub(crate) fn programs(&self) -> usize {
        self.by_hand.iter().flatten().count()
    }

    fn rule(&self) -> String {
        sentence(name(self.case))
    }

    fn cells(&self) -> Vec<String> {
        let by_hand = self.by_hand.iter().map(|theirs| theirs.as_ref().map(|theirs| theirs.cell(self.word)));
        let mut cells = vec![format!("[{}]: `{}`", self.rule(), self.word), self.ours.cell(self.word)];
        cells.extend(by_hand.map(Option::unwrap_or_default));
        cells
    }

    /// The message is on the word, and shows no more kinds of what the user has not written than any of the others.
    pub(crate) fn check(&self) {
        let Self { case, word, ours, by_hand } = self;
        assert!(ours.is_on(word), "{case}: the message is not on `{word}`");
        for theirs in by_hand.iter().flatten().filter(|theirs| theirs.lines > 0) {
            assert!(ours.shows.len() <= theirs.shows.len(), "{case} shows {:?}, and {:?}", ours.shows, theirs.shows);
        }
    }
}

/// How many lines the mistakes that one of the ways reports take there, and here.
pub(crate) fn lines(rows: &[Row], way: usize) -> (usize, usize) {
    let reported = rows.iter().filter_map(|row| Some((row.by_hand[way].as_ref()?.lines, row.ours.lines)));
    reported.filter(|(theirs, _)| *theirs > 0).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
}

fn name(case: &str) -> &str {
    case.split_once('/').map_or(case, |(_, name)| name)
}

/// A row for each mistake, and where the guide has it.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut head = vec!["mistake, and the word that is wrong".to_owned(), "`workflow!`".to_owned()];
    head.extend(WAYS.iter().map(|way| (*way).to_owned()));
    let mut last = vec!["lines in all, and of ours for the same".to_owned(), String::new()];
    last.extend((0..WAYS.len()).map(|way| lines(rows, way)).map(|(theirs, ours)| format!("{theirs}, ours {ours}")));
    let table: Vec<Vec<String>> = [head].into_iter().chain(rows.iter().map(Row::cells)).chain([last]).collect();
    let links = rows.iter().map(Row::rule).map(|rule| format!("[{rule}]: #{}\n", anchor(&rule)));
    [aligned(table), "\n".to_owned()].into_iter().chain(links).collect()
}

/// The same width for all cells of a column, for readers of the terminal.
fn aligned(mut table: Vec<Vec<String>>) -> String {
    let width = |column: usize| table.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table[0].len()).map(width).collect();
    table.insert(1, widths.iter().map(|width| "-".repeat(*width)).collect());
    let mut text = String::new();
    for row in table {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text += "|\n";
    }
    text
}
