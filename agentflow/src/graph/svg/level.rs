//! The parts of one group, each as a box, and the edges between them.

use std::collections::HashMap;
use std::fmt::Write as _;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::Picture;
use crate::graph::{Edge, Why};

/// Places pictures, each of which has its part, above and beside each other.
pub(super) fn place(pictures: &[(usize, Picture)], edges: &[Edge]) -> Picture {
    if pictures.is_empty() {
        return Picture { width: 0.0, height: 0.0, svg: String::new() };
    }
    let (mut graph, mut handles) = (VisualGraph::new(Orientation::TopToBottom), HashMap::new());
    for (part, picture) in pictures {
        let size = Point::new(picture.width, picture.height);
        let shape = ShapeKind::new_box("");
        let element = Element::create(shape, StyleAttr::simple(), Orientation::TopToBottom, size);
        handles.insert(*part, graph.add_node(element));
    }
    for edge in edges {
        graph.add_edge(arrow(edge.why), handles[&edge.from], handles[&edge.to]);
    }
    let mut drawn = Drawn::default();
    graph.do_it(false, false, false, &mut drawn);
    let mut boxes = String::new();
    for (part, picture) in pictures {
        let (corner, end) = graph.pos(handles[part]).bbox(false);
        drawn.grow(corner);
        drawn.grow(end);
        let _ = write!(boxes, "<g transform=\"translate({:.1} {:.1})\">{}</g>", corner.x, corner.y, picture.svg);
    }
    drawn.around(&boxes)
}

fn arrow(why: Why) -> Arrow {
    let (class, text) = match why {
        Why::Uses => ("uses", ""),
        Why::After => ("after", ""),
        Why::StandsIn => ("stands-in", "if it fails"),
    };
    let (head, none) = (LineEndKind::Arrow, LineEndKind::None);
    let look = StyleAttr { font_size: 9, ..StyleAttr::simple() };
    Arrow::with_properties(none, head, LineStyleKind::Normal, text, &look, class, &None, &None)
}

/// The edges that were drawn, and the corners of it all.
#[derive(Default)]
struct Drawn {
    svg: String,
    corners: Option<(Point, Point)>,
}

impl Drawn {
    fn grow(&mut self, point: Point) {
        let (first, last) = self.corners.get_or_insert((point, point));
        *first = Point::new(first.x.min(point.x), first.y.min(point.y));
        *last = Point::new(last.x.max(point.x), last.y.max(point.y));
    }

    /// The edges with the boxes that they join.
    fn around(self, boxes: &str) -> Picture {
        let (first, last) = self.corners.unwrap_or((Point::zero(), Point::zero()));
        let svg = format!("<g transform=\"translate({:.1} {:.1})\">{}{boxes}</g>", -first.x, -first.y, self.svg);
        Picture { width: last.x - first.x, height: last.y - first.y, svg }
    }
}

impl RenderBackend for Drawn {
    /// The first point and where the curve leaves it to, then where it comes from and the point, for each further one.
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _dashed: bool,
        _head: (bool, bool),
        _look: &StyleAttr,
        class: Option<String>,
        _text: &str,
    ) {
        let _ = write!(self.svg, "<path class=\"{}\" marker-end=\"url(#head)\" d=\"", class.unwrap_or_default());
        for (index, (from, to)) in path.iter().enumerate() {
            self.grow(*from);
            self.grow(*to);
            let command = match index {
                0 => "M",
                1 => "",
                _ => "S",
            };
            let between = if index == 0 { " C" } else { " " };
            let _ = write!(self.svg, "{command}{:.1} {:.1}{between}{:.1} {:.1} ", from.x, from.y, to.x, to.y);
        }
        self.svg.push_str("\"/>");
    }

    /// The text of an edge; boxes have none.
    fn draw_text(&mut self, at: Point, text: &str, _look: &StyleAttr) {
        if !text.is_empty() {
            let _ = write!(self.svg, "<text class=\"edge\" x=\"{:.1}\" y=\"{:.1}\">{text}</text>", at.x, at.y + 4.0);
        }
    }

    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}
