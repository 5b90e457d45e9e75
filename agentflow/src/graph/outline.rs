//! Reads what `workflow!` writes of a block; its macro's `expand/outline.rs` says how.

use super::{Edge, Graph, Kind, Part, Place, Why};

/// The graph of a block.
pub(super) fn read(outline: &str) -> Graph {
    let mut lines = outline.split('\n');
    let file = lines.next().unwrap_or_default();
    let (mut graph, mut open) = (Graph::default(), Vec::new());
    for line in lines {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (depth, kind) = depth_and_kind(field());
        let (name, function, line, code, policies) = (field(), field(), field(), field(), field());
        open.truncate(depth);
        let index = graph.parts.len();
        graph.parts.push(Part {
            name: name.to_owned(),
            function: function.to_owned(),
            code: code.to_owned(),
            policies: policies.to_owned(),
            place: line.parse().ok().map(|line| Place { file: file.to_owned(), line }),
            kind,
            inside: open.last().copied(),
        });
        graph.edges.extend(field().split_whitespace().filter_map(|edge| edge_to(index, edge)));
        open.push(index);
    }
    graph
}

fn depth_and_kind(text: &str) -> (usize, Kind) {
    let (depth, kind) = text.split_at(text.len().saturating_sub(1));
    let kind = match kind {
        "v" => Kind::Value,
        "c" => Kind::Choice,
        "i" => Kind::Arm,
        "e" => Kind::Each,
        "r" => Kind::Race,
        "l" => Kind::Loop,
        "g" => Kind::Guarded,
        "b" => Kind::Body,
        _ => Kind::Agent,
    };
    (depth.parse().unwrap_or_default(), kind)
}

fn edge_to(to: usize, edge: &str) -> Option<Edge> {
    let (why, from) = match edge.split_at_checked(1)? {
        ("=", from) => (Why::After, from),
        ("!", from) => (Why::StandsIn, from),
        _ => (Why::Uses, edge),
    };
    Some(Edge { from: from.parse().ok()?, to, why })
}
