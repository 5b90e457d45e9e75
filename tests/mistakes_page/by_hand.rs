//! What the compiler says to the same mistakes in programs that are written by hand: from `tests/by_hand/`.

use std::fmt::Write as _;
use std::fs;

use crate::case::Case;
use crate::rule::sentence;

/// A case, and what its other program is written with.
const SHOWN: &[(&str, &str, &str)] = &[
    ("an_outer_variable_must_be_send", "thread", "`std::thread::spawn`"),
    ("an_outer_variable_must_be_sync", "rayon", "`rayon::join`"),
    ("a_value_that_each_try_takes_must_be_clone", "tokio", "`async` and a `for` loop"),
];

const OPENING: &str = "
## The same mistakes by hand

What the compiler says if the same is written with threads, tokio or rayon. First three in full.
";

const TABLE: &str = "
### All that were compared

How many lines a message has; whether what it underlines begins with the word that is wrong (on) or not (off); and what it
shows that the user has not written: the type of a closure or of an async block (closure), the inside of a library (library),
who asks for what (bound). Lines of the standard library are not counted. The cell is empty where the mistake can't be made.
Two agents that wait for each other compile by hand, and hang. `cargo test --test by_hand -- --nocapture` compiles all the
programs, which are in `tests/by_hand/`, and prints this table.

";

pub(crate) fn section(text: &mut String, cases: &[Case]) {
    *text += OPENING;
    for (name, way, by_hand) in SHOWN {
        let case = cases.iter().find(|case| case.name == *name).expect("the case is still there");
        let theirs = read(&format!("{name}/{way}.stderr"));
        let _ = write!(
            text,
            "\n### {} (by hand)\n\nWith {by_hand}:\n\n```text\n{theirs}```\n\nWith `workflow!`:\n\n```text\n{}```\n",
            sentence(name),
            case.message,
        );
    }
    *text += TABLE;
    *text += &read("table.md");
}

fn read(file: &str) -> String {
    fs::read_to_string(format!("tests/by_hand/{file}")).expect("`tests/by_hand` keeps what it finds")
}
