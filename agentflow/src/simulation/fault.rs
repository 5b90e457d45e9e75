//! What goes wrong with an agent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::run::watch::fault::Fault as Effect;
use crate::watch::Event;

/// Something that goes wrong with agents: with all of them, unless [`at`](Fault::at) and [`nth`](Fault::nth) say with which.
#[derive(Clone)]
pub struct Fault {
    pub(super) effect: Effect,
    agents: Option<String>,
    nth: Option<u64>,
}

impl Fault {
    /// The agent panics with this message.
    #[must_use]
    pub fn panics(message: impl Into<String>) -> Self {
        Fault::of(Effect::Panics(message.into()))
    }

    /// The agent fails with this error. It must be one that can: a step that ends in `?`, or that a policy tries. A task that a
    /// function made can be made to [yield](Fault::yields) an `Err`.
    #[must_use]
    pub fn fails(message: impl Into<String>) -> Self {
        Fault::of(Effect::Fails(message.into()))
    }

    /// The agent has this value, and its code is not run. It must be a task that a function made, such as
    /// [`lazy_task`](crate::lazy_task), and yield exactly this type: a step of a block keeps its value to itself.
    ///
    /// ```
    /// use agentflow::simulation::{Fault, simulate};
    /// use agentflow::lazy_task;
    ///
    /// let ask = lazy_task(|| -> Result<u32, String> { Ok(1) }).named("ask");
    /// let down = Fault::yields(Err::<u32, String>(String::from("down"))).at("ask");
    /// simulate(ask).faults(down).check(|outcome| assert_eq!(outcome.value(), &Err(String::from("down"))));
    /// ```
    #[must_use]
    pub fn yields<A: Clone + Send + Sync + 'static>(value: A) -> Self {
        Fault::of(Effect::Yields(Arc::new(move || Box::new(value.clone()))))
    }

    /// The agent waits for ever. If nothing around it gives up, the run is cancelled.
    #[must_use]
    pub fn stalls() -> Self {
        Fault::of(Effect::Stalls)
    }

    /// The agent begins so much later.
    #[must_use]
    pub fn slow(time: Duration) -> Self {
        Fault::of(Effect::Slow(time))
    }

    /// The same, and what it does, it does also if it was cancelled meanwhile, as a call does that is already on its way.
    #[must_use]
    pub fn late(time: Duration) -> Self {
        Fault::of(Effect::Late(time))
    }

    /// Only agents of this name, which may have a `*` for any text: the name in the block or of
    /// [`named`](crate::AgentTask::named). An agent without a name is called by its place, `src/main.rs:12`.
    #[must_use]
    pub fn at(self, agents: impl Into<String>) -> Self {
        Fault { agents: Some(agents.into()), ..self }
    }

    /// Only the `n`th start of such an agent in a run, counted from 1: to let the first try fail, and the second succeed.
    #[must_use]
    pub fn nth(self, n: u64) -> Self {
        Fault { nth: Some(n), ..self }
    }

    fn of(effect: Effect) -> Self {
        Fault { effect, agents: None, nth: None }
    }

    /// Whether agents that are called so have it.
    pub(super) fn fits(&self, agent: &str) -> bool {
        self.agents.as_ref().is_none_or(|pattern| matches(pattern, agent))
    }

    pub(super) fn is_at_start(&self, n: u64) -> bool {
        self.nth.is_none_or(|nth| nth == n)
    }
}

/// What a fault calls an agent.
pub(super) fn called(agent: &Event) -> String {
    if agent.name.is_empty() {
        return format!("{}:{}", agent.location.file(), agent.location.line());
    }
    agent.name.to_string()
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| matches(rest, &text[at..]))
        }),
    }
}

/// As it is written in a test.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.effect {
            Effect::Panics(message) => write!(f, "Fault::panics({message:?})")?,
            Effect::Fails(message) => write!(f, "Fault::fails({message:?})")?,
            Effect::Yields(_) => f.write_str("Fault::yields(..)")?,
            Effect::Stalls => f.write_str("Fault::stalls()")?,
            Effect::Slow(time) => write!(f, "Fault::slow({})", Time(*time))?,
            Effect::Late(time) => write!(f, "Fault::late({})", Time(*time))?,
        }
        if let Some(agents) = &self.agents {
            write!(f, ".at({agents:?})")?;
        }
        self.nth.map_or(Ok(()), |nth| write!(f, ".nth({nth})"))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

struct Time(Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            time if time.subsec_nanos() == 0 => write!(f, "Duration::from_secs({})", time.as_secs()),
            time => write!(f, "Duration::from_nanos({})", time.as_nanos()),
        }
    }
}
