//! What a plan will do, as far as it is known before it runs: [`AgentTask::graph`] and its pictures.
//!
//! ```
//! use agentflow::workflow;
//!
//! # fn search(_: &str) -> u32 { 1 }
//! # fn rank(_: &u32) -> u32 { 2 }
//! # fn merge(_: u32, _: u32) -> u32 { 3 }
//! let plan = workflow! {
//!     par { web = search("web"); news = search("news"); best = rank(&news) }
//!     => merge(web, best)
//! };
//! assert_eq!(plan.graph().to_mermaid(), r##"flowchart TD
//!     n0["web<br/>search"]
//!     n1["news<br/>search"]
//!     n2["best<br/>rank"]
//!     n3["=#gt; merge"]
//!     n1 --> n2
//!     n0 --> n3
//!     n2 --> n3
//! "##);
//! ```
//!
//! A block knows all of its agents, also those in the bodies of its steps. A task that a function made knows what it was made
//! of. What a closure will plan is not known: it is one part of the graph, of the kind [`Kind::Planned`].

mod dot;
mod label;
mod mermaid;
mod outline;
mod sketch;
#[cfg(feature = "graph-svg")]
mod svg;

use std::fmt;

pub(crate) use sketch::Sketch;

use crate::AgentTask;

/// The agents of a plan and who waits for whom. [`AgentTask::graph`] gives it.
///
/// Parts that are groups have others inside. What is inside a group comes right behind it, and an edge joins two parts of
/// the same group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Graph {
    parts: Vec<Part>,
    edges: Vec<Edge>,
}

/// An agent, or a group of parts.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Part {
    /// Its name in its block, or what [`AgentTask::named`] calls it; `=>` for the result of a block. Empty where nobody gave it
    /// one. What is inside a step has the name of that step.
    pub name: String,
    /// The function that it calls, as it is written there; empty where it is not known.
    pub function: String,
    /// What else is written there, shortened: the condition of an arm, the head of a collection, a value.
    pub code: String,
    /// The policies that it is under, as they are written.
    pub policies: String,
    /// Where it is written, if that is known.
    pub place: Option<Place>,
    /// What it is.
    pub kind: Kind,
    /// The index of the group that it is inside of.
    pub inside: Option<usize>,
}

/// A place in the program, which is shown as `src/main.rs:12`.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Place {
    /// The file, as the compiler names it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a part is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// An agent.
    Agent,
    /// A value that is put together where it stands: nothing runs for it.
    Value,
    /// What a closure will plan when the plan runs: nothing is known of it.
    Planned,
    /// A group: `if` or `match`. One of its arms runs.
    Choice,
    /// A group: what runs if it is chosen.
    Arm,
    /// A group: what runs for each item of a collection.
    Each,
    /// A group: its parts run at once, until one of them decides.
    Race,
    /// A group: what runs in each turn.
    Loop,
    /// A group: what policies are put around, with what stands in for it.
    Guarded,
    /// A group: several agents that are one of the parts of the group around.
    Body,
}

impl Kind {
    /// Whether other parts are inside of it.
    #[must_use]
    pub fn is_group(self) -> bool {
        !matches!(self, Kind::Agent | Kind::Value | Kind::Planned)
    }
}

/// One part waits for another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Edge {
    /// The index of the part that comes first.
    pub from: usize,
    /// The index of the part that waits for it.
    pub to: usize,
    /// Why it does.
    pub why: Why,
}

/// Why a part waits for another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Why {
    /// It uses the value.
    Uses,
    /// It is written behind it, and uses nothing of it.
    After,
    /// It stands in for it when that one fails.
    StandsIn,
}

impl<A: 'static> AgentTask<A> {
    /// What the plan will do, as far as it is known before it runs.
    ///
    /// Nothing runs for it, and a plan that nobody asks for its graph pays nothing. Of a block it is all that is written there; of
    /// other tasks it is what they were made of. What closures will plan is unknown, and so is what lies deeper than a
    /// hundred tasks in each other: there is one part of the kind [`Kind::Planned`] for each.
    ///
    /// ```
    /// use agentflow::{join_results, lazy_task};
    ///
    /// let plan = join_results(lazy_task(|| 6).named("six"), lazy_task(|| 7).named("seven"), |a, b| a * b);
    /// let graph = plan.graph();
    ///
    /// let names: Vec<&str> = graph.parts().iter().map(|part| &*part.name).collect();
    /// assert_eq!(names, ["six", "seven"]);
    /// ```
    #[must_use]
    pub fn graph(&self) -> Graph {
        Sketch::of(self)
    }
}

impl Graph {
    /// The parts; edges and groups name them by their index.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Who waits for whom.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Whether the part with this index may be left out of a run: it is in an arm, or stands in for another.
    ///
    /// ```
    /// use agentflow::workflow;
    ///
    /// # fn fetch(_: u32) -> u32 { 1 }
    /// let cached = true;
    /// let graph = workflow! { page = if cached { 0 } else { fetch(3) }; => page }.graph();
    /// let fetch = graph.parts().iter().position(|part| part.function == "fetch").unwrap();
    /// assert!(graph.is_conditional(fetch) && !graph.is_repeated(fetch));
    /// ```
    #[must_use]
    pub fn is_conditional(&self, part: usize) -> bool {
        let stands_in = |part| self.edges.iter().any(|edge| edge.to == part && edge.why == Why::StandsIn);
        self.around(part).any(|part| self.parts[part].kind == Kind::Arm || stands_in(part))
    }

    /// Whether the part with this index may run several times in a run: it is in a collection or a loop.
    #[must_use]
    pub fn is_repeated(&self, part: usize) -> bool {
        self.around(part).skip(1).any(|part| matches!(self.parts[part].kind, Kind::Each | Kind::Loop))
    }

    /// The picture as text for [Mermaid](https://mermaid.js.org), which GitHub and many editors draw.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// The picture as text for [Graphviz](https://graphviz.org): `dot -Tsvg`.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::write(self)
    }

    /// The picture itself, as one SVG file that needs nothing else; pointing at an agent shows where it is written.
    ///
    /// ```
    /// use agentflow::lazy_task;
    ///
    /// assert!(lazy_task(|| 1).named("one").graph().to_svg().starts_with("<svg"));
    /// ```
    #[cfg(feature = "graph-svg")]
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }

    /// The part, the group around it, the group around that, and so on. None, if there is no such part.
    fn around(&self, part: usize) -> impl Iterator<Item = usize> {
        let part = (part < self.parts.len()).then_some(part);
        std::iter::successors(part, |&part| self.parts[part].inside)
    }

    /// Whether there is something inside of a part.
    fn is_opened(&self, part: usize) -> bool {
        self.parts.get(part + 1).is_some_and(|next| next.inside == Some(part))
    }

    /// Goes through the parts in their order, and into and out of groups.
    fn walk(&self, visit: &mut dyn FnMut(Visit)) {
        let mut open = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            while open.last().copied() != part.inside && open.pop().is_some() {
                visit(Visit::Leave { depth: open.len() });
            }
            let depth = open.len();
            if self.is_opened(index) {
                open.push(index);
                visit(Visit::Enter { index, depth });
            } else {
                visit(Visit::Part { index, depth });
            }
        }
        for depth in (0..open.len()).rev() {
            visit(Visit::Leave { depth });
        }
    }
}

/// A step of [`Graph::walk`], in so many groups.
enum Visit {
    Enter { index: usize, depth: usize },
    Leave { depth: usize },
    Part { index: usize, depth: usize },
}
