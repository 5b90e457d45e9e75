//! Every mistake in `ui-tests/` gets the message beside it: one file a mistake, named as the rule that it breaks.

use std::fs;
use std::path::PathBuf;

/// A mistyped pattern would find no case and pass.
const AT_LEAST: usize = 20;

#[test]
fn every_mistake_gets_its_message() {
    let programs = files("rs");
    assert!(programs.len() >= AT_LEAST, "only {} cases were found", programs.len());
    let cases = trybuild::TestCases::new();
    for program in programs {
        cases.compile_fail(program);
    }
}

#[test]
fn every_message_is_short_and_names_no_inner_part() {
    let messages = files("stderr");
    assert_eq!(messages.len(), files("rs").len(), "a program without its message, or the other way round");
    let mut wrong = Vec::new();
    for path in messages {
        let text = fs::read_to_string(&path).expect("a message is text");
        let errors = text.split("\n\n").collect::<Vec<_>>();
        let longest = errors.iter().map(|error| error.lines().count()).max().unwrap_or(0);
        let name = path.display().to_string();
        println!("{longest:>3} lines, {} error(s)  {name}", errors.len());
        let leaks = ["{closure", "agentflow::private", "agentflow/src", "__agentflow", "originates in the macro"]
            .iter()
            .any(|inner| text.contains(inner));
        let excused = EXCUSED.iter().any(|(case, _)| name.contains(case));
        if (longest > 14 || leaks) != excused {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these are too long or name inner parts (or are excused and need not be): {wrong:#?}");
}

/// Messages that are long or name an inner part, and why.
const EXCUSED: &[(&str, &str)] = &[
    ("a_future_must_not_hold_an_rc_across_await", "rustc shows what is held across which await"),
    ("a_future_of_a_borrowing_step_must_be_send", "rustc shows what is held across which await"),
    ("a_racer_must_be_send", "rustc shows what is held across which await"),
    ("an_awaited_step_must_be_send", "rustc shows what is held across which await"),
    ("a_local_must_not_be_borrowed_by_an_outer_variable", "the wording of a borrow error is rustc's"),
    ("an_item_must_be_owned", "the wording of a borrow error is rustc's"),
    ("an_item_must_be_send", "rustc also says who asks for it"),
    ("a_pattern_must_fit_every_value", "the wording of a refutable pattern is rustc's"),
    ("an_argument_has_the_wrong_type", "the wording of a wrong argument is rustc's"),
    ("the_type_of_a_step_must_be_known", "rustc adds where the kind of the step was asked for"),
    ("a_store_is_shared", "rustc offers to convert the workflow, too"),
    ("when_is_a_question_about_the_error", "rustc also says who asks for it"),
    ("an_empty_workflow", "there is no token of the user's to point at"),
];

/// Relative to the root of the workspace: with an absolute path, a message would lose its line numbers.
fn files(extension: &str) -> Vec<PathBuf> {
    let topics = fs::read_dir("ui-tests").expect("ui-tests is there").flatten();
    let mut found: Vec<PathBuf> = topics
        .flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == extension))
        .collect();
    found.sort();
    found
}
