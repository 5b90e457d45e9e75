//! A file that was cut short or overwritten: what is read of it is what was written, or it is refused.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use agentflow::executor::{CallId, Inline, Journal};
use agentflow::sequence_tasks;

use crate::agents::{agent, journal};

type Known = BTreeMap<CallId, Vec<u8>>;

/// All that a journal says, if it says anything.
fn read(path: &Path) -> Option<Known> {
    let calls = Journal::open(path).and_then(|journal| journal.calls("one")).ok()?;
    Some(calls.into_iter().map(|call| (call.id, call.value)).collect())
}

/// Makes a journal, has `damage` done to many copies of it, and counts those that could be read.
fn damaged(damage: impl Fn(&Path, u64, u64)) -> usize {
    const COPIES: u64 = 300;
    let (journal, folder) = journal();
    let agents = (0..200_u64).map(|n| agent("work", n, |n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    sequence_tasks(agents.collect()).run_on(&journal.wrap("one", Inline));
    drop(journal);
    let whole = folder.path().join("journal");
    let known = read(&whole).unwrap();
    assert_eq!(known.len(), 200);
    let size = fs::metadata(&whole).unwrap().len();
    let copy = folder.path().join("copy");
    let readable = (0..COPIES).filter(|n| {
        fs::copy(&whole, &copy).unwrap();
        damage(&copy, size, size * n / COPIES);
        let said = read(&copy);
        let lies = said.iter().flatten().filter(|(id, value)| known.get(*id) != Some(*value)).count();
        assert_eq!(lies, 0, "at {n} of {COPIES}");
        said.is_some()
    });
    readable.count()
}

#[test]
fn a_file_that_was_cut_short_is_refused_or_says_what_was_written() {
    let readable = damaged(|path, _, at| File::options().write(true).open(path).unwrap().set_len(at).unwrap());
    println!("{readable} of 300 could be read");
}

#[test]
fn a_page_that_was_overwritten_is_refused_or_was_not_needed() {
    let readable = damaged(|path, size, at| {
        let length = 512.min(size - at);
        let noise: Vec<u8> = (0..length).map(|n| u8::try_from((n * 37 + at) % 251).unwrap()).collect();
        File::options().write(true).open(path).unwrap().write_all_at(&noise, at).unwrap();
    });
    println!("{readable} of 300 could be read");
}
