//! A graph as text for Mermaid.

use std::fmt::Write as _;

use super::{Graph, Kind, Visit, Why, label};

pub(super) fn write(graph: &Graph) -> String {
    let mut text = String::from("flowchart TD\n");
    graph.walk(&mut |visit| line(&mut text, graph, &visit));
    for edge in &graph.edges {
        let arrow = match edge.why {
            Why::Uses => "-->",
            Why::After => "-.->",
            Why::StandsIn => "-.->|if it fails|",
        };
        let _ = writeln!(text, "    n{} {arrow} n{}", edge.from, edge.to);
    }
    dashed(&mut text, graph);
    text
}

fn line(text: &mut String, graph: &Graph, visit: &Visit) {
    let indented = |depth: usize| "    ".repeat(depth + 1);
    let _ = match *visit {
        Visit::Enter { index, depth } => {
            // An empty title would be the name `n..`.
            let title = escaped(graph, index);
            let title = if title.is_empty() { " " } else { &title };
            writeln!(text, "{}subgraph n{index} [\"{title}\"]", indented(depth))
        }
        Visit::Leave { depth } => writeln!(text, "{}end", indented(depth)),
        Visit::Part { index, depth } => {
            let (open, close) = if graph.parts[index].kind == Kind::Value { ("(", ")") } else { ("[", "]") };
            writeln!(text, "{}n{index}{open}\"{}\"{close}", indented(depth), escaped(graph, index))
        }
    };
}

/// What need not run has dashed lines.
fn dashed(text: &mut String, graph: &Graph) {
    let dashed = graph.parts.iter().enumerate().filter(|(_, part)| matches!(part.kind, Kind::Arm | Kind::Planned));
    let dashed: Vec<String> = dashed.map(|(index, _)| format!("n{index}")).collect();
    if !dashed.is_empty() {
        let _ = writeln!(text, "    classDef dashed stroke-dasharray:5\n    class {} dashed", dashed.join(","));
    }
}

/// The label as it stands between quotes: no character in it means anything to Mermaid, or to the HTML and Markdown in it.
fn escaped(graph: &Graph, part: usize) -> String {
    let lines = label::lines(&graph.parts[part]).into_iter().map(|line| {
        line.chars().fold(String::new(), |mut line, char| {
            let _ = match char {
                '<' => line.write_str("#lt;"),
                '>' => line.write_str("#gt;"),
                '&' => line.write_str("#amp;"),
                '"' => line.write_str("#quot;"),
                _ if char.is_control() => line.write_char(' '),
                // What else ASCII has, and is neither a part of a name nor common in code.
                '#' | '%' | '$' | '`' | '\\' | '~' | '^' | '@' => write!(line, "#{};", u32::from(char)),
                _ => line.write_char(char),
            };
            line
        })
    });
    // It would be the name of an icon.
    lines.map(|line| line.replace(":fa-", "#58;fa-")).collect::<Vec<_>>().join("<br/>")
}
