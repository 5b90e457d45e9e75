//! A message as it is on any machine.

/// Without the places where things are installed. What rustc shows of the standard library depends on `rust-src`, so of
/// that only the file is left.
pub(crate) fn normal(message: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut in_std = false;
    for line in message.trim_end().lines() {
        if let Some(place) = place_in_std(line) {
            in_std = true;
            lines.push(place);
        } else if !(in_std && is_about_a_place(line)) {
            in_std = false;
            lines.push(without_registry(line));
        }
    }
    narrow(&mut lines);
    lines.join("\n") + "\n"
}

fn is_place(line: &str) -> bool {
    line.trim_start().starts_with("--> ") || line.trim_start().starts_with("::: ")
}

/// `--> $RUST/std/src/thread/functions.rs`, however it is written.
fn place_in_std(line: &str) -> Option<String> {
    let (_, inner) = line.split_once("/library/").or_else(|| line.split_once("$RUST/")).filter(|_| is_place(line))?;
    let path = inner.split(':').next().unwrap_or(inner);
    Some(format!("{:indent$}--> $RUST/{path}", "", indent = indent(line)))
}

/// `--> $CARGO/tokio-1.54.1/src/task/spawn.rs:171:21`
fn without_registry(line: &str) -> String {
    let inner = line.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    match inner.filter(|_| is_place(line)) {
        Some((_, inner)) => format!("{:indent$}--> $CARGO/{inner}", "", indent = indent(line)),
        None => line.to_owned(),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Is it a line of code, a mark below one, or what is said where the code can't be shown?
fn is_about_a_place(line: &str) -> bool {
    is_snippet(line) || line.trim_start().starts_with("= note: ")
}

fn is_snippet(line: &str) -> bool {
    let after_number = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    line == "..." || after_number.starts_with('|')
}

/// Lines of the standard library have long numbers: what is left may stand too far to the right.
fn narrow(lines: &mut [String]) {
    let digits = |line: &String| line.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let needed = lines.iter().filter(|line| is_snippet(line)).map(digits).max().unwrap_or(0);
    let used = lines.iter().find(|line| is_place(line)).map_or(0, |line| indent(line));
    let extra = " ".repeat(used.saturating_sub(needed));
    for line in lines {
        if let Some(narrow) = line.strip_prefix(&extra) {
            *line = narrow.to_owned();
        }
    }
}
