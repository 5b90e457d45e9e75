//! A graph as a picture. What is inside of a group is placed first, and then the group as one box among others: an edge
//! joins two parts of the same group.

mod level;

use std::fmt::Write as _;

use super::{Edge, Graph, Kind, Part, label};

const LINE: f64 = 17.0;
const PADDING: f64 = 12.0;
/// The width of a letter, as far as it can be known without its font.
const LETTER: f64 = 7.6;

pub(super) fn write(graph: &Graph) -> String {
    let mut levels = Levels { graph, parts: vec![Vec::new(); graph.parts.len() + 1], edges: Vec::new() };
    levels.edges.resize_with(levels.parts.len(), Vec::new);
    for (index, part) in graph.parts.iter().enumerate() {
        levels.parts[level_of(part.inside)].push(index);
    }
    for edge in &graph.edges {
        levels.edges[level_of(graph.parts[edge.from].inside)].push(*edge);
    }
    let Picture { width, height, svg } = levels.inside(None);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{0} {0} {1:.0} {2:.0}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n{STYLE}{svg}</svg>\n",
        -PADDING,
        width + 2.0 * PADDING,
        height + 2.0 * PADDING,
    )
}

/// The parts and edges of each group; first come those that are in none.
struct Levels<'a> {
    graph: &'a Graph,
    parts: Vec<Vec<usize>>,
    edges: Vec<Vec<Edge>>,
}

fn level_of(group: Option<usize>) -> usize {
    group.map_or(0, |group| group + 1)
}

/// A part of the picture, with its upper left corner at 0.
struct Picture {
    width: f64,
    height: f64,
    svg: String,
}

impl Levels<'_> {
    fn inside(&self, group: Option<usize>) -> Picture {
        let level = level_of(group);
        let pictures: Vec<_> = self.parts[level].iter().map(|part| (*part, self.part(*part))).collect();
        level::place(&pictures, &self.edges[level])
    }

    fn part(&self, index: usize) -> Picture {
        let part = &self.graph.parts[index];
        let lines = label::lines(part);
        if !self.graph.is_opened(index) {
            return framed(part, &lines, 0.0, 0.0, "");
        }
        let Picture { width, height, svg } = self.inside(Some(index));
        framed(part, &lines, width, height, &svg)
    }
}

/// Lines of text, and below them a picture of some size, in a frame.
fn framed(part: &Part, lines: &[String], inner_width: f64, inner_height: f64, inner: &str) -> Picture {
    let class = match part.kind {
        Kind::Arm => "group maybe",
        Kind::Planned => "agent maybe",
        Kind::Agent => "agent",
        Kind::Value => "value",
        _ => "group",
    };
    let longest = lines.iter().map(String::as_str).map(length).fold(inner_width, f64::max);
    let text = LINE * count(lines.len());
    let gap = if inner.is_empty() || lines.is_empty() { 0.0 } else { PADDING };
    let (width, height) = (longest + 2.0 * PADDING, text + gap + inner_height + 2.0 * PADDING);
    let mut svg = format!("<rect width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\" class=\"{class}\"/>");
    if let Some(place) = &part.place {
        let _ = write!(svg, "<title>{}</title>", escaped(&place.to_string()));
    }
    for (index, line) in lines.iter().enumerate() {
        let (x, y) = (width / 2.0, PADDING + LINE * (count(index) + 0.75));
        let class = if index == 0 && !part.name.is_empty() { " class=\"name\"" } else { "" };
        let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\"{class}>{}</text>", escaped(line));
    }
    let (x, y) = ((width - inner_width) / 2.0, PADDING + text + gap);
    let _ = writeln!(svg, "<g transform=\"translate({x:.1} {y:.1})\">{inner}</g>");
    Picture { width, height, svg }
}

const STYLE: &str = "<style>
text { fill: #333; text-anchor: middle } .name { font-weight: 600 } .edge { font-size: 11px; fill: #777; paint-order: stroke; stroke: #fff; stroke-width: 5px }
rect { stroke: #6b9bd1; fill: #eef4fb } .group { stroke: #b9b9b9; fill: #8881 } .value { stroke: #ccc; fill: #fff } .maybe { stroke-dasharray: 5 4 }
path { fill: none; stroke: #777; stroke-width: 1.3 } .after { stroke: #bbb } .after, .stands-in { stroke-dasharray: 5 4 }
marker path { fill: #777; stroke: none; stroke-dasharray: none }
@media (prefers-color-scheme: dark) { svg { background: #1c1e21 } text { fill: #ddd } rect { fill: #24364c } .value { fill: #222 } .group { stroke: #666 } .edge { fill: #999; stroke: #1c1e21 } }
</style>
<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker></defs>
";

/// How long a text is, more or less: what is not ASCII may be wide.
fn length(text: &str) -> f64 {
    text.chars().map(|char| if char.is_ascii() { LETTER } else { 2.0 * LETTER }).sum()
}

fn escaped(text: &str) -> String {
    let text: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[expect(clippy::cast_precision_loss, reason = "so many lines are never shown")]
fn count(lines: usize) -> f64 {
    lines as f64
}
