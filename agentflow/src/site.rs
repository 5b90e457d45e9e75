//! Which agent: how errors and reports name the place in the program that an agent comes from.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;

/// The place of an agent in the program, as small as a node can afford to carry.
#[derive(Clone, Copy)]
pub(crate) enum Site {
    /// Made by calling a function of this crate, at this place.
    At(&'static Location<'static>),
    /// Bound to a name by `workflow!`.
    Step(&'static StepSite),
}

/// The name of the step behind the arrow.
const RESULT: &str = "=>";

/// What `workflow!` knows of a step.
#[derive(Debug)]
pub struct StepSite {
    /// The name that the step is bound to.
    pub name: &'static str,
    /// The function that it calls, as it is written there.
    pub function: &'static str,
    /// Where it is written.
    pub location: &'static Location<'static>,
    /// What it does itself.
    pub role: Role,
    /// It puts values together, or asks something of them: what a plan does itself.
    pub merges: bool,
    /// What is known of the whole block before it runs, as its macro writes it; empty but for the result of a block.
    pub outline: &'static str,
}

/// What a step does itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// All of it.
    Agent,
    /// All of it, and it ends in `?`.
    Asked,
    /// Nothing: its bodies do.
    Bodies,
    /// All of it, and a policy that tries it tells of that.
    Tried,
}

/// An agent as it is named in errors.
#[derive(Clone, Debug)]
pub(crate) struct AgentName {
    /// Empty for an agent that nobody named.
    pub(crate) name: Cow<'static, str>,
    /// Empty where it is not known.
    pub(crate) function: &'static str,
    pub(crate) location: &'static Location<'static>,
}

impl Site {
    /// What is done there.
    pub(crate) fn role(self) -> Role {
        match self {
            Site::At(_) => Role::Agent,
            Site::Step(step) => step.role,
        }
    }
}

impl StepSite {
    /// Whether it is the result of a block, which has no name.
    pub(crate) fn is_result(&self) -> bool {
        self.name == RESULT
    }

    #[track_caller]
    const fn of(name: &'static str, function: &'static str, role: Role) -> Self {
        StepSite { name, function, location: Location::caller(), role, merges: false, outline: "" }
    }

    /// The step that is written where this is called.
    #[must_use]
    #[track_caller]
    pub const fn new(name: &'static str, function: &'static str) -> Self {
        StepSite::of(name, function, Role::Agent)
    }

    /// The same for a step that ends in `?`.
    #[must_use]
    #[track_caller]
    pub const fn asked(name: &'static str, function: &'static str) -> Self {
        StepSite::of(name, function, Role::Asked)
    }

    /// The same for a step whose bodies are workflows.
    #[must_use]
    #[track_caller]
    pub const fn of_bodies(name: &'static str, function: &'static str) -> Self {
        StepSite::of(name, function, Role::Bodies)
    }

    /// The same for a step that a policy tries.
    #[must_use]
    #[track_caller]
    pub const fn of_tried(name: &'static str, function: &'static str) -> Self {
        StepSite::of(name, function, Role::Tried)
    }

    /// The same for a step that only puts values together, or asks something of them.
    #[must_use]
    pub const fn merging(self) -> Self {
        StepSite { merges: true, ..self }
    }

    /// The same for the result of a block.
    #[must_use]
    pub const fn with_outline(self, outline: &'static str) -> Self {
        StepSite { outline, ..self }
    }
}

impl From<Site> for AgentName {
    fn from(site: Site) -> Self {
        match site {
            Site::At(location) => AgentName { name: Cow::Borrowed(""), function: "", location },
            Site::Step(step) => {
                AgentName { name: Cow::Borrowed(step.name), function: step.function, location: step.location }
            }
        }
    }
}

impl AgentName {
    /// `` `news` (search_news, src/main.rs:12)``, as far as it is known.
    pub(crate) fn in_place(&self) -> impl fmt::Display {
        InPlace(self)
    }
}

struct InPlace<'a>(&'a AgentName);

impl fmt::Display for InPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AgentName { name, function, location } = self.0;
        if name.is_empty() {
            return write!(f, "the agent at {}:{}", location.file(), location.line());
        }
        write!(f, "`{name}` (")?;
        if !function.is_empty() {
            write!(f, "{function}, ")?;
        }
        write!(f, "{}:{})", location.file(), location.line())
    }
}

/// ``agent `news` (search_news, src/main.rs:12)``, as far as it is known.
impl fmt::Display for AgentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.name.is_empty() { "" } else { "agent " };
        write!(f, "{kind}{}", self.in_place())
    }
}
