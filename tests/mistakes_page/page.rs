//! The page, as Markdown.

use std::fmt::Write as _;

use similar::TextDiff;

use crate::by_hand;
use crate::case::Case;
use crate::rule::{anchor, sentence};

/// The topics in the order of the page: the folder, the heading, and whose mistakes these are.
const TOPICS: &[(&str, &str, &str)] = &[
    ("send", "Values that change threads", "`Rc`, lock guards and other values that must stay on one thread"),
    ("static", "Borrows", "values that a plan would outlive: it owns what it uses"),
    ("sharing", "Values with several users", "values that have to be cloned, or shared between threads"),
    ("types", "Types", "types that do not fit, or are not known yet"),
    ("results", "Results", "what can fail, and what only looks like it"),
    ("graph", "Names", "names that are misspelt, bound twice, or wait for each other"),
    ("grammar", "Grammar", "how a block is written"),
    ("blocking", "Calls that wait", "`blocking { .. }`"),
    ("routing", "Choices", "`if` and `match`"),
    ("collections", "Collections", "`par for`"),
    ("race", "Races", "`race { .. }`"),
    ("loop", "Loops", "`loop (..) max ..`"),
    ("functions", "Functions", "what is given to `join_results`, `dynamic_planner` and the like"),
    ("policies", "Policies", "`#[retry]`, `#[timeout]` and the other attributes"),
    ("named_agents", "Named agents", "`#[agent]`, `#[plan]`, and effects that would run twice"),
];

const OPENING: &str = "\
# Mistakes: a page of the guide

<!-- Made from ui-tests/ and tests/by_hand/ by `OVERWRITE=1 cargo test --test mistakes_page`. -->

Every mistake that the tests know: a program that makes it, what the compiler says, and what puts it right: lines with `-` go,
lines with `+` come. To find yours, search this page for the words of your message. At the end is what the compiler says to
[the same mistakes by hand](#the-same-mistakes-by-hand).

";

pub(crate) fn page(cases: &[Case]) -> String {
    let mut text = OPENING.to_owned();
    contents(&mut text, cases);
    for (topic, heading, _) in TOPICS {
        let _ = writeln!(text, "\n## {heading}");
        for case in cases.iter().filter(|case| case.topic == *topic) {
            mistake(&mut text, case);
        }
    }
    by_hand::section(&mut text, cases);
    text
}

fn contents(text: &mut String, cases: &[Case]) {
    for case in cases {
        assert!(TOPICS.iter().any(|(topic, ..)| *topic == case.topic), "no heading for the topic {}", case.topic);
    }
    *text += "| mistakes in | with | how many |\n|---|---|---|\n";
    for (topic, heading, about) in TOPICS {
        let count = cases.iter().filter(|case| case.topic == *topic).count();
        let _ = writeln!(text, "| [{heading}](#{}) | {about} | {count} |", anchor(heading));
    }
}

fn mistake(text: &mut String, Case { name, program, message, fixed, .. }: &Case) {
    let _ = write!(
        text,
        "\n### {}\n\n```rust,compile_fail\n{program}```\n\n```text\n{message}```\n\n```diff\n{}```\n",
        sentence(name),
        changed_lines(program, fixed),
    );
}

/// The lines that go and those that come, each with the one before it and after it.
fn changed_lines(program: &str, fixed: &str) -> String {
    let diff = TextDiff::from_lines(program, fixed);
    let places = diff.grouped_ops(1).into_iter().map(|group| {
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        let lines = changes.map(|change| format!("{}{}", change.tag(), change.value()).trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
    });
    places.collect::<Vec<_>>().join("\n..\n") + "\n"
}
