//! What a plan means: a pure function of its data, which knows no task and no thread. Where timing may decide, it is all
//! that may happen.

use super::meaning_of_lists::first_failure;
use super::outcomes::{Outcome, Outcomes};
use super::reading::{Count, Keeps, Reading};
use super::{
    Agent, Around, Choice, End, Failure, Nested, Pair, Shape, Time, Tries, Value, Way, is_even, merge, merge_all,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) outcomes: Outcomes,
    /// How often each agent starts.
    pub(crate) starts: Vec<Count>,
}

impl Shape {
    pub(crate) fn all_meanings(&self) -> Meaning {
        let mut reading = Reading::of_size(self.size());
        let outcomes = reading.read(self);
        Meaning { outcomes, starts: reading.starts }
    }

    /// The value of a plan that can have no other.
    pub(crate) fn meaning(&self) -> Value {
        match self.all_meanings().outcomes.only_one() {
            Some(Outcome::Value(value)) => value.clone(),
            _ => panic!("timing decides what it means, or it has no value: {self:?}"),
        }
    }
}

impl Reading {
    pub(super) fn read(&mut self, shape: &Shape) -> Outcomes {
        match shape {
            Shape::Completed(value) => Outcomes::one(value.clone()),
            Shape::Agent(agent) => self.agent(*agent),
            Shape::Filter(id, items) => {
                self.starts[*id].add(items.len().try_into().expect("a short list"));
                Outcomes::one(merge_all(items.iter().filter(|n| **n % 2 == 0).copied().map(Ok)))
            }
            Shape::Timer => Outcomes::one(Ok(0)),
            // All is the same, but what is completed is a step like any other.
            Shape::Around(Around::Block, inner) => match &**inner {
                Shape::All(all, parts) => self.all(*all, parts, false),
                inner => self.read(inner),
            },
            Shape::Around(around, inner) => self.around(around, inner),
            Shape::Pair(pair, both) => self.pair(*pair, both),
            Shape::Choice(choice, all) => self.choice(*choice, all),
            Shape::All(all, parts) => self.all(*all, parts, true),
        }
    }

    fn agent(&mut self, agent: Agent) -> Outcomes {
        let before = self.starts[agent.id];
        self.starts[agent.id].add(1);
        if agent.way == Way::Stalls {
            return Outcome::Stall.into();
        }
        match agent.end {
            End::Ok(n) => Outcomes::one(Ok(n)),
            End::Fails(code) => Outcomes::failure(Failure::Code(code)),
            End::Panics => Outcome::Panic.into(),
            End::FailsFirst(times, n) => {
                let (first, last) = (before.min < times.into(), before.max >= times.into());
                let fails = Outcome::Value(Err(Failure::Code(times)));
                Outcomes::default().or_if(first, fails).or_if(last, Outcome::Value(Ok(n)))
            }
            End::Charges(n) => {
                self.charges.add(1);
                Outcomes::one(Ok(n)).or_if(self.refuses, Outcome::Value(Err(Failure::Refused)))
            }
        }
    }

    fn around(&mut self, around: &Around, inner: &Shape) -> Outcomes {
        let twice = |value: Value| merge(value.clone(), value);
        let read = |reading: &mut Self| reading.read(inner);
        match *around {
            Around::Map(ref f) | Around::Tool(ref f) => self.read(inner).map(|value| f.call(value)),
            Around::Share(id) | Around::Cached(id) => self.once(id, Keeps::All, read).map(twice),
            Around::TryCached(id) => self.once(id, Keeps::Successes, read),
            Around::CachedIn(id) => self.once(id, Keeps::Stored, read),
            Around::TryCachedIn(id) => self.once(id, Keeps::StoredSuccesses, read),
            Around::Retry(tries) => self.retry(tries, inner),
            Around::Timeout(Time::Tiny) | Around::TryTimeout(Time::Tiny) => self.cut_off(Failure::TimedOut, inner),
            Around::WithinTime(Time::Tiny) => {
                // A charge that comes too late is refused.
                self.refusing(|reading| reading.cut_off(Failure::OutOfBudget, inner))
            }
            Around::Hedge(Time::Tiny) => self.hedge(inner),
            Around::Within(calls) | Around::TryWithin(calls) => self.within(calls, inner),
            Around::Loop { turns, max } => self.turns(turns, max, inner),
            Around::Nested(nested) => self.nested(nested, inner),
            Around::Block
            | Around::Spawn
            | Around::Named
            | Around::Flatten
            | Around::Timeout(Time::Never)
            | Around::TryTimeout(Time::Never)
            | Around::WithinTime(Time::Never)
            | Around::Hedge(Time::Never) => self.read(inner),
        }
    }

    fn retry(&mut self, tries: Tries, inner: &Shape) -> Outcomes {
        let again = |outcome: &Outcome| match outcome {
            Outcome::Value(Err(failure)) => tries.tries_again_after(failure),
            outcome => *outcome == Outcome::Unknown,
        };
        let mut results = Outcomes::default();
        let mut surely = true;
        for this in 1..=tries.times {
            let result = self.maybe(surely, |reading| reading.read(inner));
            let is_last = this == tries.times;
            results = results.or(result.only(|outcome| is_last || !again(outcome) || *outcome == Outcome::Unknown));
            if !result.may(again) {
                break;
            }
            surely &= result.must(|outcome| again(outcome) && *outcome != Outcome::Unknown);
        }
        results
    }

    /// A part that may not come to its end in time. One that never comes to its end does not.
    fn cut_off(&mut self, failure: Failure, inner: &Shape) -> Outcomes {
        let result = self.maybe(false, |reading| reading.read(inner));
        result.only(|outcome| *outcome != Outcome::Stall).or(Outcomes::failure(failure))
    }

    /// A part that may run a second time while the first is under way.
    fn hedge(&mut self, inner: &Shape) -> Outcomes {
        let mut both = self.clone();
        let (_, first) = both.traced(|reading| reading.read(inner));
        // The second may begin before the first has come anywhere.
        both.take_back(&first);
        both.read(inner);
        let widen = |reading: &mut Self| {
            for (own, both) in reading.starts.iter_mut().zip(&both.starts) {
                own.max = both.max;
            }
            reading.charges.max = both.charges.max;
        };
        widen(self);
        let (result, done) = self.traced(|reading| reading.read(inner));
        self.doubt(&done);
        widen(self);
        result
    }

    fn refusing<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.refuses, true);
        let result = read(self);
        self.refuses = before;
        result
    }

    fn within(&mut self, calls: u64, inner: &Shape) -> Outcomes {
        let calls = u32::try_from(calls).expect("a small budget");
        let outer = std::mem::take(&mut self.charges);
        let mut affords = self.clone();
        let result = affords.read(inner);
        let spent = affords.charges;
        if spent.max <= calls {
            *self = affords;
            self.charges = Count { min: outer.min + spent.min, max: outer.max + spent.max };
            return result;
        }
        let refused = self.refusing(|reading| reading.maybe(false, |reading| reading.read(inner)));
        self.charges = Count { min: outer.min, max: outer.max + calls };
        let ends = Outcomes::failure(Failure::OutOfBudget).or_if(refused.may_panic(), Outcome::Panic);
        if spent.min <= calls { ends.or(result) } else { ends }
    }

    fn turns(&mut self, turns: u8, max: u8, inner: &Shape) -> Outcomes {
        let mut results = Outcomes::default();
        let mut so_far = Outcomes::one(Ok(7));
        let mut surely = true;
        for turn in 1..=max {
            let result = self.maybe(surely, |reading| reading.read(inner));
            let after = so_far.and(&result, merge);
            let is_last = turn == turns;
            let goes_on = |outcome: &Outcome| !is_last && outcome.may_succeed();
            results = results.or(after.only(|outcome| !goes_on(outcome) || outcome.may_fail()));
            so_far = after.only(goes_on);
            if so_far.is_none() {
                return results;
            }
            surely &= after.must(|outcome| matches!(outcome, Outcome::Value(Ok(_))));
        }
        results.or(Outcomes::failure(Failure::OutOfTurns))
    }

    fn nested(&mut self, nested: Nested, inner: &Shape) -> Outcomes {
        let (result, done) = self.traced(|reading| {
            let kept = std::mem::take(&mut reading.kept);
            let result = reading.read(inner);
            reading.kept = kept;
            result
        });
        if !matches!(nested, Nested::Tries) || !result.may_panic() {
            return result;
        }
        self.doubt(&done);
        result.only(|outcome| *outcome != Outcome::Panic).or(Outcomes::failure(Failure::Panicked))
    }

    fn pair(&mut self, pair: Pair, both: &[Shape; 2]) -> Outcomes {
        match pair {
            Pair::Join | Pair::Zip => self.joined(both, merge),
            Pair::Flow => self.joined(both, |a, b| merge(merge(a.clone(), Ok(1)), merge(a, b))),
            Pair::TryJoin => {
                let results = self.at_once(both, |result| result.may_panic() || result.may(Outcome::may_fail));
                first_failure(&results, |sides| sides[0].and(&sides[1], merge))
            }
            Pair::Fallback | Pair::TryFallback => self.fallback(matches!(pair, Pair::TryFallback), both),
        }
    }

    fn joined(&mut self, both: &[Shape; 2], merge: impl Fn(Value, Value) -> Value) -> Outcomes {
        let sides = self.at_once(both, Outcomes::may_panic);
        sides[0].and(&sides[1], merge)
    }

    fn fallback(&mut self, tells_of_both: bool, [first, second]: &[Shape; 2]) -> Outcomes {
        let result = self.read(first);
        let failures = result.only(Outcome::may_fail);
        if failures.is_none() {
            return result;
        }
        let other = self
            .maybe(result.must(|outcome| matches!(outcome, Outcome::Value(Err(_)))), |reading| reading.read(second));
        let other = if tells_of_both {
            failures.and(&other, |first, second| match (first, second) {
                (Err(first), Err(second)) => Err(Failure::AllFailed(vec![first, second])),
                (_, second) => second,
            })
        } else {
            other
        };
        result.only(|outcome| !matches!(outcome, Outcome::Value(Err(_)))).or(other)
    }

    fn choice(&mut self, choice: Choice, [first, even, odd]: &[Shape; 3]) -> Outcomes {
        let result = self.read(first);
        let mut results = result.only(|outcome| !outcome.is_value());
        for (rest, parity) in [(even, true), (odd, false)] {
            let chosen = result.only(|outcome| match outcome {
                Outcome::Value(value) => is_even(value) == parity,
                outcome => outcome.is_value(),
            });
            if chosen.is_none() {
                continue;
            }
            let surely = result.must(|outcome| matches!(outcome, Outcome::Value(value) if is_even(value) == parity));
            let rest = self.maybe(surely, |reading| reading.read(rest));
            results = results.or(match choice {
                Choice::Planner => chosen.and(&rest, merge),
                Choice::Router => rest,
            });
        }
        results
    }
}
