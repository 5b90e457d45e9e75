//! Plans of any shape, as data: what they are made of. [`meaning`] says what they mean, [`build`] and [`blocks`] make
//! tasks of them, by functions and as blocks.

mod blocks;
mod build;
mod code;
mod lists;
mod meaning;
mod meaning_of_lists;
mod outcomes;
mod reading;
mod smaller;
mod value;
mod world;

use std::time::Duration;

pub(crate) use meaning::Meaning;
pub(crate) use outcomes::Outcome;
pub(crate) use value::{Failure, Fun, Value, is_even, merge, merge_all};
pub(crate) use world::{Planned, World};

#[derive(Clone)]
pub(crate) enum Shape {
    Completed(Value),
    Agent(Agent),
    /// A filter: an agent for each item.
    Filter(usize, Vec<i64>),
    Timer,
    Around(Around, Box<Shape>),
    Pair(Pair, Box<[Shape; 2]>),
    /// The first chooses which of the other two runs.
    Choice(Choice, Box<[Shape; 3]>),
    All(All, Vec<Shape>),
}

/// One agent of the plan, how it gets its value, and what that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) id: usize,
    pub(crate) way: Way,
    pub(crate) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Lazy,
    Blocking,
    /// Computes for a while.
    Slow,
    /// Has a name by which it could run elsewhere.
    Called,
    /// Is async, and lets others go first so many times.
    Later(u8),
    Sleeps,
    /// Waits for ever.
    Stalls,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Ok(i64),
    Fails(u8),
    Panics,
    /// Fails as often as this in a run, and then succeeds.
    FailsFirst(u8, i64),
    /// Pays one call.
    Charges(i64),
}

#[derive(Clone, Debug)]
pub(crate) enum Around {
    /// The plan inside, written as a block.
    Block,
    Spawn,
    Named,
    Map(Fun),
    Tool(Fun),
    /// A task of a task.
    Flatten,
    /// Named twice in the plan.
    Share(usize),
    /// Named twice in the plan.
    Cached(usize),
    TryCached(usize),
    CachedIn(usize),
    TryCachedIn(usize),
    Retry(Tries),
    Timeout(Time),
    TryTimeout(Time),
    Hedge(Time),
    /// Within a budget of so many calls.
    Within(u64),
    TryWithin(u64),
    WithinTime(Time),
    Loop {
        turns: u8,
        max: u8,
    },
    Nested(Nested),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tries {
    pub(crate) times: u32,
    pub(crate) wait: Wait,
    /// Other errors are the last ones.
    pub(crate) only_odd: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    None,
    Constant,
    Exponential,
}

/// A time that may be over before an agent is done, and one that never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Tiny,
    Never,
}

/// A run inside of an agent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Nested {
    Blocks,
    /// Takes a panic for a value.
    Tries,
    Awaits,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Pair {
    Join,
    Zip,
    TryJoin,
    Fallback,
    TryFallback,
    /// A block with two agents at once and one that waits for the first of them.
    Flow,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice {
    Planner,
    Router,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum All {
    Sequence,
    TrySequence,
    Limited(usize),
    TryLimited(usize),
    /// Each under the same limit of so many at once.
    AtOnce(usize),
    /// Each under the same limit of so many starts in a time.
    PerTime(usize),
    Race,
    FirstSuccess,
    /// So many, and one more, modulo their number.
    Quorum(usize),
}

/// No test takes so long.
pub(crate) const NEVER: Duration = Duration::from_hours(1);

impl Time {
    fn duration(self) -> Duration {
        match self {
            Time::Tiny => Duration::from_micros(200),
            Time::Never => NEVER,
        }
    }
}

impl All {
    /// How many successes a quorum of so many waits for.
    fn quorum(n: usize, of: usize) -> usize {
        n % of + 1
    }
}

impl Shape {
    pub(crate) fn parts(&self) -> &[Shape] {
        match self {
            Shape::Completed(_) | Shape::Agent(_) | Shape::Filter(..) | Shape::Timer => &[],
            Shape::Around(_, inner) => std::slice::from_ref(inner),
            Shape::Pair(_, both) => &**both,
            Shape::Choice(_, all) => &**all,
            Shape::All(_, all) => all,
        }
    }

    fn parts_mut(&mut self) -> &mut [Shape] {
        match self {
            Shape::Completed(_) | Shape::Agent(_) | Shape::Filter(..) | Shape::Timer => &mut [],
            Shape::Around(_, inner) => std::slice::from_mut(inner),
            Shape::Pair(_, both) => &mut **both,
            Shape::Choice(_, all) => &mut **all,
            Shape::All(_, all) => all,
        }
    }

    /// Everything that is counted or kept gets a number of its own, from 0.
    pub(crate) fn numbered(mut self) -> Self {
        self.number(&mut 0);
        self
    }

    fn number(&mut self, next: &mut usize) {
        if let Some(id) = self.id_mut() {
            *id = *next;
            *next += 1;
        }
        for part in self.parts_mut() {
            part.number(next);
        }
    }

    fn id_mut(&mut self) -> Option<&mut usize> {
        use Around::{Cached, CachedIn, Share, TryCached, TryCachedIn};
        match self {
            Shape::Agent(Agent { id, .. })
            | Shape::Filter(id, _)
            | Shape::Around(Share(id) | Cached(id) | TryCached(id) | CachedIn(id) | TryCachedIn(id), _) => Some(id),
            _ => None,
        }
    }

    /// How many nodes there are: at least as many as numbers.
    pub(crate) fn size(&self) -> usize {
        1 + self.parts().iter().map(Shape::size).sum::<usize>()
    }

    pub(crate) fn depth(&self) -> usize {
        1 + self.parts().iter().map(Shape::depth).max().unwrap_or(0)
    }

    /// How often a leaf can run at most.
    pub(crate) fn repeats(&self) -> u32 {
        let inside = self.parts().iter().map(Shape::repeats).max().unwrap_or(1);
        inside.saturating_mul(match self {
            Shape::Around(Around::Retry(tries), _) => tries.times,
            Shape::Around(Around::Loop { turns, max }, _) => u32::from(*turns.min(max)).max(1),
            // To find out what it means, it is read more than once.
            Shape::Around(Around::Hedge(Time::Tiny), _) => 3,
            Shape::Around(Around::Within(_) | Around::TryWithin(_), _) => 2,
            _ => 1,
        })
    }
}
