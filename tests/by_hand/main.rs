//! What rustc says to the mistakes of `ui-tests/` in programs that do the same by hand: with tokio, with threads, with rayon.
//!
//! A folder has the name of a case, and the message to each of its programs is kept beside it, as is the table that compares
//! them. `cargo test --test by_hand -- --nocapture` compiles all programs and prints the table; with `OVERWRITE=1` it
//! accepts what has changed.

mod compile;
mod message;
mod normal;
mod table;

#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/rule.rs"]
mod rule;

use std::path::Path;

use table::Row;

/// Cases of `ui-tests/`, each with the word that is wrong in all its programs.
const MISTAKES: &[(&str, &str)] = &[
    ("send/an_outer_variable_must_be_send", "topic"),
    ("send/a_future_must_not_hold_an_rc_across_await", "search"),
    ("send/a_lock_must_not_be_held_across_await", "add"),
    ("send/what_an_agent_yields_must_be_send", "search"),
    ("static/an_outer_variable_must_not_be_a_borrow", "topic"),
    ("static/a_local_must_not_be_borrowed_by_an_outer_variable", "all"),
    ("static/self_must_not_be_a_borrow", "self"),
    ("sharing/an_outer_variable_must_be_sync", "counter"),
    ("sharing/a_value_that_two_agents_take_must_be_clone", "topic"),
    ("policies/a_value_that_each_try_takes_must_be_clone", "page"),
    ("types/an_argument_has_the_wrong_type", "b"),
    ("types/a_future_is_awaited_inside_an_expression", "+"),
    ("results/a_result_is_no_value", "hits"),
    ("results/a_question_mark_on_an_option", "?"),
    ("graph/a_misspelt_name_gets_a_suggestion", "nwes"),
    ("graph/a_name_is_used_before_it_is_bound", "news"),
    ("graph/two_agents_wait_for_each_other", "news"),
    ("race/agents_that_race_yield_the_same_type", "text"),
];

/// What the programs are written with. A mistake that one of them can't make has no program for it.
const WAYS: &[&str] = &["tokio", "thread", "rayon"];

const FOLDER: &str = "tests/by_hand";

#[test]
fn what_agentflow_says_is_short_and_on_the_word() {
    let programs = compile::programs();
    for (name, message) in compile::messages(&programs) {
        kept::check(&Path::new(FOLDER).join(name).with_extension("stderr"), &message);
    }
    let rows: Vec<Row> = MISTAKES.iter().map(|(case, word)| Row::read(case, word)).collect();
    assert_eq!(rows.iter().map(Row::programs).sum::<usize>(), programs.len(), "a folder without its row");
    let table = table::markdown(&rows);
    println!("{table}");
    kept::check(&Path::new(FOLDER).join("table.md"), &table);
    for row in &rows {
        row.check();
    }
    for (way, name) in WAYS.iter().enumerate() {
        let (theirs, ours) = table::lines(&rows, way);
        assert!(ours < theirs, "{ours} lines, and {theirs} with {name}");
    }
}
