//! A plan as text: one call in another.

use std::fmt;

use super::{Agent, Shape};

/// What is longer stands on several lines.
const LINE: usize = 100;

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code(""))
    }
}

impl Shape {
    fn code(&self, indent: &str) -> String {
        let deeper = format!("{indent}  ");
        let parts: Vec<String> = self.parts().iter().map(|part| part.code(&deeper)).collect();
        if parts.is_empty() {
            return self.word();
        }
        let in_line = format!("{}({})", self.word(), parts.join(", "));
        if in_line.len() <= LINE && !in_line.contains('\n') {
            return in_line;
        }
        format!("{}(\n{deeper}{}\n{indent})", self.word(), parts.join(&format!(",\n{deeper}")))
    }

    fn word(&self) -> String {
        match self {
            Shape::Completed(value) => format!("Completed({value:?})"),
            Shape::Agent(Agent { id, way, end }) => format!("Agent({id}, {way:?}, {end:?})"),
            Shape::Filter(id, items) => format!("Filter({id}, {items:?})"),
            Shape::Timer => "Timer".to_owned(),
            Shape::Around(around, _) => format!("{around:?}"),
            Shape::Pair(pair, _) => format!("{pair:?}"),
            Shape::Choice(choice, _) => format!("{choice:?}"),
            Shape::All(all, _) => format!("{all:?}"),
        }
    }
}
