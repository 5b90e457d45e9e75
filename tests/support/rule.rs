//! The name of a case as the sentence that it is.

/// What is code in a name, and how it is written.
const CODE: &[(&str, &str)] = &[
    ("across await", "across `.await`"),
    ("an rc", "an `Rc`"),
    ("be clone", "be `Clone`"),
    ("be send", "be `Send`"),
    ("be sync", "be `Sync`"),
    ("a bool", "a `bool`"),
    ("a blocking step", "a `blocking` step"),
    ("a control flow", "a `ControlFlow`"),
    ("an if without else", "an `if` without `else`"),
    ("a match", "a `match`"),
    ("a par block", "a `par` block"),
    ("on an option", "on an `Option`"),
    ("a result is no value", "a `Result` is no value"),
    ("for is", "`for` is"),
    ("implements error", "implements `Error`"),
    ("needs in", "needs `in`"),
    ("needs max", "needs `max`"),
    ("par for", "`par for`"),
    ("par is", "`par` is"),
    ("continue is", "`continue` is"),
    ("return does", "`return` does"),
    ("self must", "`self` must"),
    ("when answers", "`when` answers"),
    ("when is", "`when` is"),
];

/// `an_outer_variable_must_be_send`: "An outer variable must be `Send`"
pub(crate) fn sentence(name: &str) -> String {
    let mut words = format!(" {} ", name.replace('_', " "));
    for (plain, code) in CODE {
        words = words.replace(&format!(" {plain} "), &format!(" {code} "));
    }
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The link to a heading that is this sentence.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_ascii_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
