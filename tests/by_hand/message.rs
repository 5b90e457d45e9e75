//! How good a message is.

/// What is measured of the message to one program.
pub(crate) struct Measured {
    /// 0 if the program compiles.
    pub(crate) lines: usize,
    /// What the message shows though the user has never written it.
    pub(crate) shows: Vec<&'static str>,
    underlined: Option<String>,
}

/// What gives them away: the types of closures and async blocks, the inside of libraries, and who asks for a bound.
const SIGNS: &[(&str, &[&str])] = &[
    ("closure", &["{closure", "{async block", "{async fn", "this closure", "created by async block"]),
    ("library", &["$RUST/", "$CARGO/", "agentflow/src", "agentflow::private", "originates in the macro"]),
    ("bound", &["required by", "required because", "required for", "requirement that"]),
];

impl Measured {
    pub(crate) fn new(message: &str) -> Self {
        let shown = SIGNS.iter().filter(|(_, signs)| signs.iter().any(|sign| message.contains(sign)));
        Self {
            lines: message.lines().filter(|line| !line.is_empty()).count(),
            shows: shown.map(|(part, _)| *part).collect(),
            underlined: underlined(message),
        }
    }

    /// Does what the message underlines begin with this word?
    pub(crate) fn is_on(&self, word: &str) -> bool {
        self.underlined.as_ref().is_some_and(|text| text.starts_with(word))
    }

    /// `21, off: closure, bound`
    pub(crate) fn cell(&self, word: &str) -> String {
        if self.lines == 0 {
            return "compiles".to_owned();
        }
        let place = if self.is_on(word) { "on" } else { "off" };
        let shows = if self.shows.is_empty() { String::new() } else { format!(": {}", self.shows.join(", ")) };
        format!("{}, {place}{shows}", self.lines)
    }
}

/// What stands above the first row of `^`, if that is at the place that the message begins with, `--> file:line:column`.
fn underlined(message: &str) -> Option<String> {
    let mut lines = message.lines();
    let mut place = lines.find(|line| line.trim_start().starts_with("--> "))?.rsplit(':');
    let column: usize = place.next()?.parse().ok()?;
    let number = format!("{} |", place.next()?);
    let code = lines.find(|line| line.trim_start().starts_with(&number))?;
    let bar = code.find('|')?;
    let in_several_lines = code.get(bar + 2..)?.starts_with("| ");
    let start = bar + 1 + column + if in_several_lines { 2 } else { 0 };
    let marks = lines.next()?.get(start..)?;
    let length = marks.find(|mark| mark != '^').unwrap_or(marks.len());
    code.get(start..start + length).filter(|text| !text.is_empty()).map(str::to_owned)
}
