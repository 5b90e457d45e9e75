//! What an observer hears of calls that an engine takes.

use agentflow::watch::{Note, Recording};
use agentflow::workflow;

use crate::calls::{ask, drive};

#[test]
fn the_sizes_of_what_goes_to_an_engine_and_comes_from_there_are_noted() {
    let recording = Recording::default();
    let plan = workflow! { a = ask("search", 12345); b = ask("rank", a); => b };
    let driven = drive(plan.watched(recording.clone()), |_| 0, |_| b"678".to_vec());
    assert_eq!(driven.result.unwrap(), 678);

    let report = recording.report();
    let sizes = |input, value| [("input_bytes".into(), Note::Count(input)), ("value_bytes".into(), Note::Count(value))];
    let notes: Vec<_> = report.agents().iter().filter(|agent| !agent.notes.is_empty()).map(|a| &a.notes[..]).collect();
    assert_eq!(notes, [sizes(5, 3), sizes(3, 3)]);
}
