//! A graph in few words.

use std::fmt::Write as _;

use agentflow::AgentTask;
use agentflow::graph::{Graph, Why};

/// A line for each part, as deep as it is inside, and a line for all edges: `>` uses, `~` after, `!` stands in.
pub(crate) fn told(graph: &Graph) -> String {
    let mut text = String::new();
    for (index, part) in graph.parts().iter().enumerate() {
        let depth = std::iter::successors(part.inside, |group| graph.parts()[*group].inside).count();
        let words = [&part.name, &part.function, &part.code, &part.policies].map(|word| word.replace(' ', "\u{a0}"));
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        let _ = writeln!(text, "{}{index} {:?} {}", "  ".repeat(depth), part.kind, words.join(" "));
    }
    let edges = graph.edges().iter().map(|edge| {
        let why = match edge.why {
            Why::Uses => ">",
            Why::After => "~",
            Why::StandsIn => "!",
            _ => "?",
        };
        format!("{}{why}{}", edge.from, edge.to)
    });
    text += &edges.collect::<Vec<_>>().join(" ");
    text.replace('\u{a0}', " ")
}

/// Compares the graph of a plan with lines, whose indentation begins at that of the first.
#[track_caller]
pub(crate) fn assert_graph<A: 'static>(plan: &AgentTask<A>, expected: &str) {
    let expected = expected.trim_matches('\n');
    let margin = expected.len() - expected.trim_start().len();
    let expected: Vec<&str> = expected.lines().map(|line| line.get(margin..).unwrap_or_default()).collect();
    let told = told(&plan.graph());
    let told: Vec<&str> = told.lines().map(str::trim_end).collect();
    let expected: Vec<&str> = expected.into_iter().map(str::trim_end).collect();
    assert_eq!(told, expected, "\n{}", told.join("\n"));
}
