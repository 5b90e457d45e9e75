//! A graph as text for Graphviz.

use std::fmt::Write as _;

use super::{Edge, Graph, Kind, Visit, Why, label};

pub(super) fn write(graph: &Graph) -> String {
    let mut text = String::from(
        "digraph {\n    compound=true\n    node [shape=box, fontname=\"sans-serif\"]\n    graph [fontname=\"sans-serif\"]\n    edge [fontname=\"sans-serif\"]\n",
    );
    graph.walk(&mut |visit| line(&mut text, graph, &visit));
    for edge in &graph.edges {
        let _ = writeln!(text, "    {}", arrow(graph, *edge));
    }
    text.push_str("}\n");
    text
}

fn line(text: &mut String, graph: &Graph, visit: &Visit) {
    let indented = |depth: usize| "    ".repeat(depth + 1);
    let style = |index: usize| match graph.parts[index].kind {
        Kind::Arm | Kind::Planned => "dashed",
        Kind::Value => "rounded",
        _ => "solid",
    };
    let _ = match *visit {
        Visit::Enter { index, depth } => writeln!(
            text,
            "{}subgraph cluster_{index} {{ label=\"{}\"; style={}",
            indented(depth),
            escaped(graph, index),
            style(index),
        ),
        Visit::Leave { depth } => writeln!(text, "{}}}", indented(depth)),
        Visit::Part { index, depth } => writeln!(
            text,
            "{}n{index} [label=\"{}\", style={}, tooltip=\"{}\"]",
            indented(depth),
            escaped(graph, index),
            style(index),
            graph.parts[index].place.as_ref().map(|place| quoted(&place.to_string())).unwrap_or_default(),
        ),
    };
}

/// Graphviz joins parts, not groups: an edge of a group goes to a part inside, and is cut off where the group begins.
fn arrow(graph: &Graph, edge: Edge) -> String {
    let mut style = match edge.why {
        Why::Uses => Vec::new(),
        Why::After => vec!["style=dashed".to_owned()],
        Why::StandsIn => vec!["style=dashed".to_owned(), "label=\"if it fails\"".to_owned()],
    };
    let (mut from, mut to) = (edge.from, edge.to);
    if graph.is_opened(from) {
        style.push(format!("ltail=cluster_{from}"));
        from = (from..graph.parts.len())
            .rev()
            .find(|&part| graph.around(part).any(|around| around == from))
            .unwrap_or(from);
    }
    if graph.is_opened(to) {
        style.push(format!("lhead=cluster_{to}"));
        to = (to..graph.parts.len()).find(|&part| !graph.is_opened(part)).unwrap_or(to);
    }
    let style = if style.is_empty() { String::new() } else { format!(" [{}]", style.join(", ")) };
    format!("n{from} -> n{to}{style}")
}

fn escaped(graph: &Graph, part: usize) -> String {
    let lines = label::lines(&graph.parts[part]);
    lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join("\\n")
}

/// A line as it stands between quotes. Graphviz knows HTML's names of characters there.
fn quoted(line: &str) -> String {
    line.chars().fold(String::new(), |mut line, char| {
        match char {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '&' => line.push_str("&amp;"),
            _ if char.is_control() => line.push(' '),
            _ => line.push(char),
        }
        line
    })
}
